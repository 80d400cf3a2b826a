import { describe, expect, it } from "vitest";
import type { Entry, EntryStatus } from "../../../src/changes/journal.ts";
import { movesMade } from "../../../src/deployment/moves-made.ts";

const noon = Date.UTC(2026, 0, 1, 12);
const to = (...groups: readonly (readonly [arn: string, weight: number])[]) => ({
  actions: [
    {
      Type: "forward",
      ForwardConfig: { TargetGroups: groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
    },
  ],
});
const states = [to(["web", 1]), to(["web", 90], ["web-green", 10]), to(["web-green", 1])] as const;

/** A canary's move of one listener, so many seconds after noon. */
const move = (id: string, which: 1 | 2, seconds: number, status: EntryStatus = "applied"): Entry => ({
  n: 0,
  step: "MoveTraffic",
  change: { resource: { kind: "listener", id }, before: states[which === 1 ? 0 : 1], after: states[which] },
  status,
  at: noon + seconds * 1_000,
});

describe("the moves of a past deployment", () => {
  it("are told with their time and the skew between listeners", () => {
    expect(movesMade([move("a", 1, 0), move("b", 1, 0.3), move("a", 2, 301), move("b", 2, 301.25)])).toEqual([
      "10 % moved  2026-01-01T12:00:00.000Z  2 listeners within 300 ms",
      "100 % moved  2026-01-01T12:05:01.000Z  2 listeners within 250 ms",
    ]);
  });

  it("are told with the way back, where they were undone", () => {
    expect(
      movesMade([
        move("a", 1, 90, "undone"),
        move("b", 1, 91, "undone"),
        move("a", 2, 90, "undone"),
        move("b", 2, 0, "planned"),
      ]),
    ).toEqual([
      "10 % moved, and back",
      "100 % moved, and back",
      "all of it back  2026-01-01T12:01:30.000Z  2 listeners within 1000 ms",
    ]);
  });

  it("are none where no traffic was moved", () => {
    expect(movesMade([{ ...move("a", 1, 0), status: "planned" }])).toEqual([]);
  });
});
