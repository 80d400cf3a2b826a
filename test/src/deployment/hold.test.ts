import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import type { Entry, EntryStatus } from "../../../src/changes/journal.ts";
import {
  type Hold,
  holdsAfter,
  keep,
  leftAs,
  ownMinimum,
  standingHolds,
  withHolds,
} from "../../../src/deployment/hold.ts";
import {
  type HoldSight,
  judgeHold,
  type ScaleInAlarm,
  scaleInAlarmNames,
} from "../../../src/deployment/hold-alarms.ts";
import { group, healthyTargets, side, view } from "./world.ts";

const minutes = (count: number) => count * 60_000;

const minimum = (id: string, from: number, to: number): Change => ({
  resource: { kind: "group-capacity", id },
  before: { min: from },
  after: { min: to },
});
const emptied = (id: string, size: number): Change => ({
  resource: { kind: "group-capacity", id },
  before: { min: size, max: 4, desired: size },
  after: { min: 0, max: 4, desired: 0 },
});
const moved: Change = { resource: { kind: "listener", id: "arn:listener" }, before: null, after: { actions: [] } };

type Told = readonly [step: string, change: Change, status: EntryStatus, at: number];
const journal = (told: readonly Told[], undoes?: string) => ({
  deployment: {
    id: "d-1",
    action: "switch",
    requestedBy: "ci",
    startedAt: 0,
    ...(undoes === undefined ? {} : { undoes }),
  },
  entries: told.map(([step, change, status, at], n): Entry => ({ n, step, change, status, at })),
});
const hold = (name: string, min: number, returnTo: number, since: number): Hold => ({
  group: name,
  min,
  returnTo,
  since,
  until: since + 3_600_000,
});
const green = hold("green", 6, 2, 0);

describe("the holds that stand after a deployment", () => {
  const shift = "MoveTraffic";

  it.each<[string, ReturnType<typeof journal>, readonly Hold[], readonly Hold[]]>([
    ["none, where nothing was held", journal([[shift, moved, "applied", 5]]), [], []],
    [
      "of the side that got the traffic, from when that came",
      journal([
        [shift, minimum("green", 2, 6), "applied", 1],
        [shift, moved, "applied", 5],
      ]),
      [],
      [hold("green", 6, 2, 5)],
    ],
    [
      "of the other side, where the traffic left the one that was held",
      journal([
        [shift, minimum("blue", 2, 6), "applied", 1],
        [shift, moved, "applied", 5],
        [shift, minimum("green", 6, 2), "applied", 6],
      ]),
      [green],
      [hold("blue", 6, 2, 5)],
    ],
    ["the one that stood, where traffic stayed", journal([]), [green], [green]],
    ["none, where it was ended", journal([["EndHold", minimum("green", 6, 2), "applied", 1]]), [green], []],
    [
      "none, where somebody changed the minimum",
      journal([["EndHold", minimum("green", 6, 2), "conflict", 1]]),
      [green],
      [],
    ],
    [
      "of both sides, while each has a share",
      journal([
        ["BeginHold", minimum("blue", 2, 6), "applied", 1],
        [shift, minimum("green", 2, 6), "applied", 2],
        [shift, moved, "applied", 5],
      ]),
      [],
      [hold("blue", 6, 2, 5), hold("green", 6, 2, 5)],
    ],
    [
      "of the side that kept a share and has all of it again",
      journal([
        ["BeginHold", minimum("blue", 2, 6), "applied", 1],
        [shift, minimum("green", 2, 6), "undone", 9],
        [shift, moved, "undone", 8],
      ]),
      [],
      [hold("blue", 6, 2, 8)],
    ],
    [
      "of the side that a rollback gave the traffic back",
      journal([
        [shift, minimum("green", 2, 6), "undone", 9],
        [shift, moved, "undone", 8],
        ["UndoChanges", minimum("blue", 2, 6), "applied", 3],
      ]),
      [],
      [hold("blue", 6, 2, 8)],
    ],
    [
      "the one that stood, from when a rollback gave the traffic back, however it was raised meanwhile",
      journal([
        [shift, minimum("blue", 2, 6), "undone", 9],
        [shift, moved, "undone", 8],
        [shift, minimum("green", 6, 2), "undone", 2],
        ["UndoChanges", minimum("green", 6, 7), "applied", 3],
      ]),
      [green],
      [hold("green", 7, 2, 8)],
    ],
    [
      "none of a rollback's that somebody made void",
      journal([["UndoChanges", minimum("blue", 2, 6), "conflict", 3]]),
      [],
      [],
    ],
    ...["d-0", undefined].map((undoes): [string, ReturnType<typeof journal>, readonly Hold[], readonly Hold[]] => [
      `none, where a rollback ${undoes === undefined ? "" : "on demand "}held a side first and gave it its own minimum back then`,
      journal(
        [
          [shift, moved, "undone", 8],
          ["ScaleDown", emptied("blue", 2), "undone", 7],
          ["UndoChanges", minimum("blue", 0, 2), "applied", 3],
        ],
        undoes,
      ),
      [],
      [],
    ]),
    [
      "of the side that a rollback on demand gave the traffic back, as it was held before the switch",
      journal(
        [
          [shift, minimum("blue", 2, 6), "undone", 9],
          [shift, moved, "undone", 8],
          [shift, minimum("green", 6, 2), "undone", 7],
        ],
        "d-0",
      ),
      [hold("blue", 6, 2, 0)],
      [hold("green", 6, 2, 8)],
    ],
    [
      "none, where the switch that began it was undone on demand",
      journal(
        [
          [shift, minimum("green", 2, 6), "undone", 9],
          [shift, moved, "undone", 8],
        ],
        "d-0",
      ),
      [green],
      [],
    ],
    [
      "the one that stood, while a rollback on demand has undone nothing yet",
      journal([[shift, minimum("green", 2, 6), "applied", 1]], "d-0"),
      [green],
      [green],
    ],
  ])("are %s", (_, made, before, expected) => {
    expect(holdsAfter(made, before, 3_600)).toEqual(expected);
    expect(standingHolds({ journal: made, holds: before }, 3_600)).toEqual(expected);
  });

  it("are those of the table where no deployment runs", () => {
    expect(standingHolds({ journal: undefined, holds: [green] }, 3_600)).toEqual([green]);
  });
});

