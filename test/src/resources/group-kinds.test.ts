import type { AutoScalingClient, AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import type { ResourceKind } from "../../../src/changes/resource-kind.ts";
import { autoScalingGroup } from "../../../src/resources/auto-scaling-group.ts";
import { groupCapacity } from "../../../src/resources/group-capacity.ts";
import { groupLaunchTemplate } from "../../../src/resources/group-launch-template.ts";
import { groupMetrics } from "../../../src/resources/group-metrics.ts";
import { groupProcesses } from "../../../src/resources/group-processes.ts";
import { warmPool } from "../../../src/resources/warm-pool.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

const described = (more: Partial<AutoScalingGroup> = {}): AutoScalingGroup => ({
  AutoScalingGroupName: "web",
  MinSize: 1,
  MaxSize: 4,
  DesiredCapacity: 2,
  DefaultCooldown: 300,
  AvailabilityZones: ["b", "a"],
  HealthCheckType: "EC2",
  CreatedTime: new Date(0),
  LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "3" },
  ...more,
});

const done = () => ({});

/** A group as it is described, and the writes that a kind makes on it. */
const withGroup = (kind: (client: AutoScalingClient) => ResourceKind, group?: AutoScalingGroup, answers = {}) => {
  const { client, calls } = fakeClient<AutoScalingClient>({
    DescribeAutoScalingGroups: () => ({ AutoScalingGroups: group === undefined ? [] : [group] }),
    ...answers,
  });
  return { kind: kind(client), written: () => writes(calls) };
};

describe("every kind of a group", () => {
  it.each([autoScalingGroup, groupCapacity, groupLaunchTemplate, groupMetrics, groupProcesses, warmPool])(
    "is absent where there is no group",
    async (kind) => {
      expect(await withGroup(kind).kind.read("web")).toBeNull();
    },
  );
});

describe("auto-scaling-group", () => {
  it("is the group's settings, sets sorted, tags by key, the template by name", async () => {
    const group = described({
      Tags: [{ Key: "team", Value: "shop", PropagateAtLaunch: true, ResourceId: "web" }],
      TargetGroupARNs: ["arn:2", "arn:1"],
      Instances: [],
    });
    expect(await withGroup(autoScalingGroup, group).kind.read("web")).toEqual({
      MinSize: 1,
      MaxSize: 4,
      DesiredCapacity: 2,
      DefaultCooldown: 300,
      AvailabilityZones: ["a", "b"],
      HealthCheckType: "EC2",
      LaunchTemplate: { LaunchTemplateName: "web", Version: "3" },
      TargetGroupARNs: ["arn:1", "arn:2"],
      Tags: { team: { Value: "shop", PropagateAtLaunch: true } },
    });
  });

  const state = { MinSize: 0, MaxSize: 4, Tags: { team: { Value: "shop", PropagateAtLaunch: true } } };

  it.each([
    [true, { AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled: true }, SkipZonalShiftValidation: true }],
    // AWS takes it off only where it was on, and makes a group without.
    [false, {}],
  ])("with zonal shift %s is made with %j", async (ZonalShiftEnabled, more) => {
    const { kind, written } = withGroup(autoScalingGroup, undefined, { CreateAutoScalingGroup: done });
    const AvailabilityZoneImpairmentPolicy = { ZonalShiftEnabled };
    await kind.write("web", null, { MinSize: 0, AvailabilityZoneImpairmentPolicy });
    expect(written()).toEqual([
      {
        operation: "CreateAutoScalingGroup",
        input: { AutoScalingGroupName: "web", MinSize: 0, ...more, Tags: [] },
      },
    ]);
  });

  it("is made in one call, tags included", async () => {
    const { kind, written } = withGroup(autoScalingGroup, undefined, { CreateAutoScalingGroup: done });
    await kind.write("web", null, state);
    expect(written()).toEqual([
      {
        operation: "CreateAutoScalingGroup",
        input: {
          AutoScalingGroupName: "web",
          MinSize: 0,
          MaxSize: 4,
          Tags: [
            {
              Key: "team",
              Value: "shop",
              PropagateAtLaunch: true,
              ResourceId: "web",
              ResourceType: "auto-scaling-group",
            },
          ],
        },
      },
    ]);
  });

  it("may be met by its own earlier attempt", async () => {
    const { kind } = withGroup(autoScalingGroup, described(), {
      CreateAutoScalingGroup: () => {
        throw awsError("AlreadyExistsFault");
      },
    });
    await expect(kind.write("web", null, state)).resolves.toBeUndefined();
  });

  it("is deleted without force, and may be gone already", async () => {
    const { kind, written } = withGroup(autoScalingGroup, undefined, {
      DeleteAutoScalingGroup: () => {
        throw awsError("ValidationError");
      },
    });
    await kind.write("web", state, null);
    expect(written()).toEqual([{ operation: "DeleteAutoScalingGroup", input: { AutoScalingGroupName: "web" } }]);
  });

  it("names whatever would be deleted along with it; not what AWS itself suspended, or a warm pool on its way out", async () => {
    const answers = {
      DescribeLifecycleHooks: () => ({ LifecycleHooks: [{ LifecycleHookName: "log" }] }),
      DescribeScheduledActions: ({ NextToken }: { readonly NextToken?: string }) =>
        NextToken === undefined
          ? { ScheduledUpdateGroupActions: [{ ScheduledActionName: "day" }], NextToken: "more" }
          : { ScheduledUpdateGroupActions: [{ ScheduledActionName: "night" }] },
      DescribePolicies: () => ({ ScalingPolicies: [{ PolicyName: "cpu" }] }),
      DescribeNotificationConfigurations: () => ({
        NotificationConfigurations: [
          { TopicARN: "arn:topic", NotificationType: "launch" },
          { TopicARN: "arn:topic", NotificationType: "terminate" },
        ],
      }),
    };
    const full = described({
      SuspendedProcesses: [{ ProcessName: "AZRebalance", SuspensionReason: "User suspended at 2026-01-01T00:00:00Z" }],
      EnabledMetrics: [{ Metric: "GroupMaxSize", Granularity: "1Minute" }],
      WarmPoolConfiguration: { MinSize: 1 },
    });
    const refs = [
      { kind: "group-processes", id: "web" },
      { kind: "group-metrics", id: "web" },
      { kind: "warm-pool", id: "web" },
      { kind: "lifecycle-hook", id: "web/log" },
      { kind: "scheduled-action", id: "web/day" },
      { kind: "scheduled-action", id: "web/night" },
      { kind: "scaling-policy", id: "web/cpu" },
      { kind: "notification", id: "web/arn:topic" },
    ];
    expect(await withGroup(autoScalingGroup, full, answers).kind.parts?.("web")).toEqual(refs);
    const bare = described({
      SuspendedProcesses: [{ ProcessName: "Launch", SuspensionReason: "AdministrativeSuspension" }],
      WarmPoolConfiguration: { MinSize: 1, Status: "PendingDelete" },
    });
    expect(await withGroup(autoScalingGroup, bare, answers).kind.parts?.("web")).toEqual(refs.slice(3));
    expect(await withGroup(autoScalingGroup).kind.parts?.("web")).toEqual([]);
  });

  it("is not deleted while AWS refuses, and says so", async () => {
    const { kind } = withGroup(autoScalingGroup, described(), {
      DeleteAutoScalingGroup: () => {
        throw awsError("ResourceInUseFault");
      },
    });
    await expect(kind.write("web", state, null)).rejects.toThrow("ResourceInUseFault");
  });
});

