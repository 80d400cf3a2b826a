import { describe, expect, it } from "vitest";
import { refreshPreferences, returnPreferences, rollingSchema } from "../../../src/deployment/rolling.ts";
import { type RollingFleet, refuseUnfit } from "../../../src/deployment/rolling-fleet.ts";
import type { GroupView } from "../../../src/deployment/view.ts";
import { groupOfTwo, running } from "./world.ts";

const rolling = rollingSchema.parse({});
const fleet = (group: Partial<GroupView> = {}, more: Partial<RollingFleet> = {}): RollingFleet => ({
  side: "blue",
  group: { ...groupOfTwo("3", "3", "3"), ...group },
  targetGroups: [],
  refreshes: [],
  doors: [],
  ...more,
});

describe("a group whose instances can be replaced where they stand, and brought back", () => {
  it("is let be", () => {
    refuseUnfit(fleet(), rolling, "ami-1");
  });

  it.each<[string, RollingFleet, string?]>([
    ["launches version $Latest of web", fleet({ launchTemplate: { id: "lt-1", name: "web", version: "$Latest" } })],
    ["launches by a mixed instances policy", fleet({ launchesBy: "mixed instances policy" })],
    ["launches by a launch configuration", fleet({ launchesBy: "launch configuration" })],
    ["names its image by a parameter (resolve:ssm:/ami)", fleet(), "resolve:ssm:/ami"],
    [
      "AWS is not done with instance refresh r-1 of it (Baking, 100 %)",
      fleet({}, { refreshes: [{ id: "r-1", status: "Baking", reason: "", percent: 100, left: 0 }] }),
    ],
    ["InstanceRefresh is suspended on web, so that no refresh goes on", fleet({ suspended: ["InstanceRefresh"] })],
    ["its desired size is 0", fleet({ desired: 0, instances: [] })],
    [
      "it has 1 instance protected from scale in (i-2)",
      fleet({ instances: [running("i-1", "3"), running("i-2", "3", { isProtected: true })] }),
    ],
    ["it has 1 instance in standby (i-1)", fleet({ instances: [running("i-1", "3", { lifecycleState: "Standby" })] })],
    [
      "it has 1 instance of something else than it launches (i-2)",
      fleet({ instances: [running("i-1", "3"), running("i-2", "2")] }),
    ],
  ])("is refused where it %s", (message, seen, imageId = "ami-1") => {
    expect(() => refuseUnfit(seen, rolling, imageId)).toThrow(message);
  });

  it("is let be with protected instances where these are to be replaced too", () => {
    const seen = fleet({ instances: [running("i-1", "3", { isProtected: true })] });
    refuseUnfit(seen, rollingSchema.parse({ replaceProtected: true }), "ami-1");
  });
});

describe("the preferences of a refresh", () => {
  const environment = {
    rolling: rollingSchema.parse({ warmup: 30, checkpoints: { percentages: [10, 50], seconds: 300 } }),
    bake: { seconds: 60, alarms: Array.from({ length: 12 }, (_, index) => `alarm-${index}`) },
  };

  it("end at 100 %, have AWS roll back by itself, and name ten alarms at most, of those that AWS takes", () => {
    const alarms = environment.bake.alarms.map((name, index) => ({
      name,
      state: index === 0 ? "INSUFFICIENT_DATA" : "OK",
      reason: "",
    }));
    expect(refreshPreferences(environment, alarms)).toMatchObject({
      AutoRollback: true,
      BakeTime: 60,
      InstanceWarmup: 30,
      CheckpointPercentages: [10, 50, 100],
      CheckpointDelay: 300,
      AlarmSpecification: { Alarms: environment.bake.alarms.slice(1, 11) },
    });
  });

  it("back have no checkpoint, no bake and no alarm, which may have gone off", () => {
    expect(returnPreferences(environment)).toEqual({
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 110,
      InstanceWarmup: 30,
      ScaleInProtectedInstances: "Wait",
      SkipMatching: true,
    });
  });
});

it.each([
  [{ minHealthy: 50, maxHealthy: 200 }, "200 and a minHealthy of 50 are more than 100 apart, which AWS does not take"],
  [{ checkpoints: { percentages: [50, 20] } }, "expected percentages that grow"],
  [{ checkpoints: { percentages: [100] } }, "expected number to be <=99"],
  [{ checkpoints: { seconds: 60 } }, "expected number to be >=300"],
  [{ surge: 1 }, "unknown field surge"],
])("a registration's rolling %j is refused: %s", (said, message) => {
  expect(rollingSchema.safeParse(said).error?.message).toContain(message);
});
