import { describe, expect, it } from "vitest";
import { type FreezeWindow, judgeFreeze, whyFrozen } from "../../../src/deployment/frozen.ts";
import type { AnyRequest } from "../../../src/deployment/request.ts";
import { allAtOnce, movesOf } from "../../../src/deployment/strategy.ts";
import { registered } from "./world.ts";

/** By the minutes of one hour. */
const at = (minute: number) => Date.UTC(2026, 11, 4, 12, minute);
const shown = (minute: number) => new Date(at(minute)).toISOString();
const freezeWindow = (from: number, until: number, name = "'lunch'"): FreezeWindow => ({
  from: at(from),
  until: at(until),
  name,
});
const lunch = freezeWindow(10, 20);
const canary = { type: "canary", percent: 10, wait: 300 } as const;
const moves = movesOf(canary);

describe("whether freeze windows let traffic move", () => {
  it.each<[minute: number, windows: readonly FreezeWindow[], says: string | undefined]>([
    [9, [], undefined],
    [9, [lunch], undefined],
    [10, [lunch], `Freeze window 'lunch' is open until ${shown(20)}. Start it again`],
    [19, [lunch], `Freeze window 'lunch' is open until ${shown(20)}. `],
    [20, [lunch], undefined],
    [15, [lunch, freezeWindow(20, 25), freezeWindow(26, 30)], `until ${shown(25)}. `],
    [15, [lunch, freezeWindow(5, 18, "'early'")], `Freeze window 'early' is open until ${shown(20)}. `],
    [
      15,
      [freezeWindow(5, 40, "'day'"), lunch, freezeWindow(40, 50)],
      `Freeze window 'day' is open until ${shown(50)}. `,
    ],
  ])("at minute %i, with %j: %s", (minute, windows, says) => {
    const why = whyFrozen(windows, at(minute), movesOf(allAtOnce));
    if (says === undefined) expect(why).toBeUndefined();
    else expect(why).toContain(says);
  });

  it.each([
    [4, undefined],
    [
      5,
      `Freeze window 'lunch' opens at ${shown(10)}, and is open until ${shown(20)}; the last of the traffic would move at ${shown(10)}. Start it again`,
    ],
    [12, `Freeze window 'lunch' is open until ${shown(20)}; the last`],
    [20, undefined],
  ])("in parts from minute %i on, all parts are to be moved before one opens: %s", (minute, says) => {
    const why = whyFrozen([lunch], at(minute), moves);
    if (says === undefined) expect(why).toBeUndefined();
    else expect(why).toContain(says);
  });
});

describe("an action inside a freeze window", () => {
  const release = { version: "2", commit: "4f2a9c1", imageId: "ami-2" };
  const web = registered({ timeouts: { empty: 60, healthy: 60 } });
  const asked = (action: string, more: object = {}) =>
    ({ environment: web.name, requestedBy: "ann", action, ...more }) as AnyRequest;

  it.each(["upgrade", "deploy", "switch", "scaledown", "release", "rolling-update"])(
    "is refused, as %s, with what window it is, until when, and how to override it",
    (action) => {
      expect(() => judgeFreeze(asked(action, { release }), web, [lunch], at(15))).toThrow(
        expect.objectContaining({
          name: "EnvironmentFrozen",
          message: `'${web.name}' takes no ${action} now. Freeze window 'lunch' is open until ${shown(20)}. Start it again after that; or override it, with --override --reason TEXT, or "override": { "reason": "…" } in the input: the reason stays in the history. A rollback is never refused. Nothing was changed.`,
        }),
      );
    },
  );

  it("goes on where the request overrides it, and says so", () => {
    expect(judgeFreeze(asked("switch", { override: { reason: "the site is down" } }), web, [lunch], at(15))).toEqual([
      `Freeze window 'lunch' is open until ${shown(20)}. This goes on all the same: the site is down`,
    ]);
  });

  it.each([
    ["a switch whose moves reach into one is refused before it opens", "switch", { strategy: canary }, 6, "refused"],
    ["so is one by the environment's own strategy", "switch", {}, 6, "refused", registered({ strategy: canary })],
    ["a switch that may have to wait until one opens is told so", "switch", {}, 9.5, "told"],
    ["a switch that cannot is told nothing", "switch", {}, 8.5, "let be"],
    ["a release that may have to wait is told so", "release", { release }, 7.5, "told"],
    ["a release that cannot is told nothing", "release", { release }, 6.5, "let be"],
    [
      "one that may wait for people for so long is told so",
      "switch",
      {},
      5,
      "told",
      registered({ timeouts: { healthy: 60 }, approval: { approvers: 1, notByRequester: false, deadline: 600 } }),
    ],
    [
      "one whose hook may take so long is told so",
      "release",
      { release },
      5,
      "told",
      registered({ timeouts: { empty: 60, healthy: 60 }, hook: { function: "sarcelle-hook-web", timeout: 120 } }),
    ],
    ["a deploy moves no traffic, so its end may come inside", "deploy", { release }, 9.9, "let be"],
    ["so may that of a rolling update, which does not stop in the midst", "rolling-update", { release }, 9.9, "let be"],
  ] as const)("%s", (_, action, more, minute, expected, environment = web) => {
    const judged = () => judgeFreeze(asked(action, more), environment, [lunch], at(minute));
    if (expected === "refused") return expect(judged).toThrow(/opens at .*; the last of the traffic would move at/);
    const told = `Freeze window 'lunch' opens at ${shown(10)}, and is open until ${shown(20)}. Unless all of the traffic can be moved before that, none is, and everything is undone`;
    expect(judged()).toEqual(expected === "told" ? [told] : []);
  });
});