describe("group-capacity", () => {
  it("is written in one call", async () => {
    const { kind, written } = withGroup(groupCapacity, described(), { UpdateAutoScalingGroup: done });
    expect(await kind.read("web")).toEqual({ min: 1, max: 4, desired: 2 });
    await kind.write("web", null, { min: 0, max: 4, desired: 0 });
    expect(written()).toEqual([
      {
        operation: "UpdateAutoScalingGroup",
        input: { AutoScalingGroupName: "web", MinSize: 0, MaxSize: 4, DesiredCapacity: 0 },
      },
    ]);
  });

  it.each([
    [{ min: 1, max: 4, desired: 4 }, true],
    [{ min: 1, max: 4, desired: 1 }, true],
    [{ min: 1, max: 4, desired: 5 }, false],
    [{ min: 1, max: 4, desired: 0 }, false],
    [{ min: 0, max: 4, desired: 2 }, false],
    [{ min: 1, max: 5, desired: 2 }, false],
  ])("found %j counts as { min: 1, max: 4, desired: 2 }: %s", (found, ours) => {
    expect(withGroup(groupCapacity).kind.stillOurs?.({ min: 1, max: 4, desired: 2 }, found)).toBe(ours);
  });
});

describe("group-launch-template", () => {
  const before = { launchTemplateId: "lt-1", launchTemplateName: "web", version: "3" };
  const after = { launchTemplateId: "lt-1", version: "4" };

  it("is the group's template", async () => {
    const { kind, written } = withGroup(groupLaunchTemplate, described(), { UpdateAutoScalingGroup: done });
    expect(await kind.read("web")).toEqual(before);
    await kind.write("web", null, after);
    expect(written()).toEqual([
      {
        operation: "UpdateAutoScalingGroup",
        input: { AutoScalingGroupName: "web", LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "4" } },
      },
    ]);
  });

  it("is in the mixed instances policy where there is one, which is sent back whole", async () => {
    const policy = (Version: string, name: object) => ({
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", ...name, Version },
        Overrides: [{ InstanceType: "m5.large" }],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1 },
    });
    const { LaunchTemplate: _none, ...rest } = described();
    const group = { ...rest, MixedInstancesPolicy: policy("3", { LaunchTemplateName: "web" }) };
    const { kind, written } = withGroup(groupLaunchTemplate, group, { UpdateAutoScalingGroup: done });
    expect(await kind.read("web")).toEqual(before);
    await kind.write("web", null, after);
    expect(written()).toEqual([
      {
        operation: "UpdateAutoScalingGroup",
        input: { AutoScalingGroupName: "web", MixedInstancesPolicy: policy("4", {}) },
      },
    ]);
  });
});

