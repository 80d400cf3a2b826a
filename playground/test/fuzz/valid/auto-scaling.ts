import { type Furnished, launchHook } from "../furnished.ts";
import type { Recipes } from "./recipe.ts";

const name = "autoscaling";
const web = { AutoScalingGroupName: "web" };
const held = { AutoScalingGroupName: "held" };

/** Instances in service of the group that has some, of which some stay for whoever comes next. */
const serving = async ({ ask, pass }: Furnished, state = "InService") => {
  await ask(name, "SetDesiredCapacity", { ...web, DesiredCapacity: 4 });
  await pass(300_000);
  return instanceIn(await ask(name, "DescribeAutoScalingGroups", { AutoScalingGroupNames: ["web"] }), state);
};

const instanceIn = (answered: unknown, state: string): string => {
  const { AutoScalingGroups } = answered as {
    AutoScalingGroups: readonly { Instances: readonly { InstanceId: string; LifecycleState: string }[] }[];
  };
  const found = AutoScalingGroups[0]?.Instances.find(({ LifecycleState }) => LifecycleState === state);
  return found?.InstanceId ?? "i-0123456789abcdef0";
};

const waiting = async ({ ask, pass }: Furnished) => {
  await ask(name, "SetDesiredCapacity", { ...held, DesiredCapacity: 2 });
  await pass(120_000);
  return instanceIn(await ask(name, "DescribeAutoScalingGroups", { AutoScalingGroupNames: ["held"] }), "Pending:Wait");
};

const ofWaiting = async (furnished: Furnished) => ({
  ...held,
  LifecycleHookName: launchHook.LifecycleHookName,
  InstanceId: await waiting(furnished),
});

const grouped = ({ made }: Furnished, AutoScalingGroupName: string) => ({
  AutoScalingGroupName,
  LaunchTemplate: { LaunchTemplateId: made.template, Version: "$Latest" },
  MinSize: 0,
  MaxSize: 2,
  DesiredCapacity: 0,
  VPCZoneIdentifier: `${made.subnet},${made.otherSubnet}`,
});

const aGroup = async (furnished: Furnished) => {
  const AutoScalingGroupName = furnished.fresh();
  await furnished.ask(name, "CreateAutoScalingGroup", grouped(furnished, AutoScalingGroupName));
  return { AutoScalingGroupName };
};

const simple = { PolicyType: "SimpleScaling", AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 1 };

const aPolicy = async ({ ask, fresh }: Furnished) => {
  const PolicyName = fresh();
  await ask(name, "PutScalingPolicy", { ...web, PolicyName, ...simple });
  return { ...web, PolicyName };
};

const anAction = async ({ ask, fresh }: Furnished) => {
  const ScheduledActionName = fresh();
  const Recurrence = "0 8 * * *";
  await ask(name, "PutScheduledUpdateGroupAction", { ...web, ScheduledActionName, Recurrence, DesiredCapacity: 3 });
  return ScheduledActionName;
};

const onGroup = (Key: string) => ({ ResourceId: "web", ResourceType: "auto-scaling-group", Key });

const source = ({ made }: Furnished) => ({
  ...web,
  TrafficSources: [{ Identifier: made.targetGroup, Type: "elbv2" }],
});

const notified = ({ made }: Furnished) => ({
  ...web,
  TopicARN: made.topic,
  NotificationTypes: ["autoscaling:EC2_INSTANCE_LAUNCH"],
});

/** A group that is being refreshed, to a template that it can be rolled back from. */
const refreshed = async (furnished: Furnished) => {
  const { ask, made, pass } = furnished;
  const of = (Version: string) => ({ LaunchTemplate: { LaunchTemplateId: made.template, Version } });
  const group = await aGroup(furnished);
  await ask(name, "UpdateAutoScalingGroup", { ...group, ...of("1"), DesiredCapacity: 1 });
  await pass(120_000);
  await ask(name, "StartInstanceRefresh", { ...group, DesiredConfiguration: of("1") });
  await pass(10_000);
  return group;
};

