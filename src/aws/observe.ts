/** Reads an upgraded environment from AWS into one plain value, from which every decision is made. */
import {
  type AutoScalingClient,
  type AutoScalingGroup,
  paginateDescribeAutoScalingGroups,
  paginateDescribeScalingActivities,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Environment, EnvironmentListener, Side } from "../deployment/environment.ts";
import { forwardsOf } from "../deployment/traffic.ts";
import { ownershipTags } from "../deployment/upgrade/ownership.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import type {
  ActivityView,
  GroupView,
  ListenerView,
  SideView,
  TargetGroupView,
  TargetView,
  View,
} from "../deployment/view.ts";
import { NotAsRegistered, NotOurs } from "../errors.ts";
import { normalizeActions } from "../resources/described/actions.ts";

export interface Observers {
  readonly autoScaling: AutoScalingClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
}

const loadBalancerOf = async (client: ElasticLoadBalancingV2Client, name: string) => {
  for await (const { LoadBalancers } of paginateDescribeLoadBalancers({ client }, { Names: [name] }))
    for (const { LoadBalancerArn, DNSName } of LoadBalancers ?? [])
      if (LoadBalancerArn !== undefined && DNSName !== undefined) return { arn: LoadBalancerArn, dnsName: DNSName };
  throw new NotAsRegistered(`There is no load balancer '${name}'.`);
};

const listenersOf = async (
  client: ElasticLoadBalancingV2Client,
  loadBalancerArn: string,
): Promise<readonly Listener[]> => {
  const listeners: Listener[] = [];
  for await (const { Listeners } of paginateDescribeListeners({ client }, { LoadBalancerArn: loadBalancerArn }))
    listeners.push(...(Listeners ?? []));
  return listeners;
};

const ruleOf = async (client: ElasticLoadBalancingV2Client, listenerArn: string, priority: number) => {
  for await (const { Rules } of paginateDescribeRules({ client }, { ListenerArn: listenerArn }))
    for (const rule of Rules ?? []) if (rule.Priority === String(priority)) return rule;
  return undefined;
};

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
      actions: normalizeActions(listener.DefaultActions ?? []),
    };
  const rule = await ruleOf(client, listener.ListenerArn, registered.priority);
  if (rule?.RuleArn === undefined)
    throw new NotAsRegistered(
      `The listener on port ${registered.port} has no rule of priority ${registered.priority}.`,
    );
  return {
    kind: "listener-rule",
    arn: rule.RuleArn,
    registered,
    protocol,
    actions: normalizeActions(rule.Actions ?? []),
  };
};

/** A placeholder listener is made once and never re-pointed: the group it forwards to is the side's, whoever has the traffic. */
const sideTargetGroup = (listeners: readonly Listener[], port: number, side: Side): string => {
  const listener = listeners.find((each) => each.Port === port);
  const arn = forwardsOf(normalizeActions(listener?.DefaultActions ?? []))[0]?.targetGroupArn;
  if (arn === undefined)
    throw new NotAsRegistered(
      `There is no placeholder listener for ${side} on port ${port}. Run 'sarcelle upgrade' to make the environment blue-green.`,
    );
  return arn;
};

const targetsOf = async (client: ElasticLoadBalancingV2Client, arn: string): Promise<readonly TargetView[]> => {
  const { TargetHealthDescriptions } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
  return (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
    id: Target?.Id ?? "",
    state: TargetHealth?.State ?? "unknown",
    ...(TargetHealth?.Reason === undefined ? {} : { reason: TargetHealth.Reason }),
    ...(TargetHealth?.Description === undefined ? {} : { description: TargetHealth.Description }),
  }));
};

