/** Reads an upgraded environment from AWS into one plain value, from which every decision is made. */
import {
  type AutoScalingClient,
  type AutoScalingGroup,
  type LaunchTemplateSpecification,
  paginateDescribeAutoScalingGroups,
  paginateDescribeScalingActivities,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Environment, EnvironmentListener, OneSided, Side } from "../deployment/environment.ts";
import { ownershipTags } from "../deployment/ownership-tags.ts";
import { oneToOne, targetGroupsOfSide } from "../deployment/pairs.ts";
import { forwardsOf } from "../deployment/traffic.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import {
  type ActivityView,
  type GroupView,
  type HealthChecks,
  type ListenerView,
  type Pair,
  type PlaceholderView,
  type SideView,
  type TargetGroupView,
  type TargetView,
  type TemplateVersion,
  type View,
  withTargetGroups,
} from "../deployment/view.ts";
import { NotAsRegistered, NotOurs } from "../errors.ts";
import { describeTargetGroups } from "../resources/describe-target-group.ts";
import { normaliseActions } from "../resources/described/actions.ts";
import { whyUnmeasured } from "../resources/described/auto-scaling-group.ts";
import { targetGroupArn } from "../resources/described/ids.ts";
import { plain } from "../resources/described/plain.ts";
import { warmPoolState } from "../resources/described/scaling.ts";
import { describeListeners, describeLoadBalancer, describeRules } from "./load-balancer.ts";

export interface Observers {
  readonly autoScaling: AutoScalingClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
}

const production = async (
  client: ElasticLoadBalancingV2Client,
  listeners: readonly Listener[],
  registered: EnvironmentListener,
): Promise<ListenerView> => {
  const listener = listeners.find((each) => each.Port === registered.port);
  if (listener?.ListenerArn === undefined)
    throw new NotAsRegistered(
      `The load balancer has no listener on port ${registered.port}; it has ${listeners.map((each) => each.Port).join(", ")}.`,
    );
  const protocol = listener.Protocol ?? "";
  if (registered.priority === undefined)
    return {
      kind: "listener",
      arn: listener.ListenerArn,
      registered,
      protocol,
      actions: normaliseActions(listener.DefaultActions ?? []),
    };
  const rules = await describeRules(client, listener.ListenerArn);
  const rule = rules.find(({ Priority }) => Priority === String(registered.priority));
  if (rule?.RuleArn === undefined)
    throw new NotAsRegistered(
      `The listener on port ${registered.port} has no rule of priority ${registered.priority}.`,
    );
  return {
    kind: "listener-rule",
    arn: rule.RuleArn,
    registered,
    protocol,
    actions: normaliseActions(rule.Actions ?? []),
  };
};

/** A placeholder listener is made once and never re-pointed: the group it forwards to is the side's, whoever has the traffic. */
const placeholderOn = (listeners: readonly Listener[], port: number, side: Side): PlaceholderView => {
  const listener = listeners.find((each) => each.Port === port);
  const targetGroupArn = forwardsOf(normaliseActions(listener?.DefaultActions ?? []))[0]?.targetGroupArn;
  if (targetGroupArn === undefined)
    throw new NotAsRegistered(
      `There is no placeholder listener for ${side} on port ${port}. Run 'sarcelle upgrade': it makes what is missing.`,
    );
  return { port, protocol: listener?.Protocol ?? "", targetGroupArn };
};

/** What is behind each pair of placeholder ports that the registration names. */
const pairsOf = ({ listeners }: Environment, all: readonly Listener[]): readonly Pair[] =>
  oneToOne(
    listeners.flatMap(({ placeholders }) =>
      placeholders === undefined
        ? []
        : [
            {
              blue: placeholderOn(all, placeholders.blue, "blue"),
              green: placeholderOn(all, placeholders.green, "green"),
            },
          ],
    ),
  );

const targetsOf = async (client: ElasticLoadBalancingV2Client, arn: string): Promise<readonly TargetView[]> => {
  const { TargetHealthDescriptions } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
  return (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
    id: Target?.Id ?? "",
    state: TargetHealth?.State ?? "unknown",
    ...(TargetHealth?.Reason === undefined ? {} : { reason: TargetHealth.Reason }),
    ...(TargetHealth?.Description === undefined ? {} : { description: TargetHealth.Description }),
  }));
};

const templateVersion = (template: LaunchTemplateSpecification = {}): TemplateVersion => ({
  id: template.LaunchTemplateId ?? "",
  version: template.Version ?? "$Default",
});

const launchesBy = ({
  MixedInstancesPolicy,
  LaunchConfigurationName,
}: AutoScalingGroup): Pick<GroupView, "launchesBy"> =>
  MixedInstancesPolicy !== undefined
    ? { launchesBy: "mixed instances policy" }
    : LaunchConfigurationName !== undefined
      ? { launchesBy: "launch configuration" }
      : {};

