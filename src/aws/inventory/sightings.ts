/** What AWS describes of each type, as sightings. The collector asks by name, the sweep by page; both come through here. */
import type { AutoScalingClient, AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { EC2Client, Instance, LaunchTemplate } from "@aws-sdk/client-ec2";
import type {
  ElasticLoadBalancingV2Client,
  Listener,
  LoadBalancer,
  Rule,
  TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AnyEnvironment } from "../../deployment/environment.ts";
import { groupRef, instanceRef, type Place, templateRef, templateVersionRef } from "../../inventory/arn.ts";
import { forEachAtOnce } from "../../inventory/concurrency.ts";
import { groupFacts, ownedGroup } from "../../inventory/described/group.ts";
import { groupOf, instanceFacts } from "../../inventory/described/instance.ts";
import { templateFacts, templateVersionFacts } from "../../inventory/described/launch-template.ts";
import {
  listenerFacts,
  loadBalancerFacts,
  ruleFacts,
  targetGroupFacts,
} from "../../inventory/described/load-balancing.ts";
import type { Facts, Sighting, TypedArn } from "../../inventory/model.ts";
import { type OwnedGroup, type Owners, ownersOf } from "../../inventory/ownership.ts";
import { templateVersions } from "./describe-ec2.ts";
import { describeGroups } from "./describe-groups.ts";
import { listenersOf, loadBalancerAttributes, rulesOf, tagsByArn, targetHealth } from "./describe-load-balancing.ts";

export interface Observed {
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  /** The registered environments. */
  readonly registered: () => Promise<readonly AnyEnvironment[]>;
  readonly here: Place;
  readonly now: () => number;
}

/** Makes sightings of one read: all are as of the moment that it was started. */
export const seenAt =
  (readAt: number) =>
  (ref: TypedArn, facts: Facts | null): Sighting => ({ ref, readAt, facts });
export type Saw = ReturnType<typeof seenAt>;

/** Elastic Load Balancing describes some things one a call, and lets forty calls through at a time, then ten a second. */
const callsAtOnce = 4;

/** What `ask` answers of each, in their order, a few at a time. */
const eachAnswered = async <T, Answer>(
  items: readonly T[],
  ask: (item: T) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const answers = new Map<number, Answer>();
  await forEachAtOnce([...items.entries()], callsAtOnce, async ([at, item]) => {
    answers.set(at, await ask(item));
  });
  return [...answers].sort(([a], [b]) => a - b).map(([, answer]) => answer);
};

/** Groups by name, the registered ones among them, and what follows from them. */
export const groupsAndOwners = async (
  { autoScaling, ...observed }: Observed,
  names: readonly string[],
  withRegistered: boolean,
): Promise<{ readonly groups: readonly AutoScalingGroup[]; readonly owners: Owners }> => {
  const registered = await observed.registered();
  const all = new Set([...names, ...(withRegistered ? registered.map(({ group }) => group) : [])]);
  const groups = await describeGroups(autoScaling, [...all]);
  return { groups, owners: ownersOf(registered, groups.map(ownedGroup)) };
};

/** Instances, each with the owner of its group; `byName` has those groups. */
export const instanceSightings = (
  { here }: Observed,
  saw: Saw,
  instances: readonly Instance[],
  groups: ReadonlyMap<string, OwnedGroup>,
  owners: Owners,
): readonly Sighting[] =>
  instances.map((instance) => {
    const group = groupOf(instance);
    const owner = group === undefined ? {} : owners.group(group, groups.get(group)?.tags ?? {});
    const facts = instanceFacts(instance, owner);
    const sighting = saw(instanceRef(here, instance.InstanceId ?? ""), facts);
    return facts === null ? { ...sighting, ended: true } : sighting;
  });

/** Groups with what they run and launch. */
export const groupSightings = (
  { here }: Observed,
  saw: Saw,
  groups: readonly AutoScalingGroup[],
  owners: Owners,
): readonly Sighting[] =>
  groups.map((group) => saw(groupRef(here, group.AutoScalingGroupName ?? ""), groupFacts(group, owners)));

/** Templates with all their versions. */
export const templateSightings = async (
  { ec2, here }: Observed,
  saw: Saw,
  templates: readonly LaunchTemplate[],
  owners: Owners,
): Promise<readonly Sighting[]> => {
  const sightings: Sighting[] = [];
  for (const template of templates) {
    const ref = templateRef(here, template.LaunchTemplateId ?? "");
    const versions = await templateVersions(ec2, template.LaunchTemplateId ?? "");
    const numbers = versions.map(({ VersionNumber }) => VersionNumber ?? 0);
    sightings.push(saw(ref, templateFacts(template, numbers, owners)));
    for (const version of versions)
      sightings.push(
        saw(templateVersionRef(ref, version.VersionNumber ?? 0), templateVersionFacts(version, template, owners)),
      );
  }
  return sightings;
};

/** A load balancer with the listeners that it has. */
interface Fronted {
  readonly loadBalancer: LoadBalancer;
  readonly listeners: readonly Listener[];
}

/** Load balancers whose listeners are known. */
export const loadBalancerSightings = async (
  { loadBalancing }: Observed,
  saw: Saw,
  fronted: readonly Fronted[],
  owners: Owners,
): Promise<readonly Sighting[]> => {
  const tags = await tagsByArn(
    loadBalancing,
    fronted.map(({ loadBalancer }) => loadBalancer.LoadBalancerArn ?? ""),
  );
  return eachAnswered(fronted, async ({ loadBalancer, listeners }) => {
    const arn = loadBalancer.LoadBalancerArn ?? "";
    const attributes = await loadBalancerAttributes(loadBalancing, arn);
    const arns = listeners.map(({ ListenerArn }) => ListenerArn ?? "");
    return saw(
      { type: "load-balancer", arn },
      loadBalancerFacts(loadBalancer, attributes, arns, tags.get(arn) ?? {}, owners),
    );
  });
};

/** Load balancers, and the listeners that they have. */
export const loadBalancersAndListeners = async (
  observed: Observed,
  saw: Saw,
  loadBalancers: readonly LoadBalancer[],
  owners: Owners,
): Promise<{ readonly sightings: readonly Sighting[]; readonly listeners: readonly Listener[] }> => {
  const fronted = await eachAnswered(loadBalancers, async (loadBalancer) => ({
    loadBalancer,
    listeners: await listenersOf(observed.loadBalancing, loadBalancer.LoadBalancerArn ?? ""),
  }));
  const sightings = await loadBalancerSightings(observed, saw, fronted, owners);
  return { sightings, listeners: fronted.flatMap(({ listeners }) => listeners) };
};

/** The rules of one listener, with their tags by ARN. */
export const ruleSightings = (
  saw: Saw,
  rules: readonly Rule[],
  listener: Listener,
  tags: ReadonlyMap<string, Facts["tags"]>,
  owners: Owners,
): readonly Sighting[] =>
  rules.map((rule) => {
    const arn = rule.RuleArn ?? "";
    return saw({ type: "listener-rule", arn }, ruleFacts(rule, listener, tags.get(arn) ?? {}, owners));
  });

/** Listeners with their rules. */
export const listenerSightings = async (
  { loadBalancing }: Observed,
  saw: Saw,
  listeners: readonly Listener[],
  owners: Owners,
): Promise<readonly Sighting[]> => {
  const withRules = await eachAnswered(listeners, async (listener) => ({
    listener,
    rules: await rulesOf(loadBalancing, listener.ListenerArn ?? ""),
  }));
  const arns = withRules.flatMap(({ listener, rules }) => [
    listener.ListenerArn ?? "",
    ...rules.map(({ RuleArn }) => RuleArn ?? ""),
  ]);
  const tags = await tagsByArn(loadBalancing, arns);
  return withRules.flatMap(({ listener, rules }) => {
    const arn = listener.ListenerArn ?? "";
    const ruleArns = rules.map(({ RuleArn }) => RuleArn ?? "");
    return [
      saw({ type: "listener", arn }, listenerFacts(listener, ruleArns, tags.get(arn) ?? {}, owners)),
      ...ruleSightings(saw, rules, listener, tags, owners),
    ];
  });
};

/** Target groups with the health of their targets, which takes a call for each. */
export const targetGroupSightings = async (
  { loadBalancing }: Observed,
  saw: Saw,
  groups: readonly TargetGroup[],
  owners: Owners,
): Promise<readonly Sighting[]> => {
  const arns = groups.map(({ TargetGroupArn }) => TargetGroupArn ?? "");
  const tags = await tagsByArn(loadBalancing, arns);
  return eachAnswered(groups, async (group) => {
    const arn = group.TargetGroupArn ?? "";
    const targets = await targetHealth(loadBalancing, group);
    return saw({ type: "target-group", arn }, targetGroupFacts(group, targets, tags.get(arn) ?? {}, owners));
  });
};
