import { describe, expect, it } from "vitest";
import { type Change, isVoid } from "../../../../src/changes/change.ts";
import { awaitHealthy } from "../../../../src/deployment/steps/await-healthy.ts";
import { bake } from "../../../../src/deployment/steps/bake.ts";
import { confirmTraffic } from "../../../../src/deployment/steps/confirm-traffic.ts";
import { confirmUpgrade } from "../../../../src/deployment/steps/confirm-upgrade.ts";
import { emptyIdleSide } from "../../../../src/deployment/steps/empty-idle-side.ts";
import { moveTraffic } from "../../../../src/deployment/steps/move-traffic.ts";
import { previewUpgrade } from "../../../../src/deployment/steps/preview-upgrade.ts";
import { runChecks } from "../../../../src/deployment/steps/run-checks.ts";
import { scaleDown } from "../../../../src/deployment/steps/scale-down.ts";
import type { Given } from "../../../../src/deployment/steps/step.ts";
import { liveFingerprint } from "../../../../src/deployment/upgrade/live-fingerprint.ts";
import type { GroupView, View } from "../../../../src/deployment/view.ts";
import { NotAsRegistered } from "../../../../src/errors.ts";
import { live, environment as shop } from "../upgrade/described-live.ts";
import { healthyTargets, registered, side, unwatched, view } from "../world.ts";

const release = { version: "2.0.0", commit: "0123456789abcdef", imageId: "ami-2", userData: "A=1" };
const resting = { ScheduledActions: "suspended", AlarmNotification: "suspended" };
const running = { ScheduledActions: "running", AlarmNotification: "running" };

const given = (more: Partial<Given> = {}): Given => ({
  environment: registered(),
  deployment: { id: "d-1", release },
  planned: [],
  ...more,
});
const seeing = (seen: View, more: Partial<Given> = {}) => ({
  ...given(more),
  view: seen,
  alarms: [],
  predictive: [],
  ...unwatched,
});
const waiting = (elapsedSeconds: number, deadlineSeconds = 600) => ({
  since: 0,
  now: elapsedSeconds * 1_000,
  deadlineSeconds,
});
/** As an earlier try left its plan: begun, and not finished. */
const begun = (planned: readonly Change[]): Pick<Given, "planned" | "entries"> => ({
  planned,
  entries: planned.map((change, n) => ({ n, step: "MoveTraffic", change, status: "applying", at: 0 })),
});
/** An immediate gate is asked without a wait. */
const atOnce = waiting(0, 0);
const sizeOf = (size: Partial<GroupView>) => ({ min: 2, max: 8, desired: 4, ...size });

describe("EmptyIdleSide", () => {
  it("empties the idle side, and lets nothing scale it meanwhile", () => {
    const seen = view("blue", side("blue", healthyTargets(4)), side("green", healthyTargets(4)));
    expect(emptyIdleSide.plan(seeing(seen))).toEqual([
      { resource: { kind: "group-processes", id: "web-green" }, before: running, after: resting },
      {
        resource: { kind: "group-capacity", id: "web-green" },
        before: { min: 2, max: 8, desired: 4 },
        after: { min: 0, max: 8, desired: 0 },
      },
    ]);
  });

  it("changes nothing on a side that is empty and rests", () => {
    const empty = side("green", [], {
      min: 0,
      desired: 0,
      suspended: ["ScheduledActions", "AlarmNotification", "AZRebalance"],
    });
    const seen = view("blue", side("blue", healthyTargets(4)), empty);
    expect(emptyIdleSide.plan(seeing(seen)).filter((change) => !isVoid(change))).toEqual([]);
  });
});

describe("AwaitHealthy", () => {
  it("asks whether as many of the idle side are healthy as were launched, of what happened since", () => {
    const seen = (count: number) => ({
      ...seeing(
        view("blue", side("blue", healthyTargets(4)), side("green", healthyTargets(count), sizeOf({ desired: 3 }))),
      ),
      activities: [],
    });
    expect(awaitHealthy.gate.ask(seen(3), waiting(5)).verdict).toBe("ready");
    expect(awaitHealthy.gate.ask(seen(2), waiting(5)).verdict).toBe("not ready");
    expect(awaitHealthy.health?.(seen(2)).map((each) => each.side)).toEqual(["green"]);
    expect(awaitHealthy.gate.deadlineSeconds?.(given({ environment: registered({ timeouts: { healthy: 8 } }) }))).toBe(
      8,
    );
  });
});

