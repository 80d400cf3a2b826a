/** Looks at AWS for what the collector names: batched, and once for each resource. */
import { idOf, instanceRef, parentArn, templateOfVersion } from "../../inventory/arn.ts";
import { ownedGroup } from "../../inventory/described/group.ts";
import { groupOf } from "../../inventory/described/instance.ts";
import type { ResourceType, Sighting, TypedArn } from "../../inventory/model.ts";
import { ownersOf } from "../../inventory/ownership.ts";
import type { Look } from "../../inventory/ports.ts";
import { describeInstances, describeTemplates } from "./describe-ec2.ts";
import * as elb from "./describe-load-balancing.ts";
import {
  groupSightings,
  groupsAndOwners,
  instanceSightings,
  listenerSightings,
  loadBalancersAndListeners,
  type Observed,
  ruleSightings,
  type Saw,
  seenAt,
  targetGroupSightings,
  templateSightings,
} from "./sightings.ts";

type Members = ReadonlyMap<string, readonly TypedArn[]>;
interface Part {
  readonly sightings: readonly Sighting[];
  readonly members?: Members;
}
/** Looks at resources of some types; what it does not find is not there. */
type Describer = (observed: Observed, saw: Saw, refs: readonly TypedArn[]) => Promise<Part>;

const arnsOf = (refs: readonly TypedArn[]) => refs.map(({ arn }) => arn);
const unique = (values: readonly string[]) => [...new Set(values)];

/** Instances, the groups that own them, and groups. */
const fleet: Describer = async (observed, saw, refs) => {
  const ids = refs.filter(({ type }) => type === "instance").map(idOf);
  const asked = refs.filter(({ type }) => type === "auto-scaling-group").map(idOf);
  const instances = await describeInstances(observed.ec2, ids);
  const owning = instances.map(groupOf).filter((name) => name !== undefined);
  const { groups, owners } = await groupsAndOwners(observed, unique([...asked, ...owning]), false);
  const wanted = groups.filter(({ AutoScalingGroupName }) => asked.includes(AutoScalingGroupName ?? ""));
  const byName = new Map(groups.map(ownedGroup).map((group) => [group.name, group]));
  const sightings = groupSightings(observed, saw, wanted, owners);
  const members = new Map(
    wanted.map(({ Instances }, index): [string, readonly TypedArn[]] => [
      sightings[index]?.ref.arn ?? "",
      (Instances ?? []).map(({ InstanceId }) => instanceRef(observed.here, InstanceId ?? "")),
    ]),
  );
  return { sightings: [...sightings, ...instanceSightings(observed, saw, instances, byName, owners)], members };
};

const templates: Describer = async (observed, saw, refs) => {
  const wanted = refs.map((ref) => (ref.type === "launch-template" ? ref : templateOfVersion(ref)[0]));
  const described = await describeTemplates(observed.ec2, unique(wanted.map(idOf)));
  const { owners } = await groupsAndOwners(observed, [], true);
  return { sightings: await templateSightings(observed, saw, described, owners) };
};

const targetGroups: Describer = async (observed, saw, refs) => {
  const described = await elb.targetGroupsByArn(observed.loadBalancing, arnsOf(refs));
  const { owners } = await groupsAndOwners(observed, [], true);
  return { sightings: await targetGroupSightings(observed, saw, described, owners) };
};

/** Registrations alone say whose these are. */
const registeredOwners = async ({ registered }: Observed) => ownersOf(await registered(), []);

const loadBalancers: Describer = async (observed, saw, refs) => {
  const described = await elb.loadBalancersByArn(observed.loadBalancing, arnsOf(refs));
  return loadBalancersAndListeners(observed, saw, described, await registeredOwners(observed));
};

const listeners: Describer = async (observed, saw, refs) => {
  const described = await elb.listenersByArn(observed.loadBalancing, arnsOf(refs));
  return { sightings: await listenerSightings(observed, saw, described, await registeredOwners(observed)) };
};

const rules: Describer = async (observed, saw, refs) => {
  const { loadBalancing } = observed;
  const described = (await elb.rulesByArn(loadBalancing, arnsOf(refs))).filter(({ IsDefault }) => IsDefault !== true);
  const arns = described.map(({ RuleArn }) => RuleArn ?? "");
  const [parents, tags] = [
    await elb.listenersByArn(loadBalancing, unique(arns.map(parentArn))),
    await elb.tagsByArn(loadBalancing, arns),
  ];
  const owners = await registeredOwners(observed);
  const sightings = parents.flatMap((listener) => {
    const own = described.filter(({ RuleArn }) => parentArn(RuleArn ?? "") === listener.ListenerArn);
    return ruleSightings(saw, own, listener, tags, owners);
  });
  return { sightings };
};

const describers: readonly (readonly [types: readonly ResourceType[], describer: Describer])[] = [
  [["instance", "auto-scaling-group"], fleet],
  [["launch-template", "launch-template-version"], templates],
  [["load-balancer"], loadBalancers],
  [["listener"], listeners],
  [["listener-rule"], rules],
  [["target-group"], targetGroups],
];

/** One look at all of these. A call that fails takes only its own types down. */
export const describeResources = async (observed: Observed, refs: readonly TypedArn[]): Promise<Look> => {
  const looks = describers.map(async ([types, describer]): Promise<Look> => {
    const own = refs.filter(({ type }) => types.includes(type));
    if (own.length === 0) return { sightings: [], members: new Map(), failures: [] };
    const saw = seenAt(observed.now());
    try {
      const { sightings, members = new Map() } = await describer(observed, saw, own);
      const seen = new Set(sightings.map(({ ref }) => ref.arn));
      const absent = own.filter(({ arn }) => !seen.has(arn)).map((ref) => saw(ref, null));
      return { sightings: [...sightings, ...absent], members, failures: [] };
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { sightings: [], members: new Map(), failures: own.map((ref) => ({ ref, why })) };
    }
  });
  const all = await Promise.all(looks);
  return {
    sightings: all.flatMap(({ sightings }) => sightings),
    members: new Map(all.flatMap(({ members }) => [...members])),
    failures: all.flatMap(({ failures }) => failures),
  };
};
