import { describe, expect, it } from "vitest";
import type { Change, Kind, State } from "../../../src/changes/change.ts";
import { type Entry, undoOf } from "../../../src/changes/journal.ts";
import type { Permission } from "../../../src/changes/undo.ts";
import {
  concernsTraffic,
  destinations,
  incomplete,
  permissionFor,
  settledGate,
  touchedGroups,
  wouldStarve,
} from "../../../src/deployment/undo.ts";
import type { GroupView, SideView } from "../../../src/deployment/view.ts";
import { group, healthyTargets, side, view } from "./world.ts";

const wait = (elapsedSeconds: number) => ({ since: 0, now: elapsedSeconds * 1_000, deadlineSeconds: 600 });

const resize = (id: string, from: number, to: number): Change => ({
  resource: { kind: "group-capacity", id },
  before: { min: 0, max: 8, desired: from },
  after: { min: 0, max: 8, desired: to },
});

const listenerBack = (active: "blue" | "green"): Change => ({
  resource: { kind: "listener", id: "arn:listener/http" },
  before: null,
  after: { actions: view(active).listeners[0]?.actions ?? [] },
});

const entry = (change: Change, note?: string): Entry => ({
  n: 0,
  step: "s",
  change,
  status: "conflict",
  at: 0,
  ...(note === undefined ? {} : { note }),
});

describe("before traffic moves back", () => {
  it("finds where a listener's undo would send it, and nothing for any other undo", () => {
    expect(destinations(listenerBack("blue"))).toEqual(["arn:tg/http-blue"]);
    expect(destinations(resize("web-blue", 4, 0))).toEqual([]);
  });

  const back = listenerBack("blue");
  const moving: Entry = { ...entry(back), status: "applied" };
  const permission = (blue: SideView, green: SideView, elapsed = 10) =>
    permissionFor(back, moving, view("green", blue, green), wait(elapsed));
  const blue = (healthy: number, size: Partial<GroupView> = {}) => side("blue", healthyTargets(healthy), size);
  const green = (healthy: number, size: Partial<GroupView> = {}) =>
    side("green", [...healthyTargets(healthy), ...Array.from({ length: 4 - healthy }, () => "unhealthy")], size);
  const pinned = (min: number, to: number): Permission => ({
    first: { resource: { kind: "group-capacity", id: "web-blue" }, before: { min }, after: { min: to } },
  });
  const waiting = (healthy: number, desired: number, needed: number) => ({
    wait: `traffic cannot move back to blue yet: http-blue ${healthy} of ${desired} healthy, https-blue ${healthy} of ${desired} healthy, ${needed} needed.`,
    lookAgainInSeconds: 10,
  });

  it.each<[string, SideView, SideView, Permission]>([
    ["keeps the side from shrinking first, though it is fit", blue(4), green(4), pinned(2, 4)],
    ["brings up a side that is smaller than the traffic needs now", blue(2, { desired: 2 }), green(4), pinned(2, 4)],
    ["brings up a side that was emptied", blue(0, { min: 0, desired: 0 }), green(4), pinned(0, 4)],
    ["asks for no more than the side may have", blue(4), green(4, { desired: 20, max: 20 }), pinned(2, 8)],
    ["asks for one at least", blue(0, { min: 0, desired: 0 }), green(0, { desired: 0 }), pinned(0, 1)],
    ["moves it once that side is fit", blue(4, { min: 4 }), green(4), "now"],
    ["waits for an instance that is missing", blue(3, { min: 4 }), green(4), waiting(3, 4, 4)],
    [
      "waits for what the side has itself, if that is more",
      blue(3, { min: 4 }),
      green(2, { desired: 2 }),
      waiting(3, 4, 4),
    ],
    ["waits where neither side is fit and this one is no better", blue(1, { min: 4 }), green(1), waiting(1, 4, 4)],
    ["moves it at once to the better of two that are not fit", blue(2, { min: 4 }), green(1), "now"],
  ])("%s", (_, to, from, expected) => {
    expect(permission(to, from)).toEqual(expected);
  });

  const late = "after 600 s; the deadline is 600 s.";

  it("stops at its deadline, and says that the traffic stays where it is carried", () => {
    expect(permission(blue(3, { min: 4 }), green(4), 600)).toEqual({
      stop: `green carries the traffic and keeps it: ${waiting(3, 4, 4).wait.slice(0, -1)} ${late} Bring blue up, then go on.`,
    });
  });

  it("stops at its deadline, and says that neither side can carry the traffic", () => {
    expect(permission(blue(1, { min: 4 }), green(1), 600)).toEqual({
      stop: `Neither side can carry the traffic. It stays on green (http-green 1 of 4 healthy, https-green 1 of 4 healthy), which is no worse than blue: ${waiting(1, 4, 4).wait.slice(0, -1)} ${late} Bring one of them up at once.`,
    });
  });

  it("moves it to what is neither side's without a word: that is what was found", () => {
    const elsewhere: Change = { ...back, after: { actions: [{ Type: "fixed-response" }] } };
    expect(permissionFor(elsewhere, moving, view("green", blue(0), green(4)), wait(10))).toBe("now");
  });

  it("lets the side shrink again only once it is up", () => {
    const pin: Entry = {
      ...entry({ resource: { kind: "group-capacity", id: "web-blue" }, before: { min: 2 }, after: { min: 4 } }),
      step: "UndoChanges",
      status: "applied",
    };
    const unpinning = (healthy: number, elapsed: number) =>
      permissionFor(undoOf(pin), pin, view("blue", blue(healthy, { min: 4 }), green(4)), wait(elapsed));
    const short = "blue is not up yet: http-blue 3 of 4 healthy, https-blue 3 of 4 healthy, 4 needed";
    expect(unpinning(4, 10)).toBe("now");
    expect(unpinning(3, 10)).toEqual({ wait: `${short}.`, lookAgainInSeconds: 10 });
    expect(unpinning(3, 600)).toEqual({ stop: `${short} ${late}` });
  });
});

