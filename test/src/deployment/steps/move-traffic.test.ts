import { describe, expect, it } from "vitest";
import { type Change, isVoid } from "../../../../src/changes/change.ts";
import type { Entry } from "../../../../src/changes/journal.ts";
import { afterChanges } from "../../../../src/deployment/steps/after-changes.ts";
import { matchCapacity } from "../../../../src/deployment/steps/match-capacity.ts";
import { moveTraffic } from "../../../../src/deployment/steps/move-traffic.ts";
import { preview } from "../../../../src/deployment/steps/preview.ts";
import type { Strategy } from "../../../../src/deployment/strategy.ts";
import { sharesInWords, trafficOf } from "../../../../src/deployment/traffic.ts";
import type { SideView, View } from "../../../../src/deployment/view.ts";
import { FrozenMeanwhile } from "../../../../src/errors.ts";
import { healthyTargets, inZones, registered, side, unwatched, view } from "../world.ts";

const release = { version: "2.0.0", commit: "0123456789abcdef", imageId: "ami-2" };
const canary = (percent: number): Strategy => ({ type: "canary", percent, wait: 300 });
const quiet = [{ name: "errors", state: "OK", reason: "" }];
const loud = [{ name: "errors", state: "ALARM", reason: "5 errors" }];

interface Scene {
  readonly view: View;
  readonly strategy: Strategy;
  readonly entries: readonly Entry[];
}

const seeing = ({ view: seen, strategy, entries }: Scene, alarms = quiet) => ({
  environment: registered({ bake: { alarms: ["errors"] }, timeouts: { healthy: 600 } }),
  deployment: { id: "d-1", release, strategy },
  planned: entries.map(({ change }) => change),
  entries,
  view: seen,
  alarms,
  predictive: [],
  ...unwatched,
});

const at = (seconds: number) => ({ since: 0, now: seconds * 1_000, deadlineSeconds: 0 });
const green = (healthy: number, desired = healthy) =>
  side("green", healthyTargets(healthy), { desired, suspended: ["ScheduledActions", "AlarmNotification"] });
const blue = (count: number) => side("blue", healthyTargets(count), { desired: count });
const standing = (strategy: Strategy, from: SideView, to: SideView): Scene => ({
  view: view("blue", from, to),
  strategy,
  entries: [],
});

const planOf = (scene: Scene, seconds: number): readonly Change[] =>
  moveTraffic.plan(seeing(scene), at(seconds)).filter((change) => !isVoid(change));
const ask = (scene: Scene, seconds: number, alarms = quiet) =>
  moveTraffic.gate?.ask(seeing(scene, alarms), at(seconds));
const answer = (scene: Scene, seconds: number) => moveTraffic.answer?.(seeing(scene), at(seconds));

/** The scene once what is planned then is made; of a side that is held, with its minimum. */
const made = (scene: Scene, seconds: number): Scene => {
  const changes = planOf(scene, seconds);
  const first = scene.entries.length;
  const more = changes.map(
    (change, n): Entry => ({ n: first + n, step: "MoveTraffic", change, status: "applied", at: seconds * 1_000 }),
  );
  return { ...scene, view: afterChanges(scene.view, changes), entries: [...scene.entries, ...more] };
};

/** With another side, as it is found later. */
const later = (scene: Scene, which: "blue" | "green", change: (seen: SideView) => SideView): Scene => ({
  ...scene,
  view: { ...scene.view, sides: { ...scene.view.sides, [which]: change(scene.view.sides[which]) } },
});
const answering = (healthy: number) => (seen: SideView) => ({
  ...seen,
  group: { ...seen.group, instances: side(seen.side, [], { desired: seen.group.desired }).group.instances },
  targetGroups: side(seen.side, healthyTargets(healthy)).targetGroups,
});

const shares = ({ view: seen }: Scene) => trafficOf(seen).map(sharesInWords);
const kinds = (changes: readonly Change[]) => changes.map(({ resource: { kind, id } }) => `${kind} ${id}`);