const groupView = (group: AutoScalingGroup): GroupView => {
  const template = group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return {
    name: group.AutoScalingGroupName ?? "",
    min: group.MinSize ?? 0,
    max: group.MaxSize ?? 0,
    desired: group.DesiredCapacity ?? 0,
    launchTemplate: { id: template?.LaunchTemplateId ?? "", version: template?.Version ?? "$Default" },
    healthCheckGraceSeconds: group.HealthCheckGracePeriod ?? 0,
    suspended: (group.SuspendedProcesses ?? []).map((each) => each.ProcessName ?? ""),
    tags: Object.fromEntries((group.Tags ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""])),
    instances: (group.Instances ?? []).map((instance) => ({
      id: instance.InstanceId ?? "",
      lifecycleState: instance.LifecycleState ?? "unknown",
      healthStatus: instance.HealthStatus ?? "unknown",
      ...(instance.LaunchTemplate?.Version === undefined
        ? {}
        : { launchTemplateVersion: instance.LaunchTemplate.Version }),
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

const ownGroup = (group: AutoScalingGroup | undefined, name: string, environment: string, side: Side): GroupView => {
  if (group === undefined)
    throw new NotAsRegistered(
      `There is no Auto Scaling group '${name}', the ${side} side of '${environment}'. Run 'sarcelle upgrade ${environment}' first.`,
    );
  const view = groupView(group);
  const owner = view.tags[ownershipTags.environment];
  if (owner === undefined)
    throw new NotAsRegistered(
      `Auto Scaling group '${name}' has no tag ${ownershipTags.environment}, expected '${environment}': it is not blue-green yet. Run 'sarcelle upgrade ${environment}' first.`,
    );
  if (owner !== environment)
    throw new NotOurs(
      `Auto Scaling group '${name}' is tagged ${ownershipTags.environment}=${owner}, expected '${environment}': it is not this environment's to change.`,
    );
  return view;
};

/** Target groups by ARN, in the order asked for, each with the health of its targets. */
export const targetGroupViews = async (
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
): Promise<readonly TargetGroupView[]> => {
  const described = new Map<string, TargetGroup>();
  for await (const { TargetGroups } of paginateDescribeTargetGroups({ client }, { TargetGroupArns: [...arns] }))
    for (const group of TargetGroups ?? []) described.set(group.TargetGroupArn ?? "", group);
  return Promise.all(
    arns.map(async (arn) => {
      const group = described.get(arn);
      return {
        arn,
        name: group?.TargetGroupName ?? arn,
        healthCheck: {
          intervalSeconds: group?.HealthCheckIntervalSeconds ?? 30,
          unhealthyThreshold: group?.UnhealthyThresholdCount ?? 2,
        },
        targets: await targetsOf(client, arn),
      };
    }),
  );
};

/** The environment as it stands, with the health of the targets of both sides. */
export const observe = async ({ autoScaling, loadBalancing }: Observers, environment: Environment): Promise<View> => {
  const loadBalancer = await loadBalancerOf(loadBalancing, environment.loadBalancer);
  const all = await listenersOf(loadBalancing, loadBalancer.arn);
  const listeners = await Promise.all(environment.listeners.map((each) => production(loadBalancing, all, each)));
  const names: Readonly<Record<Side, string>> = { blue: environment.group, green: greenGroup(environment.group) };
  const groups = await groupsOf(autoScaling, Object.values(names));
  const side = async (which: Side): Promise<SideView> => ({
    side: which,
    group: ownGroup(groups.get(names[which]), names[which], environment.name, which),
    targetGroups: await targetGroupViews(
      loadBalancing,
      environment.listeners.map(({ placeholders }) => sideTargetGroup(all, placeholders[which], which)),
    ),
  });
  return { loadBalancer, listeners, sides: { blue: await side("blue"), green: await side("green") } };
};

/** What Auto Scaling did to the group since `since`, newest first; pages are followed no further than that. */
export const activitiesOf = async (
  client: AutoScalingClient,
  group: string,
  since: number,
): Promise<readonly ActivityView[]> => {
  const activities: ActivityView[] = [];
  for await (const { Activities } of paginateDescribeScalingActivities({ client }, { AutoScalingGroupName: group })) {
    for (const { StartTime, StatusCode, Description, Cause, StatusMessage } of Activities ?? []) {
      const startedAt = StartTime?.getTime() ?? 0;
      if (startedAt < since) return activities;
      activities.push({
        startedAt,
        status: StatusCode ?? "unknown",
        description: Description ?? "",
        cause: Cause ?? "",
        ...(StatusMessage === undefined ? {} : { message: StatusMessage }),
      });
    }
  }
  return activities;
};