const groupView = (group: AutoScalingGroup): GroupView => {
  const pool = warmPoolState(group.WarmPoolConfiguration);
  const template = group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return {
    name: group.AutoScalingGroupName ?? "",
    min: group.MinSize ?? 0,
    max: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    launchTemplate: { ...templateVersion(template), name: template?.LaunchTemplateName ?? "" },
    ...launchesBy(group),
    ...(pool === null ? {} : { warmPool: pool }),
    ...(group.WarmPoolSize === undefined ? {} : { pooled: group.WarmPoolSize }),
    suspended: (group.SuspendedProcesses ?? []).map((each) => each.ProcessName ?? ""),
    tags: Object.fromEntries((group.Tags ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""])),
    ...(group.NewInstancesProtectedFromScaleIn === true ? { protectsNew: true } : {}),
    instances: (group.Instances ?? []).map((instance) => ({
      id: instance.InstanceId ?? "",
      lifecycleState: instance.LifecycleState ?? "unknown",
      healthStatus: instance.HealthStatus ?? "unknown",
      ...(instance.AvailabilityZone === undefined ? {} : { zone: instance.AvailabilityZone }),
      ...(instance.LaunchTemplate === undefined ? {} : { launchTemplate: templateVersion(instance.LaunchTemplate) }),
      ...(instance.ProtectedFromScaleIn === true ? { isProtected: true } : {}),
      ...(instance.WeightedCapacity === undefined ? {} : { weight: Number(instance.WeightedCapacity) }),
    })),
  };
};

const groupsOf = async (client: AutoScalingClient, names: readonly string[]) => {
  const groups = new Map<string, AutoScalingGroup>();
  // Without names, Auto Scaling answers every group of the account.
  if (names.length === 0) return groups;
  for await (const { AutoScalingGroups } of paginateDescribeAutoScalingGroups(
    { client },
    { AutoScalingGroupNames: [...names] },
  ))
    for (const group of AutoScalingGroups ?? []) groups.set(group.AutoScalingGroupName ?? "", group);
  return groups;
};

/** Groups by name; one that does not exist is left out. */
export const groupsNamed = async (client: AutoScalingClient, names: readonly string[]): Promise<readonly GroupView[]> =>
  [...(await groupsOf(client, names)).values()].map(groupView);

/** The one group of an environment with one side, which carries no tag of ours before its first rolling update. Throws `NotAsRegistered` or `NotOurs`. */
export const soleGroup = async (
  client: AutoScalingClient,
  { name: environment, group: name }: Pick<OneSided, "name" | "group">,
): Promise<{ readonly group: GroupView; readonly targetGroups: readonly TargetGroupView[] }> => {
  const found = (await groupsOf(client, [name])).get(name);
  if (found === undefined)
    throw new NotAsRegistered(
      `There is no Auto Scaling group '${name}', which environment '${environment}' registers.`,
    );
  const group = measured(found);
  refuseOwned(group, environment);
  return { group, targetGroups: (found.TargetGroupARNs ?? []).map(unread) };
};

const measured = (group: AutoScalingGroup): GroupView => {
  const unmeasured = whyUnmeasured(plain(group));
  if (unmeasured !== undefined) throw new NotAsRegistered(unmeasured);
  return groupView(group);
};

const refuseOwned = ({ name, tags }: GroupView, environment: string): void => {
  const owner = tags[ownershipTags.environment];
  if (owner !== undefined && owner !== environment)
    throw new NotOurs(
      `Auto Scaling group '${name}' is tagged ${ownershipTags.environment}=${owner}, expected '${environment}': it is not this environment's to change.`,
    );
};

const ownGroup = (group: AutoScalingGroup | undefined, name: string, environment: string, side: Side): GroupView => {
  if (group === undefined)
    throw new NotAsRegistered(
      `There is no Auto Scaling group '${name}', the ${side} side of '${environment}'. Run 'sarcelle upgrade ${environment}' first.`,
    );
  const view = measured(group);
  if (view.tags[ownershipTags.environment] === undefined)
    throw new NotAsRegistered(
      `Auto Scaling group '${name}' has no tag ${ownershipTags.environment}, expected '${environment}': it is not blue-green yet. Run 'sarcelle upgrade ${environment}' first.`,
    );
  refuseOwned(view, environment);
  return view;
};

/** A target group that a placeholder listener names, of which nothing else was asked yet. */
const unread = (arn: string): TargetGroupView => ({ arn, name: targetGroupArn.parse(arn).name, targets: [] });