describe("a held side", () => {
  const held = hold("web-green", 6, 2, 0);
  const seen = view("green", undefined, side("green", healthyTargets(6), { min: 6, desired: 6 }));

  it("has its own minimum, unless somebody changed that since", () => {
    expect(ownMinimum(withHolds(seen, [held]).sides.green.group)).toBe(2);
    expect(ownMinimum(withHolds(seen, [held]).sides.blue.group)).toBe(2);
    expect(ownMinimum(withHolds(seen, [{ ...held, min: 5 }]).sides.green.group)).toBe(6);
    expect(withHolds(seen, [])).toEqual(seen);
  });

  it("is kept at what is needed, as far as it may have that, and never lowered", () => {
    const kept = (size: number) => keep(group("web", { min: 2, max: 8 }), size).after;
    expect([kept(6), kept(20), kept(1)]).toEqual([{ min: 6 }, { min: 8 }, { min: 2 }]);
  });

  it("may be found at either minimum by who undoes the deployment", () => {
    expect(leftAs(minimum("web", 2, 6))).toEqual([{ min: 6 }, { min: 2 }]);
    expect(leftAs(moved)).toEqual([{ actions: [] }]);
  });
});

describe("whether a hold is over", () => {
  const alarm = (changes: Partial<ScaleInAlarm> = {}): ScaleInAlarm => ({
    name: "low",
    state: "ALARM",
    since: -1,
    periodSeconds: 300,
    rangeSeconds: 600,
    ...changes,
  });
  const judged = (at: number, ...alarms: readonly ScaleInAlarm[]) => {
    const sight: HoldSight = { alarms: { green: alarms, other: [alarm()] }, at };
    return judgeHold(green, sight);
  };

  it.each<[string, ReturnType<typeof judged>, { readonly isOver: boolean; readonly why: string }]>([
    ["no alarm", judged(1), { isOver: true, why: "no alarm scales it in" }],
    [
      "one that is in ALARM still",
      judged(minutes(19), alarm()),
      {
        isOver: false,
        why: "low measured it while it had no traffic, until 1970-01-01T00:20:00.000Z at most",
      },
    ],
    [
      "one that left ALARM since",
      judged(1, alarm({ state: "OK", since: 1 })),
      { isOver: true, why: "its alarms have measured it under traffic" },
    ],
    [
      "one that was quiet before the traffic came, which proves nothing",
      judged(1, alarm({ state: "OK" }), alarm({ name: "other", state: "OK", since: 5 })),
      {
        isOver: false,
        why: "low measured it while it had no traffic, until 1970-01-01T00:20:00.000Z at most",
      },
    ],
    [
      "one without data since",
      judged(1, alarm({ state: "INSUFFICIENT_DATA", since: 1, rangeSeconds: 86_400 })),
      {
        isOver: false,
        why: "low measured it while it had no traffic, until 1970-01-01T01:00:00.000Z at most",
      },
    ],
    [
      "one all of whose range is from after the traffic came",
      judged(minutes(20), alarm()),
      { isOver: true, why: "its alarms have measured it under traffic" },
    ],
    [
      "one that never ends",
      judged(3_600_000, alarm({ rangeSeconds: 86_400 })),
      { isOver: true, why: "its time is over" },
    ],
  ])("with %s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it("asks the alarms of policies that may take instances away, and of target tracking those for little load", () => {
    const policy = (name: string, more: object) => ({ Alarms: [{ AlarmName: name }], ...more });
    expect(
      scaleInAlarmNames([
        policy("out", { PolicyType: "SimpleScaling", AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 1 }),
        policy("in", { PolicyType: "SimpleScaling", AdjustmentType: "ChangeInCapacity", ScalingAdjustment: -1 }),
        policy("exact", { PolicyType: "SimpleScaling", AdjustmentType: "ExactCapacity", ScalingAdjustment: 4 }),
        policy("steps", {
          PolicyType: "StepScaling",
          StepAdjustments: [{ ScalingAdjustment: 1 }, { ScalingAdjustment: -2 }],
        }),
        {
          PolicyType: "TargetTrackingScaling",
          Alarms: [{ AlarmName: "TargetTracking-web-AlarmHigh-1" }, { AlarmName: "TargetTracking-web-AlarmLow-1" }],
        },
        { PolicyType: "PredictiveScaling" },
      ]),
    ).toEqual(["in", "exact", "steps", "TargetTracking-web-AlarmLow-1"]);
  });
});