describe("RunChecks", () => {
  it("passes if every answer is the expected one, and says how many there were", () => {
    const probe = { check: { path: "/", status: 200, inARow: 3 }, url: "http://web:9180/", headers: {} };
    const answering = (status: number) => ({ probe, answer: { status, body: "", headers: {}, milliseconds: 1 } });
    const checking = { before: 2, answers: [answering(200)], of: 3 };
    const seen = { ...seeing(view("blue")), rules: [], checking };
    expect(runChecks.gate.ask(seen, atOnce).verdict).toBe("ready");
    const endpoints = [
      { port: 80, url: "http://web.example:9180" },
      { port: 443, url: "https://web.example:9543" },
    ];
    expect(runChecks.answer?.(seen)).toEqual({ checks: 3, passed: 3, idle: { side: "green", endpoints } });
    const wrong = { ...seen, checking: { ...seen.checking, answers: [answering(500)] } };
    expect(runChecks.gate.ask(wrong, atOnce).verdict).toBe("failed");
  });
});

describe("MoveTraffic", () => {
  const blue = side("blue", healthyTargets(4));
  const green = side("green", healthyTargets(4), { suspended: ["ScheduledActions", "AlarmNotification"] });
  const weak = (which: "blue" | "green") => side(which, healthyTargets(3));
  const planOf = (seen: View, more: Partial<Given> = {}) =>
    moveTraffic.plan(seeing(seen, more)).filter((change) => !isVoid(change));
  const askOf = (seen: View, more: Partial<Given> = {}) => moveTraffic.gate?.ask(seeing(seen, more), atOnce);
  const failed = (which: string, other: string) => ({
    verdict: "failed",
    reason: `${which} cannot take the traffic: http-${which} has 3 healthy, ${other} needs 4`,
  });

  it("lets the next side scale but replace nothing, points every listener at it, then lets the old side rest", () => {
    const before = view("blue", blue, green);
    const after = view("green");
    expect(planOf(before)).toEqual([
      { resource: { kind: "group-capacity", id: "web-green" }, before: { min: 2 }, after: { min: 4 } },
      {
        resource: { kind: "group-processes", id: "web-green" },
        before: { ...resting, ReplaceUnhealthy: "running" },
        after: { ...running, ReplaceUnhealthy: "suspended" },
      },
      {
        resource: { kind: "listener", id: "arn:listener/http" },
        before: { actions: before.listeners[0]?.actions },
        after: { actions: after.listeners[0]?.actions },
      },
      {
        resource: { kind: "listener-rule", id: "arn:rule/https" },
        before: { actions: before.listeners[1]?.actions },
        after: { actions: after.listeners[1]?.actions },
      },
      { resource: { kind: "group-processes", id: "web-blue" }, before: running, after: resting },
    ]);
  });

  it("takes over the bounds that the active side has by itself, holds what the traffic needs, and lets the other one go", () => {
    const heldBlue = side("blue", healthyTargets(6), { min: 5, returnsTo: 3, max: 12, desired: 6 });
    const capacities = planOf(view("blue", heldBlue, green)).filter(
      ({ resource }) => resource.kind === "group-capacity",
    );
    expect(capacities.map(({ resource: { id }, before, after }) => [id, before, after])).toEqual([
      ["web-green", { min: 2, max: 8 }, { min: 3, max: 12 }],
      ["web-green", { min: 3 }, { min: 6 }],
      ["web-blue", { min: 5 }, { min: 3 }],
    ]);
  });

  it("is refused where a target group has no counterpart on the other side", () => {
    const world = view("blue", blue, green);
    expect(() => planOf({ ...world, pairs: world.pairs.slice(1) })).toThrow(NotAsRegistered);
    expect(() => planOf({ ...world, pairs: world.pairs.slice(1) })).toThrow(
      /^Target group arn:tg\/http-blue has no counterpart on green: behind the placeholder listeners are arn:tg\/https-blue/,
    );
  });

  it("keeps suspended on the next side what a person suspended on the active one", () => {
    expect(
      planOf(view("blue", side("blue", healthyTargets(4), { suspended: ["AlarmNotification"] }), green))[1]?.after,
    ).toEqual({
      ScheduledActions: "running",
      AlarmNotification: "suspended",
      ReplaceUnhealthy: "suspended",
    });
  });

  it("begins only if the side that is to get the traffic can carry what the other runs, and reads the health of both", () => {
    expect(askOf(view("blue", blue, green))?.verdict).toBe("ready");
    expect(askOf(view("blue", blue, weak("green")))).toEqual(failed("green", "blue"));
    expect(askOf(view("green", weak("blue"), green))).toEqual(failed("blue", "green"));
    expect(moveTraffic.health?.(seeing(view("blue", blue, green))).map((each) => each.side)).toEqual(["blue", "green"]);
  });

  it("asks at a later try of the side that was planned to get it, though listeners were moved already", () => {
    const planned = planOf(view("blue", blue, green));
    const half = view("blue", blue, weak("green"));
    const moved = view("green", blue, weak("green")).listeners[0];
    const split = { ...half, listeners: half.listeners.map((each, index) => (index === 0 ? (moved ?? each) : each)) };
    expect(askOf(view("green", blue, green), begun(planned))?.verdict).toBe("ready");
    expect(askOf(view("green", blue, weak("green")), begun(planned))).toEqual(failed("green", "blue"));
    expect(askOf(split, begun(planned))).toEqual(failed("green", "blue"));
    expect(moveTraffic.health?.(seeing(split, begun(planned))).map((each) => each.side)).toEqual(["blue", "green"]);
  });

  it("looks once more right before each listener, at the side that this one goes to", () => {
    const [, , toGreen] = planOf(view("blue", blue, green));
    const lastLook = (seen: View, change: Change | undefined) =>
      change && moveTraffic.gate?.lastLook?.(seeing(seen), change);
    expect(lastLook(view("blue", blue, green), toGreen)?.verdict).toBe("ready");
    expect(lastLook(view("blue", blue, weak("green")), toGreen)).toEqual(failed("green", "blue"));
    expect(lastLook(view("blue", weak("blue"), green), toGreen)?.verdict).toBe("ready");
    // The first listener is moved already: neither side is idle.
    const half = view("blue", blue, weak("green"));
    const [moved] = view("green").listeners;
    const split = { ...half, listeners: half.listeners.map((each, index) => (index === 0 ? (moved ?? each) : each)) };
    const planned = planOf(view("blue", blue, green));
    const [, , , second] = planned;
    expect(second && moveTraffic.gate?.lastLook?.(seeing(split, begun(planned)), second)).toEqual(
      failed("green", "blue"),
    );
  });

  describe("to a side that the request names", () => {
    const to = (which: "blue" | "green") => ({ deployment: { id: "d-1", to: which } });
    const moved = { percent: 100, of: "green", next: null, until: null };

    it("moves it there", () => {
      expect(planOf(view("blue", blue, green), to("green"))).toEqual(planOf(view("blue", blue, green)));
      expect(moveTraffic.answer?.(seeing(view("blue", blue, green), to("green")))).toEqual({
        isThere: false,
        passed: 0,
        said: {},
        ...moved,
      });
    });

    it("has nothing to do, whatever the other side is like, if it is there already", () => {
      const seen = seeing(view("green", weak("blue"), weak("green")), to("green"));
      const reason = "Production traffic is on green already; nothing was changed.";
      expect(moveTraffic.plan(seen)).toEqual([]);
      expect(moveTraffic.gate?.ask(seen, atOnce)).toEqual({ verdict: "ready", reason });
      expect(moveTraffic.health?.(seen)).toEqual([]);
      expect(moveTraffic.answer?.(seen)).toEqual({ isThere: true, passed: 0, said: { reason }, ...moved });
    });

    it("is on its way there, and not there already, once an earlier try has planned it", () => {
      const planned = planOf(view("blue", blue, green), to("green"));
      expect(moveTraffic.answer?.(seeing(view("green", blue, green), { ...to("green"), ...begun(planned) }))).toEqual({
        isThere: false,
        passed: 0,
        said: {},
        ...moved,
      });
    });
  });
});