const pooled = async (furnished: Furnished) => {
  const group = await aGroup(furnished);
  await furnished.ask(name, "PutWarmPool", { ...group, MinSize: 0 });
  return group;
};

export const autoScaling: Recipes = {
  AttachInstances: async (furnished) => {
    const { ask, made, pass } = furnished;
    const group = await aGroup(furnished);
    const { Instances } = await ask("ec2", "RunInstances", {
      LaunchTemplate: { LaunchTemplateId: made.template },
      SubnetId: made.subnet,
      MinCount: 1,
      MaxCount: 1,
    });
    await pass(120_000);
    return { ...group, InstanceIds: [(Instances as readonly { InstanceId?: string }[])[0]?.InstanceId] };
  },
  AttachLoadBalancerTargetGroups: ({ made }) => ({ ...web, TargetGroupARNs: [made.targetGroup] }),
  AttachTrafficSources: source,
  BatchDeleteScheduledAction: async (furnished) => ({ ...web, ScheduledActionNames: [await anAction(furnished)] }),
  BatchPutScheduledUpdateGroupAction: ({ fresh }) => ({
    ...web,
    ScheduledUpdateGroupActions: [{ ScheduledActionName: fresh(), Recurrence: "0 9 * * *", MinSize: 1 }],
  }),
  CancelInstanceRefresh: async (furnished) => ({
    ...(await refreshed(furnished)),
    WaitForTransitioningInstances: false,
  }),
  CompleteLifecycleAction: async (furnished) => ({
    ...(await ofWaiting(furnished)),
    LifecycleActionResult: "CONTINUE",
  }),
  RecordLifecycleActionHeartbeat: ofWaiting,
  CreateAutoScalingGroup: (furnished) => ({
    ...grouped(furnished, furnished.fresh()),
    DesiredCapacity: 1,
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: 60,
    DefaultCooldown: 30,
    TargetGroupARNs: [furnished.made.targetGroup],
    TerminationPolicies: ["OldestInstance"],
    LifecycleHookSpecificationList: [launchHook],
    Tags: [{ Key: "team", Value: "search", PropagateAtLaunch: true }],
  }),
  UpdateAutoScalingGroup: () => ({ ...web, MaxSize: 7, HealthCheckGracePeriod: 30, DefaultInstanceWarmup: 60 }),
  CreateOrUpdateTags: () => ({ Tags: [{ ...onGroup("team"), Value: "search", PropagateAtLaunch: true }] }),
  DeleteTags: () => ({ Tags: [onGroup("team")] }),
  DescribeTags: () => ({ Filters: [{ Name: "auto-scaling-group", Values: ["web"] }] }),
  DeleteAutoScalingGroup: aGroup,
  PutLifecycleHook: () => ({
    ...web,
    LifecycleHookName: "leaving",
    LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
    HeartbeatTimeout: 60,
    DefaultResult: "CONTINUE",
  }),
  DeleteLifecycleHook: async ({ ask, fresh }) => {
    const input = { ...held, LifecycleHookName: fresh() };
    await ask(name, "PutLifecycleHook", { ...input, LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING" });
    return input;
  },
  DescribeLifecycleHooks: () => held,
  PutNotificationConfiguration: notified,
  DeleteNotificationConfiguration: async (furnished) => {
    await furnished.ask(name, "PutNotificationConfiguration", notified(furnished));
    return { ...web, TopicARN: furnished.made.topic };
  },
  DescribeNotificationConfigurations: () => ({ AutoScalingGroupNames: ["web"] }),
  PutScalingPolicy: ({ fresh }) => ({
    ...web,
    PolicyName: fresh(),
    PolicyType: "StepScaling",
    AdjustmentType: "ChangeInCapacity",
    MetricAggregationType: "Average",
    EstimatedInstanceWarmup: 60,
    StepAdjustments: [
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
      { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
    ],
  }),
  ExecutePolicy: aPolicy,
  DeletePolicy: aPolicy,
  DescribePolicies: () => web,
  PutScheduledUpdateGroupAction: ({ fresh }) => ({
    ...web,
    ScheduledActionName: fresh(),
    Recurrence: "0 8 * * 1-5",
    TimeZone: "Europe/Berlin",
    MinSize: 1,
    MaxSize: 5,
    DesiredCapacity: 2,
  }),
  DeleteScheduledAction: async (furnished) => ({ ...web, ScheduledActionName: await anAction(furnished) }),
  DescribeScheduledActions: () => web,
  PutWarmPool: async (furnished) => ({ ...(await aGroup(furnished)), MinSize: 1, PoolState: "Stopped" }),
  DeleteWarmPool: pooled,
  DescribeWarmPool: pooled,
  DescribeAutoScalingGroups: () => ({ AutoScalingGroupNames: ["web", "held"] }),
  DescribeInstanceRefreshes: refreshed,
  DescribeLoadBalancerTargetGroups: () => web,
  DescribeScalingActivities: () => web,
  DescribeTrafficSources: () => web,
  DetachInstances: async (furnished) => ({
    ...web,
    InstanceIds: [await serving(furnished)],
    ShouldDecrementDesiredCapacity: true,
  }),
  DetachLoadBalancerTargetGroups: async (furnished) => {
    const { ask, made } = furnished;
    await ask(name, "AttachLoadBalancerTargetGroups", { ...web, TargetGroupARNs: [made.targetGroup] });
    return { ...web, TargetGroupARNs: [made.targetGroup] };
  },
  DetachTrafficSources: async (furnished) => {
    await furnished.ask(name, "AttachTrafficSources", source(furnished));
    return source(furnished);
  },
  EnableMetricsCollection: () => ({ ...web, Granularity: "1Minute", Metrics: ["GroupDesiredCapacity"] }),
  DisableMetricsCollection: () => ({ ...web, Metrics: ["GroupDesiredCapacity"] }),
  EnterStandby: async (furnished) => ({
    ...web,
    InstanceIds: [await serving(furnished)],
    ShouldDecrementDesiredCapacity: true,
  }),
  ExitStandby: async (furnished) => {
    const InstanceIds = [await serving(furnished)];
    await furnished.ask(name, "EnterStandby", { ...web, InstanceIds, ShouldDecrementDesiredCapacity: true });
    await furnished.pass(60_000);
    return { ...web, InstanceIds };
  },
  RollbackInstanceRefresh: refreshed,
  StartInstanceRefresh: async (furnished) => ({
    ...(await aGroup(furnished)),
    Strategy: "Rolling",
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: furnished.made.template, Version: "1" } },
    Preferences: {
      MinHealthyPercentage: 90,
      MaxHealthyPercentage: 120,
      InstanceWarmup: 30,
      CheckpointPercentages: [50, 100],
      CheckpointDelay: 60,
      SkipMatching: true,
      ScaleInProtectedInstances: "Ignore",
      StandbyInstances: "Terminate",
      BakeTime: 60,
    },
  }),
  SuspendProcesses: () => ({ ...held, ScalingProcesses: ["AZRebalance"] }),
  ResumeProcesses: () => ({ ...held, ScalingProcesses: ["AZRebalance"] }),
  SetDesiredCapacity: () => ({ ...web, DesiredCapacity: 3, HonorCooldown: false }),
  SetInstanceHealth: async (furnished) => ({ InstanceId: await serving(furnished), HealthStatus: "Healthy" }),
  SetInstanceProtection: async (furnished) => ({
    ...web,
    InstanceIds: [await serving(furnished)],
    ProtectedFromScaleIn: false,
  }),
  TerminateInstanceInAutoScalingGroup: async (furnished) => ({
    InstanceId: await serving(furnished),
    ShouldDecrementDesiredCapacity: true,
  }),
};
