import { describe, expect, it } from "vitest";
import { neededUnits, sizeInUnits } from "../../../src/deployment/capacity.ts";
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

describe("the size of a group", () => {
  it("is counted in its units", () => {
    expect([sizeInUnits({ instances: weighted(4, 2) }), sizeInUnits(side("blue", [], { desired: 3 }).group)]).toEqual([
      6, 3,
    ]);
  });
});
