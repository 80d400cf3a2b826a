import type { RefreshPreferences, StartInstanceRefreshCommandInput } from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import { preferencesOf } from "../../../services/autoscaling/refresh-preferences.ts";
import { grown, version } from "./refreshing-world.ts";
import { group } from "./values.ts";

describe("the preferences of an instance refresh", () => {
  const plain = { SkipMatching: false, AutoRollback: false, AlarmSpecification: {} };
  const table: [string, Parameters<typeof group>[1], RefreshPreferences, RefreshPreferences][] = [
    [
      "are 90 percent, and the grace period of health checks",
      { HealthCheckGracePeriod: 240 },
      {},
      { ...plain, MinHealthyPercentage: 90, InstanceWarmup: 240 },
    ],
    [
      "are the group's default warm-up rather than its grace period, though it be 0",
      { HealthCheckGracePeriod: 240, DefaultInstanceWarmup: 0 },
      {},
      { ...plain, MinHealthyPercentage: 90, InstanceWarmup: 0 },
    ],
    [
      "are those of the group's maintenance policy, of which each may be said otherwise",
      { InstanceMaintenancePolicy: { MinHealthyPercentage: 80, MaxHealthyPercentage: 150 } },
      { MinHealthyPercentage: 70 },
      { ...plain, MinHealthyPercentage: 70, MaxHealthyPercentage: 150, InstanceWarmup: 0 },
    ],
    [
      "wait an hour at checkpoints",
      {},
      { CheckpointPercentages: [10, 100], BakeTime: 0, StandbyInstances: "Ignore" },
      {
        ...plain,
        MinHealthyPercentage: 90,
        InstanceWarmup: 0,
        CheckpointPercentages: [10, 100],
        CheckpointDelay: 3600,
        BakeTime: 0,
        StandbyInstances: "Ignore",
      },
    ],
  ];
  it.each(table)("%s", (_, settings, asked, expected) => {
    expect(preferencesOf(group({}, settings), asked)).toEqual(expected);
  });

  it.each([
    [
      "The difference between MaxHealthyPercentage and MinHealthyPercentage must be less than or equal to 100.",
      { MinHealthyPercentage: 0, MaxHealthyPercentage: 200 },
    ],
    ["MinHealthyPercentage must be specified when MaxHealthyPercentage is specified.", { MaxHealthyPercentage: 200 }],
    [
      "Checkpoint percentages must be sorted in ascending order with no duplicates.",
      { CheckpointPercentages: [40, 20] },
    ],
    [
      "Checkpoint percentages must be sorted in ascending order with no duplicates.",
      { CheckpointPercentages: [20, 40, 40] },
    ],
    ["CheckpointPercentages must be specified when CheckpointDelay is specified.", { CheckpointDelay: 60 }],
    [expect.stringContaining("'preferences.checkpointPercentages'"), { CheckpointPercentages: [0] }],
    [expect.stringContaining("'preferences.bakeTime'"), { BakeTime: 172_801 }],
    [
      expect.stringContaining("'preferences.maxHealthyPercentage'"),
      { MinHealthyPercentage: 90, MaxHealthyPercentage: 99 },
    ],
    [expect.stringContaining("'preferences.standbyInstances'"), { StandbyInstances: "Refresh" as never }],
  ])("are refused: %s", (message, asked) => {
    const refused = (() => {
      try {
        return preferencesOf(group(), asked);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toMatchObject({ name: "ValidationError", message });
  });
});

describe("StartInstanceRefresh", () => {
  const table: [string, string, Partial<StartInstanceRefreshCommandInput>][] = [
    [
      "replaces root volumes only to a configuration",
      "The request isn't valid. The DesiredConfiguration parameter must be specified when using ReplaceRootVolume. Add the DesiredConfiguration parameter and try again.",
      { Strategy: "ReplaceRootVolume", DesiredConfiguration: undefined },
    ],
    [
      "rolls back only from a configuration",
      "The request isn\u2019t valid. The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty. Set AutoRollback to false or specify a desired configuration and try again.",
      { DesiredConfiguration: undefined, Preferences: { AutoRollback: true } },
    ],
    [
      "launches only from a template that is there",
      "You must use a valid fully-formed launch template. The specified launch template, with template ID lt-2, does not exist.",
      { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: "lt-2", Version: "1" } } },
    ],
    [
      "launches from something",
      "DesiredConfiguration must have a LaunchTemplate or a MixedInstancesPolicy.",
      { DesiredConfiguration: {} },
    ],
  ];
  it.each(table)("%s", async (_, message, asked) => {
    const world = await grown({ DesiredCapacity: 0 });
    await expect(world.start({}, asked)).rejects.toMatchObject({ name: "ValidationError", message });
    expect(await world.refreshes()).toEqual([]);
  });

  it.each(["$Latest", "$Default"])("rolls back automatically to no %s", async (of) => {
    const world = await grown({ DesiredCapacity: 0, ...version(of) });
    await expect(world.start({ AutoRollback: true })).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining(`uses the version ${of} of its launch template`),
    });
  });

  it("deploys a mixed instances policy, which the group has then, with the weights of its instances", async () => {
    const world = await grown({ DesiredCapacity: 2, MaxSize: 8 });
    const LaunchTemplateSpecification = { LaunchTemplateId: "lt-1", Version: "2" };
    const Overrides = [{ InstanceType: "m5.large", WeightedCapacity: "2" }];
    const policy = { LaunchTemplate: { LaunchTemplateSpecification, Overrides } };
    await world.start({ SkipMatching: true }, { DesiredConfiguration: { MixedInstancesPolicy: policy } });
    await world.watch(world.status);
    const { MixedInstancesPolicy, LaunchTemplate, Instances = [] } = await world.group();
    expect(MixedInstancesPolicy?.LaunchTemplate).toMatchObject({ Overrides });
    expect(LaunchTemplate).toBeUndefined();
    expect(Instances.map((one) => [one.InstanceType, one.WeightedCapacity])).toEqual([["m5.large", "2"]]);
  });
});