describe("Bake", () => {
  it("asks of the side with the traffic, of the registered alarms, for the environment's time", () => {
    const environment = registered({ bake: { seconds: 60, alarms: ["errors"] } });
    const quiet = [{ name: "errors", state: "OK", reason: "" }];
    const seen = {
      ...seeing(view("green", side("blue", []), side("green", healthyTargets(4))), { environment }),
      alarms: quiet,
    };
    expect(bake.gate.ask(seen, waiting(61, 60)).verdict).toBe("ready");
    expect(bake.gate.ask(seen, waiting(5, 60)).verdict).toBe("not ready");
    expect(bake.gate.ask({ ...seen, alarms: [] }, waiting(61, 60)).verdict).toBe("failed");
    expect(bake.health?.(seen).map((each) => each.side)).toEqual(["green"]);
    const strict = {
      ...seen,
      environment: registered({ bake: { seconds: 60, alarms: ["errors"], alarmsMustBeOk: true } }),
    };
    const silent = [{ name: "errors", state: "INSUFFICIENT_DATA", reason: "" }];
    expect(bake.gate.ask({ ...strict, alarms: silent }, waiting(5, 60)).verdict).toBe("not ready");
    expect(bake.gate.ask({ ...strict, alarms: silent }, waiting(61, 60)).verdict).toBe("failed");
    expect(bake.gate.deadlineSeconds?.(given({ environment }))).toBe(60);
  });
});

