import { describe, expect, it } from "vitest";
import { chooseGroup, chooseTarget } from "../../dataplane/choice.ts";
import type { RoutedGroup, RoutedTarget, WeightedGroup } from "../../dataplane/data-plane.ts";
import { stickyChoice, stickyCookie, stuckGroup, stuckTarget } from "../../dataplane/stickiness.ts";
import { createChoice, stickyCookies } from "../../dataplane/sticky-choice.ts";

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

describe("the application's cookie", () => {
  const now = Date.UTC(2026, 0, 1);
  const group: RoutedGroup = { arn: "blue", protocol: "HTTP", targets, targetStickiness: 60, appCookie: "session" };
  const action = (...groups: readonly RoutedGroup[]) => ({
    type: "forward" as const,
    groups: groups.map((each) => ({ group: each, weight: 1 })),
    groupStickiness: undefined,
    idleTimeout: 1,
  });
  const alone = action(group);
  const [first] = targets;
  if (first === undefined) throw new Error("three targets");
  const answered = (sent: string | undefined, set: readonly string[], at = now, by = alone) =>
    stickyCookies({ action: by, group, target: first, sent, set: () => set }, at).map((each) => each.split(";")[0]);
  const sent = (set: readonly string[]) => `session=a; ${answered(undefined, set)[0]}`;
  const chosen = (cookies: string, at = now, by = alone) => {
    const choose = createChoice({ now: () => at }, () => 0);
    choose(by, undefined);
    return choose(by, cookies).target?.instance;
  };

  it("makes a client stick to the target whose answer set it, while both cookies are sent and its time lasts", () => {
    const both = sent(["a=1; Path=/", "session=a; Path=/"]);
    expect(chosen(both)).toBe("i-1");
    expect(chosen(both, now + 59_999)).toBe("i-1");
    expect(chosen(both, now + 60_000)).toBe("i-2");
    expect(chosen(both.replace("session=a; ", ""))).toBe("i-2");
    expect(chosen("session=a")).toBe("i-2");
  });

  it("is needed once: each answer begins the time anew, and one of another target makes the client stick to that", () => {
    const later = answered(sent(["session=a"]), [], now + 50_000)[0];
    expect(chosen(`session=a; ${later}`, now + 100_000)).toBe("i-1");
    expect(answered(sent(["session=a"]), [], now + 60_000)[0]).toBe("AWSALBAPP-0=_remove_");
  });

  it("does nothing where an answer sets another, and in an action that shares traffic", () => {
    expect(answered(undefined, ["other=a"])).toEqual([0, 1, 2, 3].map((each) => `AWSALBAPP-${each}=_remove_`));
    const shared = action(group, { ...group, arn: "green" });
    expect(answered(undefined, ["session=a"], now, shared)).toEqual([]);
    expect(chosen(sent(["session=a"]), now, shared)).toBe("i-2");
  });

  it("keeps clients in each of several target groups", () => {
    const green = { ...group, arn: "green" };
    const both = sent(["session=a"]);
    const third = targets[2] ?? first;
    const more = stickyCookies(
      { action: action(green), group: green, target: third, sent: both, set: () => ["session=b"] },
      now,
    )[0]?.split(";")[0];
    expect([chosen(`session=a; ${more}`), chosen(`session=a; ${more}`, now, action(green))]).toEqual(["i-1", "i-3"]);
  });
});
