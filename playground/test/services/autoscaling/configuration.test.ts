import { describe, expect, it } from "vitest";
import { createWorld, groupInput, http, https } from "./world.ts";

const web = { AutoScalingGroupName: "web" };

const empty = async (neighbours: Parameters<typeof createWorld>[0] = {}) => {
  const world = createWorld(neighbours);
  await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 0 }));
  return world;
};

describe("SuspendProcesses and ResumeProcesses", () => {
  it("name some processes, or all by naming none, and keep the first reason", async () => {
    const world = await empty();
    const suspended = async () => (await world.group()).SuspendedProcesses?.map((one) => one.ProcessName);
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["Terminate", "Launch"] });
    expect((await world.group()).SuspendedProcesses).toEqual([
      { ProcessName: "Launch", SuspensionReason: "User suspended at 2026-01-01T00:00:00Z" },
      { ProcessName: "Terminate", SuspensionReason: "User suspended at 2026-01-01T00:00:00Z" },
    ]);
    await world.clock.advance(1_000);
    await world.call("SuspendProcesses", web);
    expect(await suspended()).toHaveLength(9);
    await world.call("ResumeProcesses", { ...web, ScalingProcesses: ["AZRebalance"] });
    expect(await suspended()).not.toContain("AZRebalance");
    expect((await world.group()).SuspendedProcesses).toContainEqual({
      ProcessName: "Launch",
      SuspensionReason: "User suspended at 2026-01-01T00:00:00Z",
    });
    await world.call("ResumeProcesses", web);
    expect(await suspended()).toEqual([]);
  });

  it("refuse an unknown process by name", async () => {
    const world = await empty();
    await expect(world.call("SuspendProcesses", { ...web, ScalingProcesses: ["Lunch"] })).rejects.toMatchObject({
      name: "ValidationError",
      message: "Invalid scaling process types: Lunch",
    });
  });
});

describe("target groups", () => {
  it("are attached by either API, once, and described by the one that attached them", async () => {
    const world = await empty();
    await world.call("AttachLoadBalancerTargetGroups", { ...web, TargetGroupARNs: [http] });
    await world.call("AttachTrafficSources", {
      ...web,
      TrafficSources: [
        { Identifier: http, Type: "elbv2" },
        { Identifier: https, Type: "elbv2" },
      ],
    });
    await world.clock.advance(100);
    expect(await world.call("DescribeLoadBalancerTargetGroups", web)).toEqual({
      LoadBalancerTargetGroups: [{ LoadBalancerTargetGroupARN: http, State: "Added" }],
      NextToken: undefined,
    });
    expect(await world.call("DescribeTrafficSources", web)).toEqual({
      TrafficSources: [http, https].map((arn) => ({
        TrafficSource: arn,
        Identifier: arn,
        Type: "elbv2",
        State: "Added",
      })),
      NextToken: undefined,
    });
    expect((await world.group()).TargetGroupARNs).toEqual([http, https]);
  });

  it("must exist to be attached and be attached to be detached", async () => {
    const world = await empty();
    await expect(
      world.call("AttachLoadBalancerTargetGroups", { ...web, TargetGroupARNs: [`${http}9`] }),
    ).rejects.toMatchObject({
      message: "Provided Target Groups may not be valid. Please ensure they exist and try again.",
    });
    await expect(
      world.call("DetachLoadBalancerTargetGroups", { ...web, TargetGroupARNs: [http] }),
    ).rejects.toMatchObject({
      message: "Trying to remove Target Groups that are not part of the group",
    });
    await expect(
      world.call("AttachTrafficSources", { ...web, TrafficSources: [{ Identifier: "classic", Type: "elb" }] }),
    ).rejects.toMatchObject({ name: "PlaygroundNotEmulated" });
  });
});

describe("tags", () => {
  const tag = (Key: string, Value: string, PropagateAtLaunch = false) => ({
    ResourceId: "web",
    ResourceType: "auto-scaling-group",
    Key,
    Value,
    PropagateAtLaunch,
  });
  it("are created, overwritten, filtered and deleted", async () => {
    const world = await empty();
    await world.call("CreateOrUpdateTags", { Tags: [tag("a", "1"), tag("b", "1", true)] });
    await world.call("CreateOrUpdateTags", { Tags: [tag("a", "2")] });
    expect((await world.group()).Tags).toEqual([tag("a", "2"), tag("b", "1", true)]);
    const filters = [
      { Name: "auto-scaling-group", Values: ["web"] },
      { Name: "propagate-at-launch", Values: ["true"] },
    ];
    expect(await world.call("DescribeTags", { Filters: filters })).toEqual({
      Tags: [tag("b", "1", true)],
      NextToken: undefined,
    });
    await world.call("DeleteTags", { Tags: [{ ...tag("a", "other") }, { ResourceId: "web", Key: "b" }] });
    expect((await world.group()).Tags).toEqual([tag("a", "2")]);
  });
});