describe("Bake, of what the side answers under traffic", () => {
  const fit = seeing(view("green", side("blue", []), side("green", healthyTargets(4))));
  const probe = { check: { path: "/", status: 200, inARow: 1 }, url: "http://web:9180/", headers: {} };
  const answering = (status: number) => ({ probe, answer: { status, body: "", headers: {}, milliseconds: 1 } });

  it("fails with the check that fails, and goes on to what was not asked yet", () => {
    expect(
      bake.gate.ask({ ...fit, checking: { before: 0, answers: [answering(500)], of: 1 } }, waiting(5, 60)),
    ).toEqual({
      verdict: "failed",
      reason:
        "green fails its checks under traffic: GET http://web:9180/ answered 500, expected 200. Its body begins: ",
    });
    const half = { ...fit, checking: { before: 1, answers: [answering(200)], of: 4 } };
    expect(bake.gate.ask(half, waiting(61, 60))).toMatchObject({ verdict: "not ready", lookAgainInSeconds: 1 });
    expect(bake.answer?.(half, waiting(61, 60))).toEqual({ passed: 2, said: {} });
  });

  it("says what was compared, and that nothing was", () => {
    const compared = { ...fit, environment: registered({ bake: { seconds: 300 }, compare: { errorPoints: 1 } }) };
    expect(bake.answer?.(compared, waiting(5, 300)).said).toEqual({
      compared: ["nothing was compared: no whole minute is known yet"],
    });
  });
});

describe("ConfirmTraffic", () => {
  const green = side("green", healthyTargets(4), { suspended: ["ReplaceUnhealthy"] });

  it("lets the side with the traffic replace unhealthy instances as the other one does", () => {
    const resource = { kind: "group-processes", id: "web-green" };
    expect(confirmTraffic.plan(seeing(view("green", side("blue", healthyTargets(4)), green)))).toEqual([
      { resource, before: { ReplaceUnhealthy: "suspended" }, after: { ReplaceUnhealthy: "running" } },
    ]);
    const blue = side("blue", healthyTargets(4), { suspended: ["ReplaceUnhealthy"] });
    expect(confirmTraffic.plan(seeing(view("green", blue, green))).filter((change) => !isVoid(change))).toEqual([]);
  });

  it("asks whether that side is fit, and says which it is", () => {
    const seen = seeing(view("green", side("blue", []), green));
    expect(confirmTraffic.gate?.ask(seen, atOnce).verdict).toBe("ready");
    expect(confirmTraffic.gate?.ask(seeing(view("blue", side("blue", []), green)), atOnce).verdict).toBe("failed");
    expect(confirmTraffic.health?.(seen).map((each) => each.side)).toEqual(["green"]);
    expect(confirmTraffic.answer?.(seen)).toEqual({ active: "green" });
  });
});

describe("ScaleDown", () => {
  it("empties the idle side as EmptyIdleSide does, if the other one carries the traffic", () => {
    const seen = seeing(view("blue", side("blue", healthyTargets(4)), side("green", healthyTargets(4))));
    expect(scaleDown.plan(seen)).toEqual(emptyIdleSide.plan(seen));
    expect(scaleDown.gate?.ask(seen, atOnce).verdict).toBe("ready");
    expect(scaleDown.health?.(seen).map((each) => each.side)).toEqual(["blue"]);
    const weak = seeing(view("blue", side("blue", healthyTargets(1)), side("green", healthyTargets(4))));
    expect(scaleDown.gate?.ask(weak, atOnce).verdict).toBe("failed");
  });
});

describe("ConfirmUpgrade", () => {
  const seen = { ...seeing(view("blue"), { environment: shop }), live, snapshot: liveFingerprint(live, shop) };

  it("is ready if the live side is what it was, and says what became of each of its settings", () => {
    expect(confirmUpgrade.gate.ask(seen, atOnce)).toEqual({ verdict: "ready", reason: "the live side is what it was" });
    expect(confirmUpgrade.answer?.(seen)).toMatchObject({
      said: { active: "blue", liveSide: "unchanged", report: previewUpgrade(live, shop).report },
    });
    expect(previewUpgrade(live, shop).report.length).toBeGreaterThan(20);
  });

  it("fails, and names what differs, if somebody changed it meanwhile", () => {
    const changed = { ...live, group: { ...live.group, MaxSize: 99 } };
    expect(confirmUpgrade.gate.ask({ ...seen, live: changed }, atOnce)).toEqual({
      verdict: "failed",
      reason: expect.stringMatching(
        /^The live side is not what it was when the upgrade began: .*MaxSize.*Somebody changed it meanwhile; upgrade again once it is settled\.$/,
      ),
    });
  });
});
