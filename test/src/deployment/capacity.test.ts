import { describe, expect, it } from "vitest";
import { answeringUnits, isAtSize, neededUnits, strangersOf } from "../../../src/deployment/capacity.ts";
import type { GroupView } from "../../../src/deployment/view.ts";
import { healthyTargets, side, targetGroup } from "./world.ts";

/** Instances that count `weights` in the size of their group. */
const weighted = (...weights: readonly number[]): GroupView["instances"] =>
  weights.map((weight, index) => ({ id: `i-${index}`, lifecycleState: "InService", healthStatus: "Healthy", weight }));

describe("what the traffic needs", () => {
  it.each([
    ["what the group is to have", side("blue", healthyTargets(4)), 4],
    ["what it is to have by now, though some of it still boots", side("blue", healthyTargets(4), { desired: 5 }), 5],
    ["what it is to have, though some of it is broken", side("blue", ["healthy", "unhealthy"], { desired: 2 }), 2],
    ["all that answers, also where the group no longer wants it", side("blue", healthyTargets(6), { desired: 2 }), 6],
    ["no more than one where nothing is wanted and nothing answers", side("blue", [], { desired: 0, min: 0 }), 1],
    [
      "what answers in the target group that has most",
      {
        ...side("blue", [], { desired: 2 }),
        targetGroups: [targetGroup("http", healthyTargets(2)), targetGroup("https", healthyTargets(5))],
      },
      5,
    ],
    [
      "units where instances are weighted",
      side("blue", healthyTargets(2), { desired: 8, instances: weighted(4, 4) }),
      8,
    ],
    [
      "the desired size, where AWS went above it since an instance cannot be halved",
      side("blue", healthyTargets(3), { desired: 8, instances: weighted(3, 3, 3) }),
      8,
    ],
    [
      "all that answers, where that is a whole instance more",
      side("blue", healthyTargets(3), { desired: 6, instances: weighted(3, 3, 3) }),
      9,
    ],
  ])("is %s", (_, carrying, needed) => {
    expect(neededUnits(carrying)).toBe(needed);
  });
});

describe("what a side can carry", () => {
  const launched = { id: "lt-web-green", version: "2" };
  const running = (version: string, changes: object = {}) => ({
    id: "i-0",
    lifecycleState: "InService",
    healthStatus: "Healthy",
    launchTemplate: { id: "lt-web-green", version },
    ...changes,
  });
  const green = (...instances: GroupView["instances"]) =>
    side("green", healthyTargets(instances.length), {
      instances: instances.map((instance, index) => ({ ...instance, id: `i-${index}` })),
    });

  it.each([
    ["instances that run what was launched", green(running("2"), running("2")), 2],
    ["none that runs an earlier version", green(running("2"), running("1")), 1],
    [
      "none of another template, though its version has the same number",
      green(running("2"), running("2", { launchTemplate: { id: "lt-web", version: "2" } })),
      1,
    ],
    ["none of which AWS does not tell", green(running("2"), running("2", { launchTemplate: undefined })), 1],
    ["none that is not in service", green(running("2"), running("2", { lifecycleState: "Pending:Wait" })), 1],
    ["each by its weight", green(running("2", { weight: 4 }), running("2", { weight: 2 })), 6],
    [
      "no target that is no instance of its group",
      { ...green(running("2")), targetGroups: [targetGroup("http", healthyTargets(3))] },
      1,
    ],
  ])("is counted by %s", (_, counted, units) => {
    expect(answeringUnits(counted, launched)).toBe(units);
  });

  it("is all that is healthy where it is not asked what that runs", () => {
    const three = { ...green(running("1")), targetGroups: [targetGroup("http", healthyTargets(3))] };
    expect(answeringUnits(three)).toBe(3);
  });
});

describe("a group", () => {
  it.each([
    ["has what it is to have", [1, 1], 2, true],
    ["has too little", [1], 2, false],
    ["has an instance too many", [1, 1, 1], 2, false],
    ["is weighted, and has just that", [4, 4], 8, true],
    ["is weighted, and AWS went above its size by less than an instance", [3, 3, 3], 8, true],
    ["is weighted, and has an instance too many", [3, 3, 3], 6, false],
    ["is to be empty, and is", [], 0, true],
  ])("%s", (_, weights, desired, expected) => {
    expect(isAtSize(side("green", [], { desired, instances: weighted(...weights) }).group)).toBe(expected);
  });
});

describe("strangers", () => {
  it("are the targets that get traffic, now or soon, and are no instance of the group: each once", () => {
    const { targets } = targetGroup("http", ["healthy", "healthy", "initial", "draining", "unused"]);
    const blue = side("blue", [], { desired: 1 });
    const groups = ["http", "https"].map((name) => ({ ...targetGroup(name, []), targets }));
    expect([strangersOf({ ...blue, targetGroups: groups }), strangersOf(side("blue", healthyTargets(4)))]).toEqual([
      ["i-1", "i-2"],
      [],
    ]);
  });
});
