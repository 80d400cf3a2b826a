import { describe, expect, it } from "vitest";
import { freshness, sweepSummary } from "../../../../src/inventory/queries/freshness.ts";
import type { SweepProgress } from "../../../../src/inventory/sweep.ts";
import { minute, noon } from "../estate.ts";

const hour = 60 * minute;
const report: SweepProgress = {
  startedAt: noon - minute,
  since: noon - hour,
  endedAt: noon,
  movedAt: noon,
  summed: true,
  part: 1,
  listing: 5,
  begunAt: noon,
  page: 0,
  again: false,
  tries: 0,
  listed: 1_000,
  first: false,
  corrected: 2,
  longestWrong: 90_000,
  unreadable: 0,
  incomplete: [],
  late: [
    [300, 20],
    [900, 20],
  ],
  done: [],
};

describe("freshness", () => {
  it("is what the last sweep had to correct, and how late the events came", () => {
    expect(freshness(sweepSummary(report), noon + hour)).toEqual({
      sweptAt: noon,
      age: hour,
      listed: 1_000,
      missed: 2,
      missedShare: 0.002,
      longestWrong: 90_000,
      lateness: { count: 40, p50: 300, p99: 900 },
      parts: [],
      doubts: [],
    });
  });

  it("does not hold the first sweep's work against the events", () => {
    const { missed, missedShare, longestWrong } = freshness(sweepSummary({ ...report, first: true }), noon);
    expect({ missed, missedShare, longestWrong }).toEqual({ missed: 0, missedShare: 0, longestWrong: 0 });
  });

  it("doubts an old sweep, one that could not read or list everything, and none at all", () => {
    const incomplete = [{ types: ["listener", "listener-rule"], why: "Throttling: Rate exceeded" }] as const;
    expect(freshness(sweepSummary({ ...report, incomplete, unreadable: 2 }), noon + 3 * hour).doubts).toEqual([
      "The last sweep could not read 2 of the inventory's rows; its log names them.",
      "The last sweep ended 3.0 hours ago; one is due every 1.0 hours.",
      "The last sweep could not list all of listener, listener-rule: Throttling: Rate exceeded. None of these was removed.",
    ]);
    expect(freshness(undefined, noon)).toMatchObject({ sweptAt: null, age: null, missed: 0 });
    expect(freshness(undefined, noon).doubts).toEqual([
      "No sweep has run yet: resources that have not changed since the deployment may be missing.",
    ]);
  });

  it("doubts where what was wrong was so for long, and a sweep that ends in the future", () => {
    const longestWrong = 43 * 60_000;
    expect(freshness(sweepSummary({ ...report, longestWrong }), noon).doubts).toEqual([
      "Before the last sweep something was wrong for 0.7 hours: an event of it did not come, or came late, and so may the next.",
    ]);
    expect(freshness(sweepSummary({ ...report, first: true, longestWrong }), noon).doubts).toEqual([]);
    expect(freshness(sweepSummary(report), noon - 2 * hour).doubts).toEqual([
      "The last sweep ended 2.0 hours from now: this machine's clock, or AWS's, is wrong.",
    ]);
  });

  it("tells when each part was compared, also while a sweep goes on, and doubts one that stands still", () => {
    const done = [{ types: ["instance"], begunAt: noon - 3 * hour, endedAt: noon - 2 * hour }] as const;
    const { endedAt: _, ...rest } = { ...report, startedAt: noon - 3 * hour, done };
    const goesOn: SweepProgress = { ...rest, movedAt: noon - minute };
    const last = sweepSummary({ ...report, endedAt: noon - 4 * hour });
    expect(freshness(last, noon, goesOn)).toMatchObject({
      age: 4 * hour,
      parts: [{ types: ["instance"], comparedAt: noon - 3 * hour, age: 3 * hour }],
      doubts: [],
    });
    expect(freshness(last, noon, { ...goesOn, movedAt: noon - hour }).doubts).toEqual([
      "The last sweep ended 4.0 hours ago; one is due every 1.0 hours.",
      "A sweep that began 3.0 hours ago stands still since 1.0 hours; it goes on at the next hour.",
    ]);
    expect(freshness(undefined, noon, goesOn).doubts).toEqual([
      "The first sweep is not over yet, after 1000 resources: those that have not changed since the deployment may be missing.",
    ]);
  });
});