describe("an undo that would harm a side with production traffic", () => {
  const both = (active: "blue" | "green") =>
    view(active, side("blue", healthyTargets(4)), side("green", healthyTargets(4)));
  const of = (kind: Kind, id: string, before: State | null, after: State | null): Change => ({
    resource: { kind, id },
    before,
    after,
  });
  const [running, suspended] = [{ AlarmNotification: "running" }, { AlarmNotification: "suspended" }];

  it.each<[string, Change, string]>([
    ["to take its instances away", resize("web-green", 4, 0), "web-green was not taken back to 0 instances"],
    [
      "to launch an earlier release",
      of("group-launch-template", "web-green", { version: "2" }, { version: "1" }),
      "web-green was not taken back to its earlier launch template",
    ],
    [
      "to delete what it launches from",
      of("launch-template-version", "lt-web-green/sarcelle d-1", { data: {} }, null),
      "the launch template version that web-green runs was not deleted",
    ],
    [
      "to stop it from scaling",
      of("group-processes", "web-green", running, suspended),
      "web-green's scaling was not suspended",
    ],
  ])("is left: %s", (_, undo, what) => {
    expect(concernsTraffic(undo)).toBe(true);
    expect(wouldStarve(undo, both("green"))).toBe(`${what}, since listener 80 still sends it production traffic.`);
    expect(wouldStarve(undo, both("blue"))).toBeUndefined();
  });

  it.each<[string, Change]>([
    ["it adds instances", resize("web-green", 0, 4)],
    ["it lets the side scale again", of("group-processes", "web-green", suspended, running)],
    ["it moves the traffic", listenerBack("blue")],
    [
      "it keeps unhealthy instances for now",
      of("group-processes", "web-green", { ReplaceUnhealthy: "running" }, { ReplaceUnhealthy: "suspended" }),
    ],
  ])("is made where %s", (_, undo) => {
    expect(wouldStarve(undo, both("green"))).toBeUndefined();
  });
});

describe("after the last undo", () => {
  it("names the groups whose size or existence was touched, once each", () => {
    const made: Change = { resource: { kind: "auto-scaling-group", id: "web-green" }, before: null, after: {} };
    const entries = [resize("web", 4, 0), resize("web", 0, 4), made, listenerBack("blue")].map((change) =>
      entry(change),
    );
    expect(touchedGroups(entries)).toEqual(["web", "web-green"]);
  });

  it.each([
    ["every instance is in service", group("web"), "ready"],
    ["instances are still to go", group("web", { desired: 0, instances: group("web").instances }), "not ready"],
    [
      "one is on its way",
      group("web", { desired: 1, instances: [{ id: "i-1", lifecycleState: "Pending", healthStatus: "Healthy" }] }),
      "not ready",
    ],
  ])("waits until the groups have settled: %s", (_, settled, expected) => {
    expect(settledGate([settled], wait(10)).verdict).toBe(expected);
  });
});

describe("what could not be undone", () => {
  it("is counted, without what the rollback did itself", () => {
    const left = entry(resize("web", 4, 0));
    expect(incomplete("web-live", [left, entry(resize("web", 4, 0)), { ...left, step: "UndoChanges" }], [left])).toBe(
      "1 of 2 changes could not be undone; everything else is undone, and 'web-live' stays locked.",
    );
  });
});
