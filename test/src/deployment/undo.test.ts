import { describe, expect, it } from "vitest";
import type { Change, Json, Kind, State } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import type { Permission } from "../../../src/changes/undo.ts";
import { destinations } from "../../../src/deployment/traffic.ts";
import {
  concernsTraffic,
  heldGate,
  incompleteText,
  permissionFor,
  settledGate,
  stillGoing,
  touchedGroups,
  undoneText,
  wouldStarve,
} from "../../../src/deployment/undo.ts";
import type { GroupView, ListenerView, SideView, TargetGroupView, View } from "../../../src/deployment/view.ts";
import { group, healthyTargets, side, view } from "./world.ts";

const wait = (elapsedSeconds: number) => ({ since: 0, now: elapsedSeconds * 1_000, deadlineSeconds: 600 });
const notReady = (reason: string, lookAgainInSeconds: number) =>
  ({ verdict: "not ready", reason, lookAgainInSeconds, until: 600_000 }) as const;

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
  const ruleBack: Change = {
    resource: { kind: "listener-rule", id: "arn:rule/https" },
    before: null,
    after: { actions: view("blue").listeners[1]?.actions ?? [] },
  };
  const split: Json = {
    Type: "forward",
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: "arn:tg/http-blue", Weight: 0 },
        { TargetGroupArn: "arn:tg/http-green", Weight: 1 },
      ],
    },
  };

  it.each<[string, Change, readonly string[]]>([
    ["a listener's", listenerBack("blue"), ["arn:tg/http-blue"]],
    ["a rule's", ruleBack, ["arn:tg/https-blue"]],
    [
      "one that leaves a target group without weight",
      { ...ruleBack, after: { actions: [split] } },
      ["arn:tg/http-green"],
    ],
    ["one that takes the listener away", { ...ruleBack, after: null }, []],
    ["a size's", resize("web-blue", 4, 0), []],
    ["any other kind's", { ...ruleBack, resource: { kind: "placeholder-listener", id: "arn:lb:9080" } }, []],
  ])("finds where an undo would send it: %s", (_, undo, expected) => {
    expect(destinations(undo)).toEqual(expected);
  });

  const back = listenerBack("blue");
  const permission = (blue: SideView, green: SideView, elapsed = 10) =>
    permissionFor(back, view("green", blue, green), wait(elapsed));
  const blue = (healthy: number, size: Partial<GroupView> = {}) => side("blue", healthyTargets(healthy), size);
  const green = (healthy: number, size: Partial<GroupView> = {}) =>
    side("green", [...healthyTargets(healthy), ...Array.from({ length: 4 - healthy }, () => "unhealthy")], size);
  const pinned = (min: number, to: number): Permission => ({
    kind: "first",
    change: { resource: { kind: "group-capacity", id: "web-blue" }, before: { min }, after: { min: to } },
  });
  const waiting = (healthy: number, desired: number, needed: number) => ({
    kind: "later" as const,
    reason: `traffic cannot move back to blue yet: http-blue ${healthy} of ${desired} healthy, https-blue ${healthy} of ${desired} healthy, ${needed} needed.`,
    lookAgainInSeconds: 10,
  });

  const holding = (id: string, after: State): Entry => ({
    ...entry({ resource: { kind: "group-capacity", id }, before: { min: 2 }, after }),
    step: "UndoChanges",
    status: "applied",
  });

  it.each<[string, SideView, SideView, Permission]>([
    ["keeps the side from shrinking first, though it is fit", blue(4), green(4), pinned(2, 4)],
    ["brings up a side that is smaller than the traffic needs now", blue(2, { desired: 2 }), green(4), pinned(2, 4)],
    ["brings up a side that was emptied", blue(0, { min: 0, desired: 0 }), green(4), pinned(0, 4)],
    ["asks for no more than the side may have", blue(4), green(4, { desired: 20, max: 20 }), pinned(2, 8)],
    ["asks for one at least", blue(0, { min: 0, desired: 0 }), green(0, { desired: 0 }), pinned(0, 1)],
    ["moves it once that side is fit", blue(4, { min: 4 }), green(4), { kind: "now" }],
    ["waits for an instance that is missing", blue(3, { min: 4 }), green(4), waiting(3, 4, 4)],
    [
      "waits for what the side has itself, if that is more",
      blue(3, { min: 4 }),
      green(2, { desired: 2 }),
      waiting(3, 4, 4),
    ],
    ["waits where neither side is fit and this one is no better", blue(1, { min: 4 }), green(1), waiting(1, 4, 4)],
    ["moves it at once to the better of two that are not fit", blue(2, { min: 4 }), green(1), { kind: "now" }],
  ])("%s", (_, to, from, expected) => {
    expect(permission(to, from)).toEqual(expected);
  });

  it("brings up the side to which a rule's undo sends it", () => {
    const undo = permissionFor(ruleBack, view("green", blue(4), green(4)), wait(10));
    expect(undo).toEqual(pinned(2, 4));
  });

  it("looks again as often as the slowest of its health checks can change", () => {
    const [http, https] = blue(3).targetGroups as [TargetGroupView, TargetGroupView];
    const slow = { ...https, healthCheck: { intervalSeconds: 30, unhealthyThreshold: 2 } };
    const slowly = { ...blue(3, { min: 4 }), targetGroups: [http, slow] };
    expect(permission(slowly, green(4))).toEqual({ ...waiting(3, 4, 4), lookAgainInSeconds: 30 });
    expect(heldGate([holding("web-blue", { min: 4 })], view("blue", slowly, green(4)), wait(10))).toEqual(
      notReady("blue is not up yet: http-blue 3 of 4 healthy, https-blue 3 of 4 healthy, 4 needed.", 30),
    );
  });

  const late = "after 600 s; the deadline is 600 s.";

  it("stops at its deadline, and says that the traffic stays where it is carried", () => {
    expect(permission(blue(3, { min: 4 }), green(4), 600)).toEqual({
      kind: "stop",
      reason: `green carries the traffic and keeps it: ${waiting(3, 4, 4).reason.slice(0, -1)} ${late} Bring blue up, then go on.`,
    });
  });

  it("stops at its deadline, and says that neither side can carry the traffic", () => {
    expect(permission(blue(1, { min: 4 }), green(1), 600)).toEqual({
      kind: "stop",
      reason: `Neither side can carry the traffic. It stays on green (http-green 1 of 4 healthy, https-green 1 of 4 healthy), which is no worse than blue: ${waiting(1, 4, 4).reason.slice(0, -1)} ${late} Bring one of them up at once.`,
    });
  });

  it("moves it to what is neither side's without a word: that is what was found", () => {
    const elsewhere: Change = { ...back, after: { actions: [{ Type: "fixed-response" }] } };
    expect(permissionFor(elsewhere, view("green", blue(0), green(4)), wait(10))).toEqual({ kind: "now" });
  });

  it("ends only once the side that it held is up", () => {
    const ending = (healthy: number, elapsed: number) =>
      heldGate([holding("web-blue", { min: 4 })], view("blue", blue(healthy, { min: 4 }), green(4)), wait(elapsed));
    const short = "blue is not up yet: http-blue 3 of 4 healthy, https-blue 3 of 4 healthy, 4 needed";
    expect(ending(4, 10).verdict).toBe("ready");
    expect(ending(3, 10)).toEqual(notReady(`${short}.`, 10));
    expect(ending(3, 600)).toEqual({ verdict: "failed", reason: `${short} ${late}` });
  });

  it.each<[string, Entry]>([
    ["of no side", holding("worker", { min: 4 })],
    ["that was to have no instance", holding("web-blue", { min: 0 })],
    ["that somebody else sized since", { ...holding("web-blue", { min: 4 }), status: "conflict" }],
    ["that the deployment sized", { ...holding("web-blue", { min: 4 }), step: "LaunchRelease" }],
  ])("does not wait for a group %s", (_, one) => {
    expect(heldGate([one], view("blue", blue(0), green(0)), wait(10)).verdict).toBe("ready");
  });

  it("leaves the minimum of a side that still has traffic", () => {
    const resource = { kind: "group-capacity", id: "web-green" } as const;
    const undo: Change = { resource, before: { min: 4 }, after: { min: 2 } };
    expect(permissionFor(undo, view("green", blue(4), green(4)), wait(10))).toEqual({
      kind: "leave",
      reason: "web-green's minimum was not taken back to 2, since listener 80 still sends it production traffic.",
    });
    expect(permissionFor(undo, view("blue", blue(4), green(4)), wait(10))).toEqual({ kind: "now" });
  });

  it("leaves what would do harm, whatever carries the traffic", () => {
    const undo = resize("web-green", 4, 0);
    expect(permissionFor(undo, view("green", blue(4), green(4)), wait(10))).toEqual({
      kind: "leave",
      reason: "web-green was not taken back to 0 instances, since listener 80 still sends it production traffic.",
    });
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

  const deleting = of("launch-template-version", "lt-web-green/sarcelle d-1", { data: {} }, null);

  it.each<[string, Change, string]>([
    ["to take its instances away", resize("web-green", 4, 0), "web-green was not taken back to 0 instances"],
    ["to take some of its instances away", resize("web-green", 4, 2), "web-green was not taken back to 2 instances"],
    [
      "to take its group away",
      of("group-capacity", "web-green", { desired: 4 }, null),
      "web-green was not taken back to 0 instances",
    ],
    [
      "to stop it from scaling by one of two ways",
      of("group-processes", "web-green", running, { ScheduledActions: "running", ...suspended }),
      "web-green's scaling was not suspended",
    ],
    [
      "to launch an earlier release",
      of("group-launch-template", "web-green", { version: "2" }, { version: "1" }),
      "web-green was not taken back to its earlier launch template",
    ],
    ["to delete what it launches from", deleting, "the launch template version that web-green runs was not deleted"],
    [
      "to stop it from scaling",
      of("group-processes", "web-green", running, suspended),
      "web-green's scaling was not suspended",
    ],
  ])("is left: %s", (_, undo, what) => {
    expect(concernsTraffic(undo)).toBe(true);
    const deletes = undo === deleting ? both("green").sides.green.group.launchTemplate : undefined;
    const [onGreen, onBlue] = [wouldStarve(undo, both("green"), deletes), wouldStarve(undo, both("blue"), deletes)];
    expect([onGreen, onBlue]).toEqual([`${what}, since listener 80 still sends it production traffic.`, undefined]);
  });

  it("is made where it deletes a version that the side does not use, or that is gone", () => {
    const uses = [{ id: "lt-web-green", version: "9" }, undefined];
    expect(uses.map((each) => wouldStarve(deleting, both("green"), each))).toEqual([undefined, undefined]);
  });

  it.each<[string, Change]>([
    ["it adds instances", resize("web-green", 0, 4)],
    ["it lets the side scale again", of("group-processes", "web-green", suspended, running)],
    ["it moves the traffic", listenerBack("blue")],
    [
      "it keeps unhealthy instances for now",
      of("group-processes", "web-green", { ReplaceUnhealthy: "running" }, { ReplaceUnhealthy: "suspended" }),
    ],
    ["it leaves the side its size", resize("web-green", 4, 4)],
    ["it makes the group", of("group-capacity", "web-green", null, { desired: 4 })],
    ["it takes instances of another group away", resize("worker", 4, 0)],
    ["it launches an earlier release in another group", of("group-launch-template", "worker", null, { version: "1" })],
    [
      "it deletes a version of another template",
      of("launch-template-version", "lt-web/sarcelle d-1", { data: {} }, null),
    ],
    ["it stops another group from scaling", of("group-processes", "worker", running, suspended)],
  ])("is made where %s", (_, undo) => {
    expect(wouldStarve(undo, both("green"))).toBeUndefined();
  });

  it.each<[string, Change, boolean]>([
    ["of a listener's actions", listenerBack("blue"), true],
    ["of a listener that forwards nowhere", of("listener", "arn:listener/http", null, { actions: [] }), false],
    ["of a size", resize("web-green", 0, 4), true],
    ["of processes that rest", of("group-processes", "web-green", running, suspended), true],
    ["of processes that run", of("group-processes", "web-green", suspended, running), false],
    ["of processes that are not known", of("group-processes", "web-green", suspended, null), false],
    ["of a tag that is named like a process", of("tags", "autoscaling:web-green", running, suspended), false],
  ])("must know where the traffic is: the undo %s, %s", (_, undo, expected) => {
    expect(concernsTraffic(undo)).toBe(expected);
  });

  it("is told by the target groups that get a share of the traffic", () => {
    const shared = (green: number): View => {
      const seen = both("blue");
      const TargetGroups = [
        { TargetGroupArn: "arn:tg/http-blue", Weight: 1 },
        { TargetGroupArn: "arn:tg/http-green", Weight: green },
      ];
      const [first, ...others] = seen.listeners as [ListenerView, ...ListenerView[]];
      return {
        ...seen,
        listeners: [{ ...first, actions: [{ Type: "forward", ForwardConfig: { TargetGroups } }] }, ...others],
      };
    };
    const undo = resize("web-green", 4, 0);
    expect(wouldStarve(undo, shared(0))).toBeUndefined();
    expect(wouldStarve(undo, shared(1))).toBe(
      "web-green was not taken back to 0 instances, since listener 80 still sends it production traffic.",
    );
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

  const instance = (lifecycleState: string) => ({ id: "i-1", lifecycleState, healthStatus: "Healthy" });
  const onTheWay = (now: number, to: number) => notReady(`web has ${now} instances on the way to ${to}.`, 10);
  const settled = { verdict: "ready", reason: "everything is as it was before" };
  const [whole, empty] = [group("web"), group("web", { desired: 0 })];

  it.each<[string, readonly GroupView[], number, object]>([
    ["no group was touched", [], 10, settled],
    ["every instance is in service", [whole, empty], 10, settled],
    [
      "instances are still to go",
      [whole, group("web", { desired: 0, instances: whole.instances })],
      10,
      onTheWay(4, 0),
    ],
    ["instances are still to come", [group("web", { desired: 4, instances: [] }), whole], 10, onTheWay(0, 4)],
    [
      "one is on its way",
      [group("web", { desired: 2, instances: [instance("InService"), instance("Pending")] })],
      10,
      onTheWay(2, 2),
    ],
    [
      "they do not settle",
      [group("web", { desired: 4, instances: [] })],
      600,
      { verdict: "failed", reason: "web has 0 instances on the way to 4 after 600 s; the deadline is 600 s." },
    ],
    [
      "what stands by, is retained or waits in a pool is no part of the size",
      [
        group("web", {
          desired: 1,
          instances: ["InService", "Standby", "Terminating:Retained", "Warmed:Stopped"].map(instance),
        }),
      ],
      10,
      settled,
    ],
    [
      "what still goes is waited for",
      [group("web", { desired: 1, instances: ["InService", "Terminating:Wait"].map(instance) })],
      599,
      onTheWay(2, 1),
    ],
    [
      "what still goes when the time is over goes by itself",
      [whole, group("web", { desired: 1, instances: ["InService", "Terminating:Wait", "Detaching"].map(instance) })],
      600,
      {
        verdict: "ready",
        reason: "everything is as it was before, but that AWS still takes away 2 instances of web",
      },
    ],
    [
      "what is not there when the time is over does not come by itself, whatever still goes",
      [group("web", { desired: 1, instances: ["Terminating"].map(instance) })],
      600,
      { verdict: "failed", reason: "web has 1 instances on the way to 1 after 600 s; the deadline is 600 s." },
    ],
  ])("waits until the groups have settled: %s", (_, groups, elapsed, expected) => {
    expect(settledGate(groups, wait(elapsed))).toEqual(expected);
  });
});

describe("the changes that were undone, and those that were not", () => {
  const undone: Entry = { ...entry(resize("web", 4, 0)), status: "undone" };
  const conflict: Entry = { ...undone, status: "conflict" };
  const planned: Entry = { ...undone, status: "planned" };
  const rollbacks = (one: Entry): Entry => ({ ...one, step: "UndoChanges" });

  it("are counted without what was never begun and what the rollback did itself", () => {
    const closed = [undone, undone, undone, planned, rollbacks(undone)];
    expect(undoneText("web-live", "d-1", closed)).toBe(
      "All 3 changes of deployment 'd-1' were undone; 'web-live' is as it was before and free.",
    );
    expect(incompleteText("web-live", [conflict, undone, undone, planned, rollbacks(undone)], [conflict])).toBe(
      "1 of 3 changes could not be undone; everything else is undone, and 'web-live' stays locked.",
    );
  });

  it("are told with what AWS still takes away", () => {
    const going = [
      group("web"),
      group("web-green", { instances: [{ id: "i-1", healthStatus: "Healthy", lifecycleState: "Terminating" }] }),
    ];
    expect(stillGoing([group("web")])).toBeUndefined();
    expect(stillGoing(going)).toBe("1 instance of web-green");
    expect(undoneText("web-live", "d-1", [undone], stillGoing(going))).toBe(
      "The only change of deployment 'd-1' was undone; 'web-live' is as it was before and free. AWS still takes away 1 instance of web-green.",
    );
  });

  it("are counted without the end of a hold, which stays as it is", () => {
    const ended: Entry = { ...undone, status: "applied", step: "EndHold" };
    expect(incompleteText("web-live", [ended, conflict], [conflict])).toBe(
      "1 of 1 changes could not be undone; everything else is undone, and 'web-live' stays locked.",
    );
  });
});
