/** Reads all that an upgrade made and marked of an environment, each by its kind, without what any journal says of it. */
import { DescribeLaunchTemplatesCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { ResourceRef } from "../changes/change.ts";
import { type Environment, twoSided } from "../deployment/environment.ts";
import { ownershipTags } from "../deployment/ownership-tags.ts";
import { marksIn, type Owned, type Retiring } from "../deployment/retiring.ts";
import type { Sights } from "../deployment/steps/step.ts";
import { forwardsOf } from "../deployment/traffic.ts";
import type { Live } from "../deployment/upgrade/live.ts";
import { ownListeners } from "../deployment/upgrade/live.ts";
import { isMarked } from "../deployment/upgrade/ownership.ts";
import { alarmNames } from "../deployment/upgrade/twin-alarms.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import { describeAlarms } from "../resources/describe-alarms.ts";
import { describeGroup } from "../resources/describe-group.ts";
import { policiesOf } from "../resources/describe-group-members.ts";
import { normaliseActions } from "../resources/described/actions.ts";
import { launchTemplateOf } from "../resources/described/auto-scaling-group.ts";
import { placeholderId, tagsId, targetGroupArn } from "../resources/described/ids.ts";
import { tagsOf } from "../resources/described/tags.ts";
import type { Clients } from "../resources/kinds.ts";
import { allPages } from "../resources/pages.ts";
import { everyKind } from "./every-kind.ts";
import { observeUpgraded } from "./observe-live.ts";
import type { Reading } from "./sights.ts";
import type { Table } from "./table.ts";

/** By their tags, since their names say it only where they are short: green's, blue's own, and the one that the upgrade found. */
const templatesOf = async (ec2: EC2Client, environment: string) => {
  const templates = await allPages(async (NextToken) => {
    const Filters = [{ Name: `tag:${ownershipTags.environment}`, Values: [environment] }];
    const answer = await ec2.send(new DescribeLaunchTemplatesCommand({ Filters, NextToken }));
    return [answer.LaunchTemplates, answer.NextToken];
  });
  const of = (side: string) => templates.filter(({ Tags }) => tagsOf(Tags)[ownershipTags.side] === side);
  return { green: of("green"), blue: of("blue") };
};

/** Alarms of the twin's that the live side has no counterpart of any more. */
const ownAlarms = async ({ autoScaling, cloudWatch }: Clients, group: string, environment: string) => {
  const names = alarmNames(await policiesOf(autoScaling, group));
  return (await describeAlarms(cloudWatch, names))
    .filter(({ tags }) => isMarked(tagsOf(tags), environment))
    .map(({ alarm }): ResourceRef => ({ kind: "scaling-alarm", id: alarm.AlarmName ?? "" }));
};

/** What was made: the twin's fleet, the placeholders, the target groups; also of what the registration has lost since. */
const made = (live: Live, group: string | undefined): readonly ResourceRef[] => {
  const { fleet = [], placeholders = [], twins = new Map<string, string>(), lost } = live.standing ?? {};
  const loadBalancerArn = live.loadBalancer.LoadBalancerArn ?? "";
  const lostGroups = (lost?.targetGroups ?? []).filter(({ side }) => side === "green");
  return [
    ...fleet.filter(({ kind }) => kind !== "launch-template"),
    ...(group === undefined
      ? []
      : (["group-metrics", "group-processes"] as const).map((kind) => ({ kind, id: group }))),
    ...placeholders.map((id) => ({ kind: "placeholder-listener" as const, id })),
    ...(lost?.listeners ?? []).map(({ port }) => ({
      kind: "placeholder-listener" as const,
      id: placeholderId.format({ loadBalancerArn, port }),
    })),
    ...[...twins.values()].map((arn) => ({ kind: "target-group" as const, id: targetGroupArn.parse(arn).name })),
    ...lostGroups.map(({ name }) => ({ kind: "target-group" as const, id: name })),
  ];
};

/** What carries the marks and was there before, or is blue's: by the ids of its tags. */
const marked = (live: Live, environment: string, templates: readonly string[]): readonly string[] => {
  const lost = (live.standing?.lost.targetGroups ?? []).filter(({ side }) => side !== "green");
  return [
    ...live.targetGroups
      .filter(({ tags }) => isMarked(tagsOf(tags), environment))
      .map(({ targetGroup }) => targetGroup.TargetGroupArn ?? ""),
    ...lost.map(({ arn }) => arn),
    ...(isMarked(tagsOf(live.group.Tags), environment)
      ? [tagsId.format({ service: "autoscaling", name: live.group.AutoScalingGroupName ?? "" })]
      : []),
    ...templates,
  ];
};

/** Listeners and rules that forward to green, in words. */
const forwardingTo = (live: Live, environment: Environment): readonly string[] => {
  const lost = (live.standing?.lost.targetGroups ?? []).filter(({ side }) => side === "green");
  const green = [...(live.standing?.twins.values() ?? []), ...lost.map(({ arn }) => arn)];
  return ownListeners(live, environment).flatMap(({ listener: { Port }, rules }) =>
    rules
      .filter(({ Actions = [] }) =>
        forwardsOf(normaliseActions(Actions)).some((forward) => green.includes(forward.targetGroupArn)),
      )
      .map(({ Priority, IsDefault }) =>
        IsDefault === true ? `listener ${Port}` : `the rule of priority ${Priority} on listener ${Port}`,
      ),
  );
};

/** All that goes when the environment is retired. Throws `NotAsRegistered` if its group or load balancer is not there. */
export const observeRetiring = async (clients: Clients, table: Table, environment: Environment): Promise<Retiring> => {
  const { name } = environment;
  const live = await observeUpgraded(clients, environment);
  const group = await describeGroup(clients.autoScaling, greenGroup(environment.group));
  const stands = live.standing?.fleet.some(({ kind }) => kind === "auto-scaling-group") === true;
  const templates = await templatesOf(clients.ec2, name);
  const refs: readonly ResourceRef[] = [
    ...made(live, stands ? group?.AutoScalingGroupName : undefined),
    ...(stands ? await ownAlarms(clients, group?.AutoScalingGroupName ?? "", name) : []),
    ...templates.green.map(({ LaunchTemplateName: id = "" }) => ({ kind: "launch-template" as const, id })),
    ...marked(
      live,
      name,
      templates.blue.map(({ LaunchTemplateId = "" }) => LaunchTemplateId),
    ).map((id) => ({ kind: "tags" as const, id })),
    { kind: "registration", id: name },
  ];
  const kinds = everyKind(clients, table);
  const parts = new Map<string, Owned>();
  // One after the other: ELBv2's describe calls share a small bucket.
  for (const resource of refs) {
    const key = `${resource.kind} ${resource.id}`;
    const state = parts.has(key) ? null : await kinds[resource.kind].read(resource.id);
    if (state !== null) parts.set(key, { resource, state: resource.kind === "tags" ? marksIn(state) : state });
  }
  const launched = group && launchTemplateOf(group);
  const own = templates.green.find(({ LaunchTemplateId }) => LaunchTemplateId === launched?.LaunchTemplateId);
  return {
    parts: [...parts.values()],
    instances: group?.Instances?.length ?? 0,
    forwarding: forwardingTo(live, environment),
    stays: templates.blue.map(({ LaunchTemplateName = "" }) => LaunchTemplateName),
    ...(live.deletionProtected === true && { protectedBalancer: environment.loadBalancer }),
    ...(launched &&
      own && {
        launches: {
          version: launched.Version ?? "$Default",
          template: own.LaunchTemplateName ?? "",
          latest: String(own.LatestVersionNumber),
        },
      }),
  };
};

/** The same, for a step. */
export const retiringSight =
  (clients: Clients, table: Table) =>
  ({ seen: { environment } }: Reading): Promise<Sights["retiring"]> =>
    observeRetiring(clients, table, twoSided(environment));