describe("MoveTraffic in parts", () => {
  it("moves every listener and rule with each move, and is as after one move in the end", () => {
    const start = standing({ type: "linear", percent: 40, wait: 60 }, blue(4), green(4));
    const first = made(start, 0);
    expect(shares(first)).toEqual(["blue 60 %, green 40 %", "blue 60 %, green 40 %"]);
    expect(kinds(planOf(start, 0))).toEqual([
      "group-capacity web-green",
      "group-processes web-green",
      "listener arn:listener/http",
      "listener-rule arn:rule/https",
    ]);
    expect(planOf(first, 59)).toEqual([]);
    const second = made(first, 60);
    expect(shares(second)).toEqual(["blue 20 %, green 80 %", "blue 20 %, green 80 %"]);
    expect(kinds(planOf(first, 60))).toEqual(["listener arn:listener/http", "listener-rule arn:rule/https"]);
    const last = made(second, 120);
    expect(kinds(planOf(second, 120))).toEqual([
      "listener arn:listener/http",
      "listener-rule arn:rule/https",
      "group-processes web-blue",
    ]);
    const atOnce = made(standing({ type: "all-at-once" }, blue(4), green(4)), 0);
    expect(last.view).toEqual(atOnce.view);
    expect(ask(last, 120)?.verdict).toBe("ready");
    expect(planOf(last, 120)).toEqual([]);
  });

  it("asks each zone for its part of each move where the load balancer does not balance across zones, and waits for it between two", () => {
    const zonal = (scene: Scene): Scene => ({
      ...scene,
      view: { ...scene.view, loadBalancer: { ...scene.view.loadBalancer, zonal: ["arn:tg/https-green"] } },
    });
    const four = inZones("blue", "a", "a", "b", "b");
    expect(ask(zonal(standing(canary(10), four, inZones("green", "a", "a"))), 0)).toEqual({
      verdict: "failed",
      reason: expect.stringMatching(/^https-green has too few healthy in b, .* found a 2, expected 1 in each, since/),
    });
    const first = made(zonal(standing(canary(50), four, inZones("green", "a", "a", "a", "b"))), 0);
    expect(shares(first)).toEqual(["blue 50 %, green 50 %", "blue 50 %, green 50 %"]);
    expect(ask(first, 300)).toMatchObject({
      verdict: "not ready",
      reason: expect.stringContaining("found a 3, b 1, expected 2 in each"),
    });
    expect(planOf(first, 300)).toEqual([]);
    expect(ask(first, 900)?.verdict).toBe("failed");
    const evened = later(first, "green", () => inZones("green", "a", "b", "a", "b"));
    expect(ask(evened, 300)?.verdict).toBe("ready");
  });

  it("has actions keep clients while they share the traffic of sticky target groups, and not with all of it on one side", () => {
    const sticky = [{ arn: "arn:tg/http-green", name: "http-green", type: "lb_cookie", seconds: 60 }];
    const start = standing(canary(10), blue(4), green(4));
    const loadBalancer = { ...start.view.loadBalancer, sticky };
    const first = made({ ...start, view: { ...start.view, loadBalancer } }, 0);
    const kept = ({ view: { listeners } }: Scene) =>
      listeners.flatMap(({ actions }) =>
        JSON.stringify(actions).includes('"TargetGroupStickinessConfig":{"Enabled":true,"DurationSeconds":60}'),
      );
    expect([kept(start), kept(first), kept(made(first, 300))]).toEqual([
      [false, false],
      [true, false],
      [false, false],
    ]);
  });

  it("says how far it is, what is next and when", () => {
    const start = standing(canary(10), blue(4), green(4));
    const minutes = (count: number) => new Date(count * 60_000).toISOString();
    expect(answer(start, 0)).toMatchObject({ percent: 10, of: "green", next: 100, until: minutes(5) });
    expect(ask(start, 0)).toEqual({
      verdict: "not ready",
      reason: "green has 10 % of the traffic; 100 % is next, in 300 s.",
      lookAgainInSeconds: 10,
    });
    const split = made(start, 0);
    expect(answer(split, 100)).toMatchObject({ percent: 10, of: "green", next: 100, until: minutes(5) });
    expect(ask(split, 100)).toEqual({
      verdict: "not ready",
      until: 300_000,
      reason: "green carries 10 % of the traffic; 100 % is next, in 200 s.",
      lookAgainInSeconds: 10,
    });
    expect(answer(split, 300)).toMatchObject({ percent: 100, of: "green", next: null, until: null });
    expect(ask(split, 300)).toEqual({ verdict: "ready", reason: "all production traffic is on green" });
  });

  it.each([
    [10, 7, 1],
    [10, 40, 4],
    [50, 7, 4],
    [99, 4, 4],
  ])("begins with %i % of what %i carry only if the other side has %i", (percent, carrying, needed) => {
    expect(ask(standing(canary(percent), blue(carrying), green(needed)), 0)?.verdict).toBe("not ready");
    const short = standing(canary(percent), blue(carrying), green(needed - 1));
    expect(ask(short, 0)).toMatchObject({
      verdict: "failed",
      reason: expect.stringContaining(
        `green cannot take ${percent} % of the traffic: http-green has ${needed - 1} healthy, that share needs ${needed}`,
      ),
    });
    const waited = (scene: Scene) =>
      matchCapacity.gate?.ask({ ...seeing(scene), activities: [] }, { ...at(5), deadlineSeconds: 600 });
    expect(waited(standing(canary(percent), blue(carrying), green(needed)))?.verdict).toBe("ready");
    expect(waited(standing(canary(percent), blue(carrying), green(needed - 1, carrying)))?.verdict).toBe("not ready");
  });

  it("holds from the first move on what all of the traffic needs, and waits for that before the last", () => {
    const split = made(standing(canary(50), blue(4), green(2)), 0);
    expect(split.view.sides.green.group).toMatchObject({ min: 4 });
    const short = later(split, "green", answering(2));
    expect(ask(short, 300)).toMatchObject({
      verdict: "not ready",
      reason: "green cannot take the traffic: http-green has 2 healthy, blue needs 4.",
    });
    expect(planOf(short, 300)).toEqual([]);
    expect(ask(short, 899)?.verdict).toBe("not ready");
    expect(ask(short, 900)?.verdict).toBe("failed");
    const grown = later(split, "green", (seen) => answering(4)({ ...seen, group: { ...seen.group, desired: 4 } }));
    expect(ask(grown, 300)?.verdict).toBe("ready");
    // The side that keeps a share may scale in with it: what all of the traffic needs stays known.
    expect(
      ask(
        later(short, "blue", () => blue(2)),
        300,
      )?.verdict,
    ).toBe("not ready");
  });

  it("follows the side that keeps a share where that grows, up to a maximum that was raised meanwhile", () => {
    const split = made(standing(canary(50), blue(4), green(4)), 0);
    const grown = later(split, "blue", () => side("blue", healthyTargets(9), { desired: 9, max: 12 }));
    const changes = planOf(grown, 100);
    expect(changes.map(({ before: was, after }) => [was, after])).toEqual([
      [{ max: 8 }, { max: 12 }],
      [{ min: 4 }, { min: 9 }],
    ]);
    expect(ask(grown, 300)?.verdict).toBe("not ready");
  });

  it("does not begin in a freeze window, nor where its last move would come in one; once begun it goes on", () => {
    const start = standing(canary(10), blue(4), green(4));
    const freeze = [{ from: 400_000, until: 900_000, name: "'lunch'" }];
    const askFrozen = (scene: Scene, seconds: number) =>
      moveTraffic.gate?.ask({ ...seeing(scene), freeze }, at(seconds));
    const times = (...seconds: readonly number[]) => seconds.map((each) => new Date(each * 1_000).toISOString());
    const [opens, last, closes] = times(400, 401, 900);
    expect(askFrozen(start, 99)?.verdict).toBe("not ready");
    expect(askFrozen(start, 101)).toMatchObject({
      verdict: "failed",
      failure: FrozenMeanwhile,
      reason: expect.stringContaining(
        `No traffic was moved. Freeze window 'lunch' opens at ${opens}, and is open until ${closes}; the last of the traffic would move at ${last}. Start it again after that;`,
      ),
    });
    expect(askFrozen(start, 400)?.verdict).toBe("failed");
    expect(askFrozen(start, 900)?.verdict).toBe("not ready");
    const split = made(start, 99);
    expect(askFrozen(split, 450)?.verdict).toBe("ready");
    const status = (whose: (entry: Entry) => Entry["status"]): Scene => ({
      ...split,
      view: start.view,
      entries: split.entries.map((each) => ({ ...each, status: whose(each) })),
    });
    const isListener = ({ change }: Entry) => change.resource.kind.startsWith("listener");
    const prepared = status((each) => (isListener(each) ? "planned" : "applied"));
    expect(askFrozen(prepared, 450)).toMatchObject({ verdict: "failed", failure: FrozenMeanwhile });
    const sent = status((each) => (each.change.resource.kind === "listener" ? "applying" : "planned"));
    expect(askFrozen(sent, 450)?.verdict).toBe("not ready");
  });

  it("does not begin with an alarm that has gone off, though it is a switch", () => {
    const { deployment: _, ...seen } = seeing(standing(canary(10), blue(4), green(4)), loud);
    const deployment = { id: "d-1", strategy: canary(10) };
    expect(moveTraffic.gate?.ask({ ...seen, deployment }, at(0))).toEqual({
      verdict: "failed",
      reason: "No traffic was moved: alarm errors went off: 5 errors",
    });
  });

  it("ends between two moves if an alarm goes off, or a side does not carry its share", () => {
    const split = made(standing(canary(10), blue(4), green(4)), 0);
    expect(ask(split, 100, loud)).toEqual({ verdict: "failed", reason: "alarm errors went off: 5 errors" });
    expect(ask(later(split, "green", answering(1)), 100)?.verdict).toBe("not ready");
    expect(ask(later(split, "green", answering(0)), 100)).toMatchObject({
      verdict: "failed",
      reason: expect.stringContaining("green lost its health under traffic"),
    });
    expect(ask(later(split, "blue", answering(1)), 100)).toMatchObject({
      verdict: "failed",
      reason: expect.stringContaining("blue lost its health under traffic"),
    });
  });

  it("ends where somebody changed a listener, once AWS has had the time to show what was written", () => {
    const split = made(standing(canary(10), blue(4), green(4)), 0);
    const [, rule] = split.view.listeners;
    const [http] = view("blue").listeners;
    const changed = { ...split, view: { ...split.view, listeners: [http, rule] as View["listeners"] } };
    expect(ask(changed, 10)).toMatchObject({ verdict: "not ready", lookAgainInSeconds: 2 });
    expect(planOf(changed, 300)).toEqual([]);
    expect(ask(changed, 100)).toEqual({
      verdict: "failed",
      reason: "Somebody changed listener arn:listener/http since green got 10 % of the traffic",
    });
  });

  it("finishes a move that an earlier try began, and claims no other by what it only brings up", () => {
    const start = standing(canary(10), blue(4), green(4));
    const split = made(start, 0);
    const begun = split.entries.map(
      (entry): Entry => (entry.change.resource.kind === "listener-rule" ? { ...entry, status: "applying" } : entry),
    );
    const half = {
      ...split,
      entries: begun,
      view: { ...split.view, listeners: [split.view.listeners[0], start.view.listeners[1]] as View["listeners"] },
    };
    expect(ask(half, 1)).toMatchObject({
      verdict: "not ready",
      reason: "green has 10 % of the traffic; 100 % is next, in 300 s.",
    });
    expect(answer(half, 1)).toMatchObject({ percent: 10, next: 100 });

    const [, raising] = planOf(
      later(split, "blue", () => side("blue", healthyTargets(9), { desired: 9, max: 12 })),
      300,
    );
    const entry: Entry = { n: 9, step: "MoveTraffic", change: raising as Change, status: "applying", at: 300_000 };
    expect(ask({ ...split, entries: [...split.entries, entry] }, 301)).toMatchObject({
      verdict: "not ready",
      reason: "green is being brought up.",
    });
  });

  it("takes a hold off the side that it leaves, with the last move and not before", () => {
    const held = side("blue", healthyTargets(4), { min: 4, returnsTo: 2 });
    const start = standing(canary(10), held, green(4));
    const ofBlue = (changes: readonly Change[]) => kinds(changes).filter((each) => each.endsWith("web-blue"));
    expect(ofBlue(planOf(start, 0))).toEqual([]);
    expect(ofBlue(planOf(made(start, 0), 300))).toEqual(["group-processes web-blue", "group-capacity web-blue"]);
  });

  it("holds the side that keeps a share at what all of it needs, whatever it shrinks to, and not one that loses all at once", () => {
    const held = (scene: Scene, seconds: number) =>
      moveTraffic.holds?.(seeing(scene), at(seconds)).filter((change) => !isVoid(change));
    const ofBlue = { resource: { kind: "group-capacity", id: "web-blue" }, before: { min: 2 }, after: { min: 4 } };
    const start = standing(canary(50), blue(4), green(4));
    expect(held(start, 0)).toEqual([ofBlue]);
    const split = made(start, 0);
    expect(held(split, 100)).toEqual([ofBlue]);
    const holding = { ...split, view: afterChanges(split.view, [ofBlue as Change]) };
    expect(held(holding, 100)).toEqual([]);
    expect(held(holding, 300)).toEqual([]);
    expect(planOf(holding, 300).at(-1)).toEqual({ ...ofBlue, before: ofBlue.after, after: ofBlue.before });
    expect(held(standing({ type: "all-at-once" }, blue(4), green(4)), 0)).toEqual([]);
  });

  it("is shown whole in a plan: every move, one after the other", () => {
    const scene = seeing(standing({ type: "linear", percent: 40, wait: 60 }, blue(4), green(4)));
    const [planned] = preview([moveTraffic], scene);
    const weights = planned?.changes
      .filter(({ resource }) => resource.kind === "listener")
      .map(({ after }) =>
        JSON.stringify(after)
          .match(/"Weight":\d+/g)
          ?.join(),
      );
    expect(weights).toEqual(['"Weight":60,"Weight":40', '"Weight":20,"Weight":80', '"Weight":1']);
  });
});