describe("group-processes", () => {
  const group = described({ SuspendedProcesses: [{ ProcessName: "Launch" }, { ProcessName: "BrandNewProcess" }] });

  it("says of every process whether it runs, of unknown ones too", async () => {
    expect(await withGroup(groupProcesses, group).kind.read("web")).toEqual({
      Launch: "suspended",
      Terminate: "running",
      AddToLoadBalancer: "running",
      AlarmNotification: "running",
      AZRebalance: "running",
      HealthCheck: "running",
      InstanceRefresh: "running",
      ReplaceUnhealthy: "running",
      ScheduledActions: "running",
      BrandNewProcess: "suspended",
    });
  });

  it("names the processes that it suspends and resumes, those that differ, and never sends an empty list, which would mean all", async () => {
    const answers = { SuspendProcesses: done, ResumeProcesses: done };
    const { kind, written } = withGroup(groupProcesses, group, answers);
    await kind.write("web", null, { ScheduledActions: "suspended", AlarmNotification: "suspended" });
    await kind.write("web", null, { ScheduledActions: "running", AlarmNotification: "suspended" });
    await kind.write(
      "web",
      { Launch: "running", ScheduledActions: "running", AlarmNotification: "suspended" },
      { Launch: "running", ScheduledActions: "suspended", AlarmNotification: "suspended" },
    );
    expect(
      written().map(({ operation, input }) => [operation, (input as { ScalingProcesses: object }).ScalingProcesses]),
    ).toEqual([
      ["SuspendProcesses", ["ScheduledActions", "AlarmNotification"]],
      ["SuspendProcesses", ["AlarmNotification"]],
      ["ResumeProcesses", ["ScheduledActions"]],
      ["SuspendProcesses", ["ScheduledActions"]],
    ]);
  });

  it("may be written on when a write died between its two calls", () => {
    const [before, after] = [
      { ScheduledActions: "suspended", AlarmNotification: "running" },
      { ScheduledActions: "running", AlarmNotification: "suspended" },
    ];
    const halfWay = withGroup(groupProcesses).kind.halfWay;
    expect(halfWay?.(before, after, { ScheduledActions: "suspended", AlarmNotification: "suspended" })).toBe(true);
    expect(halfWay?.(before, after, { ScheduledActions: "gone", AlarmNotification: "suspended" })).toBe(false);
  });
});

describe("group-metrics", () => {
  it("enables and disables what differs", async () => {
    const group = described({
      EnabledMetrics: [
        { Metric: "GroupMaxSize", Granularity: "1Minute" },
        { Metric: "GroupMinSize", Granularity: "1Minute" },
      ],
    });
    const answers = { EnableMetricsCollection: done, DisableMetricsCollection: done };
    const { kind, written } = withGroup(groupMetrics, group, answers);
    const before = { granularity: "1Minute", metrics: ["GroupMaxSize", "GroupMinSize"] };
    expect(await kind.read("web")).toEqual(before);
    await kind.write("web", before, { granularity: "1Minute", metrics: ["GroupMinSize", "GroupTotalInstances"] });
    await kind.write("web", before, { granularity: null, metrics: [] });
    expect(written()).toEqual([
      {
        operation: "EnableMetricsCollection",
        input: { AutoScalingGroupName: "web", Granularity: "1Minute", Metrics: ["GroupTotalInstances"] },
      },
      { operation: "DisableMetricsCollection", input: { AutoScalingGroupName: "web", Metrics: ["GroupMaxSize"] } },
      {
        operation: "DisableMetricsCollection",
        input: { AutoScalingGroupName: "web", Metrics: ["GroupMaxSize", "GroupMinSize"] },
      },
    ]);
  });
});

describe("warm-pool", () => {
  it("counts as absent while it is on its way out", async () => {
    const group = described({ WarmPoolConfiguration: { MinSize: 1, Status: "PendingDelete" } });
    expect(await withGroup(warmPool, group).kind.read("web")).toBeNull();
  });

  it("takes away a bound that it had and is to have no more", async () => {
    const { kind, written } = withGroup(warmPool, described(), { PutWarmPool: done, DeleteWarmPool: done });
    await kind.write("web", null, { MinSize: 1 });
    await kind.write("web", { MinSize: 1, MaxGroupPreparedCapacity: 0 }, { MinSize: 1 });
    await kind.write("web", { MinSize: 1 }, null);
    expect(written()).toEqual([
      { operation: "PutWarmPool", input: { AutoScalingGroupName: "web", MinSize: 1 } },
      { operation: "PutWarmPool", input: { AutoScalingGroupName: "web", MinSize: 1, MaxGroupPreparedCapacity: -1 } },
      { operation: "DeleteWarmPool", input: { AutoScalingGroupName: "web" } },
    ]);
  });
});