/** The load balancer that an environment registers by its name. */
export const loadBalancerNamed = async (
  client: ElasticLoadBalancingV2Client,
  name: string,
): Promise<View["loadBalancer"]> => {
  const { LoadBalancerArn = "", DNSName = "" } = await describeLoadBalancer(client, name);
  return { arn: LoadBalancerArn, dnsName: DNSName };
};

/** The environment as it stands, but for the health of its targets; `known` is its load balancer, if that was found before. Throws `NotAsRegistered` or `NotOurs` unless it is as registered. */
export const observeSides = async (
  { autoScaling, loadBalancing }: Observers,
  environment: Environment,
  known?: View["loadBalancer"],
): Promise<View> => {
  const loadBalancer = known ?? (await loadBalancerNamed(loadBalancing, environment.loadBalancer));
  const all = await describeListeners(loadBalancing, loadBalancer.arn);
  const listeners = await Promise.all(environment.listeners.map((each) => production(loadBalancing, all, each)));
  const names: Readonly<Record<Side, string>> = { blue: environment.group, green: greenGroup(environment.group) };
  const groups = await groupsOf(autoScaling, Object.values(names));
  const own = (which: Side) => ownGroup(groups.get(names[which]), names[which], environment.name, which);
  // First, since what was never upgraded has no placeholders either.
  const owned: Readonly<Record<Side, GroupView>> = { blue: own("blue"), green: own("green") };
  const pairs = pairsOf(environment, all);
  const side = (which: Side): SideView => ({
    side: which,
    group: owned[which],
    targetGroups: targetGroupsOfSide(pairs, which).map(unread),
  });
  return {
    loadBalancer,
    listeners,
    pairs,
    sides: { blue: side("blue"), green: side("green") },
  };
};

/** The target groups with the health that their targets have now. */
export const withHealth = (
  client: ElasticLoadBalancingV2Client,
  targetGroups: readonly TargetGroupView[],
): Promise<readonly TargetGroupView[]> =>
  Promise.all(targetGroups.map(async (group) => ({ ...group, targets: await targetsOf(client, group.arn) })));

/** The settings of target groups' health checks, by ARN. */
export const healthChecksOf = async (
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
): Promise<HealthChecks> => {
  const described = await describeTargetGroups(client, { TargetGroupArns: [...arns] });
  return Object.fromEntries(
    arns.map((arn) => {
      const found = described.find(({ TargetGroupArn }) => TargetGroupArn === arn);
      const intervalSeconds = found?.HealthCheckIntervalSeconds ?? 30;
      return [arn, { intervalSeconds, unhealthyThreshold: found?.UnhealthyThresholdCount ?? 2 }];
    }),
  );
};

/** The target groups with the settings of their health checks; those that are `known` AWS is not asked for. */
export const withHealthChecks = async (
  client: ElasticLoadBalancingV2Client,
  targetGroups: readonly TargetGroupView[],
  known: HealthChecks = {},
): Promise<readonly TargetGroupView[]> => {
  const unknown = targetGroups.filter(({ arn }) => known[arn] === undefined).map(({ arn }) => arn);
  const found = unknown.length === 0 ? known : { ...known, ...(await healthChecksOf(client, unknown)) };
  return targetGroups.map((group) => {
    const healthCheck = found[group.arn];
    return healthCheck === undefined ? group : { ...group, healthCheck };
  });
};

/** The environment as it stands, with the health of the targets of both sides and the settings of their health checks. */
export const observe = async (observers: Observers, environment: Environment): Promise<View> => {
  const view = await observeSides(observers, environment);
  const { blue, green } = view.sides;
  const both = [...blue.targetGroups, ...green.targetGroups];
  const { loadBalancing } = observers;
  return withTargetGroups(view, await withHealth(loadBalancing, await withHealthChecks(loadBalancing, both)));
};

/** What Auto Scaling did to the group since `since`, newest first; pages are followed no further than that. */
export const activitiesOf = async (
  client: AutoScalingClient,
  group: string,
  since: number,
): Promise<readonly ActivityView[]> => {
  const activities: ActivityView[] = [];
  for await (const { Activities } of paginateDescribeScalingActivities({ client }, { AutoScalingGroupName: group })) {
    for (const { StartTime, EndTime, StatusCode, Description, Cause, StatusMessage } of Activities ?? []) {
      const startedAt = StartTime?.getTime() ?? 0;
      if (startedAt < since) return activities;
      activities.push({
        startedAt,
        ended: EndTime !== undefined,
        status: StatusCode ?? "unknown",
        description: Description ?? "",
        cause: Cause ?? "",
        ...(StatusMessage === undefined ? {} : { message: StatusMessage }),
      });
    }
  }
  return activities;
};
