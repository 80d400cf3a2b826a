import { describe, expect, it } from "vitest";
import { chooseGroup, chooseTarget } from "../../dataplane/choice.ts";
import type { RoutedTarget, WeightedGroup } from "../../dataplane/data-plane.ts";
import { stickyChoice, stickyCookie, stuckGroup, stuckTarget } from "../../dataplane/stickiness.ts";
import { createChoice } from "../../dataplane/sticky-choice.ts";

const weighted = (weights: Record<string, number>): WeightedGroup[] =>
  Object.entries(weights).map(([arn, weight]) => ({
    weight,
    group: { arn, protocol: "HTTP", targets: [], targetStickiness: undefined },
  }));
const targets: RoutedTarget[] = ["i-1", "i-2", "i-3"].map((instance) => ({
  instance,
  address: () => undefined,
  fault: () => undefined,
}));

describe("the choice of a target group", () => {
  it.each([
    [{ blue: 1 }, 0, "blue"],
    [{ blue: 1 }, 0.999, "blue"],
    [{ blue: 0, green: 1 }, 0, "green"],
    [{ blue: 1, green: 0 }, 0.999, "blue"],
    [{ blue: 90, green: 10 }, 0.899, "blue"],
    [{ blue: 90, green: 10 }, 0.9, "green"],
    [{ blue: 0 }, 0.5, undefined],
    [{}, 0.5, undefined],
  ])("among %j by chance %d is %s", (weights, chance, expected) => {
    expect(chooseGroup(weighted(weights), () => chance)?.group.arn).toBe(expected);
  });
});

describe("the choice of a target", () => {
  it("goes round", () => {
    const chosen = [0, 1, 2, 3].map((turn) => chooseTarget(targets, turn)?.instance);
    expect(chosen).toEqual(["i-1", "i-2", "i-3", "i-1"]);
  });

  it("is none when there are none", () => {
    expect(chooseTarget([], 7)).toBeUndefined();
  });
});

describe("the node of a zone", () => {
  const [first, second, third] = targets;
  const group = (targetsByZone?: ReadonlyMap<string, readonly RoutedTarget[]>) => ({
    weight: 1,
    group: { arn: "blue", protocol: "HTTP" as const, targets, targetsByZone, targetStickiness: undefined },
  });
  const zonal = group(
    new Map([
      ["a", [first, second].filter((each) => each !== undefined)],
      ["b", [third].filter((each) => each !== undefined)],
    ]),
  );
  const forward = { type: "forward" as const, groupStickiness: undefined, idleTimeout: 1 };
  const choose = createChoice({ now: () => 0 }, () => 0);

  it.each([
    [["a", "b"], 0.49, ["i-1", "i-2"]],
    [["a", "b"], 0.5, ["i-3", "i-3"]],
    [["b"], 0, ["i-3", "i-3"]],
    [["c"], 0, [undefined, undefined]],
  ])("to which a client goes, of %j by chance %d, chooses among its own: %j", (zones, place, expected) => {
    const fresh = createChoice({ now: () => 0 }, () => 0);
    const next = () => fresh({ ...forward, zones, groups: [zonal] }, undefined, () => place).target?.instance;
    expect([next(), next()]).toEqual(expected);
  });

  it("may use all where the target group is balanced across zones", () => {
    const chosen = choose({ ...forward, zones: ["c"], groups: [group()] }, undefined, () => 0);
    expect(chosen.target?.instance).toBe("i-1");
  });
});

describe("a sticky cookie", () => {
  const now = Date.UTC(2026, 0, 1);
  const pair = stickyCookie("AWSALB", "i-2", 60, now).split(";")[0];

  it("is read back until it ends", () => {
    expect(stickyChoice(`a=b; ${pair}; c=d`, "AWSALB", now + 59_999)).toBe("i-2");
    expect(stickyChoice(`a=b; ${pair}; c=d`, "AWSALB", now + 60_000)).toBeUndefined();
  });

  it("chooses nothing when it is absent, foreign or of the other kind", () => {
    expect(stickyChoice(undefined, "AWSALB", now)).toBeUndefined();
    expect(stickyChoice("AWSALB=hello", "AWSALB", now)).toBeUndefined();
    expect(stickyChoice(pair, "AWSALBTG", now)).toBeUndefined();
  });

  it("holds only while its choice is still there", () => {
    expect(stuckTarget(targets, "i-2")?.instance).toBe("i-2");
    expect(stuckTarget(targets, "i-9")).toBeUndefined();
    expect(stuckGroup(weighted({ blue: 0 }), "blue")?.group.arn).toBe("blue");
    expect(stuckGroup(weighted({ green: 1 }), "blue")).toBeUndefined();
  });
});