describe("a group that is not there", () => {
  it.each([
    ["SetDesiredCapacity", { DesiredCapacity: 1 }, "AutoScalingGroup name not found - null"],
    ["PutWarmPool", {}, "AutoScalingGroup name not found - No such Auto Scaling group: none"],
    [
      "CreateOrUpdateTags",
      { Tags: [{ ResourceId: "none", Key: "a" }] },
      "AutoScalingGroup not found - AutoScaling Group none not found",
    ],
  ])("is missed by %s in words of its own", async (operation, input, message) => {
    const world = await empty();
    const named = operation === "CreateOrUpdateTags" ? input : { AutoScalingGroupName: "none", ...input };
    await expect(world.call(operation, named)).rejects.toMatchObject({ name: "ValidationError", message });
  });
});

describe("what the playground cannot make", () => {
  it("an account has none of", async () => {
    const world = await empty();
    expect(await world.call("DescribeLaunchConfigurations", { LaunchConfigurationNames: ["old"] })).toEqual({
      LaunchConfigurations: [],
    });
    await expect(
      world.call("StartInstanceRefresh", {
        ...web,
        Strategy: "ReplaceRootVolume",
        DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" } },
      }),
    ).rejects.toMatchObject({
      name: "PlaygroundNotEmulated",
      message: expect.stringContaining("an instance refresh with the strategy ReplaceRootVolume"),
    });
  });
});

describe("notification configurations", () => {
  it("are replaced by topic and shown by type", async () => {
    const world = await empty();
    const topic = { ...web, TopicARN: "arn:aws:sns:eu-west-1:123456789012:topic" };
    const types = (...NotificationTypes: string[]) => ({ ...topic, NotificationTypes });
    await world.call("PutNotificationConfiguration", types("autoscaling:EC2_INSTANCE_LAUNCH"));
    await world.call("PutNotificationConfiguration", types("autoscaling:EC2_INSTANCE_TERMINATE"));
    expect(await world.call("DescribeNotificationConfigurations", { AutoScalingGroupNames: ["web"] })).toEqual({
      NotificationConfigurations: [{ ...topic, NotificationType: "autoscaling:EC2_INSTANCE_TERMINATE" }],
      NextToken: undefined,
    });
    await world.call("DeleteNotificationConfiguration", topic);
    expect(world.service.state().notifications).toEqual({});
  });
});

describe("a warm pool", () => {
  it("is kept and shown when it has no instances", async () => {
    const world = await empty();
    await world.call("PutWarmPool", { ...web, MaxGroupPreparedCapacity: 0, PoolState: "Running" });
    const configuration = { MaxGroupPreparedCapacity: 0, MinSize: 0, PoolState: "Running" };
    expect(await world.call("DescribeWarmPool", web)).toEqual({ WarmPoolConfiguration: configuration, Instances: [] });
    expect(await world.group()).toMatchObject({ WarmPoolConfiguration: configuration, WarmPoolSize: 0 });
    await world.call("DeleteWarmPool", web);
    await world.clock.advance(1_000);
    expect((await world.group()).WarmPoolConfiguration).toEqual({ ...configuration, Status: "PendingDelete" });
    await world.clock.advance(5_000);
    expect((await world.group()).WarmPoolConfiguration).toBeUndefined();
  });
});

describe("group metrics", () => {
  it("are published once a minute for what is enabled", async () => {
    const published: unknown[] = [];
    const world = await empty({ metrics: { publish: (...metric) => published.push(metric) } });
    await world.call("EnableMetricsCollection", {
      ...web,
      Granularity: "1Minute",
      Metrics: ["GroupTotalInstances", "GroupMaxSize"],
    });
    await world.call("DisableMetricsCollection", { ...web, Metrics: ["GroupTotalInstances"] });
    expect((await world.group()).EnabledMetrics).toEqual([{ Metric: "GroupMaxSize", Granularity: "1Minute" }]);
    await world.clock.advance(60_000);
    expect(published).toEqual([["AWS/AutoScaling", "GroupMaxSize", web, 8]]);
  });
});

describe("the service", () => {
  it("dumps its state by name, without activities", async () => {
    const world = await empty();
    await world.call("PutScalingPolicy", {
      ...web,
      PolicyName: "p",
      AdjustmentType: "ChangeInCapacity",
      ScalingAdjustment: 1,
    });
    const state = world.service.state();
    expect(Object.keys(state)).toEqual([
      "groups",
      "policies",
      "scheduledActions",
      "lifecycleHooks",
      "notifications",
      "instanceRefreshes",
      "warmPools",
    ]);
    expect(state.groups?.web).toEqual(await world.group());
    expect(Object.keys(state.policies ?? {})).toEqual(["web/p"]);
  });

  it("describes its types and limits", async () => {
    const world = await empty();
    expect(await world.call("DescribeAccountLimits")).toMatchObject({ NumberOfAutoScalingGroups: 1 });
    expect(await world.call("DescribeAdjustmentTypes")).toMatchObject({ AdjustmentTypes: expect.any(Array) });
    expect(await world.call("DescribeScalingProcessTypes")).toMatchObject({ Processes: expect.any(Array) });
    expect(await world.call("DescribeTerminationPolicyTypes")).toMatchObject({
      TerminationPolicyTypes: expect.arrayContaining(["Default"]),
    });
  });

  it("does nothing more once stopped", async () => {
    const world = await empty();
    await world.service.stop?.();
    await world.clock.advance(0);
    await world.call("SuspendProcesses", web);
    await world.clock.advance(60_000);
    expect(world.events).toEqual([]);
  });
});
