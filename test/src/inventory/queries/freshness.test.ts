import { describe, expect, it } from "vitest";
import { freshness, sweepSummary } from "../../../../src/inventory/queries/freshness.ts";
import { instance, minute, noon } from "../estate.ts";

const hour = 60 * minute;
const { ref } = instance("i-0b");
const report = {
  startedAt: noon - minute,
  endedAt: noon,
  listed: 1_000,
  first: false,
  corrections: [
    { ref, kind: "changed", wrongFor: 90_000 },
    { ref, kind: "gone", wrongFor: 30_000 },
  ],
  recorded: [],
  incomplete: [],
  lateness: { count: 40, p50: 300, p99: 900 },
} as const;

describe("freshness", () => {
  it("is what the last sweep had to correct, and how late the events came", () => {
    expect(freshness(sweepSummary(report, 0), noon + hour)).toEqual({
      sweptAt: noon,
      age: hour,
      listed: 1_000,
      missed: 2,
      missedShare: 0.002,
      longestWrong: 90_000,
      lateness: { count: 40, p50: 300, p99: 900 },
      doubts: [],
    });
  });

  it("does not hold the first sweep's work against the events", () => {
    const { missed, missedShare, longestWrong } = freshness(sweepSummary({ ...report, first: true }, 0), noon);
    expect({ missed, missedShare, longestWrong }).toEqual({ missed: 0, missedShare: 0, longestWrong: 0 });
  });

  it("doubts an old sweep, one that could not read or list everything, and none at all", () => {
    const incomplete = [{ types: ["listener", "listener-rule"], why: "Throttling: Rate exceeded" }] as const;
    expect(freshness(sweepSummary({ ...report, incomplete }, 2), noon + 3 * hour).doubts).toEqual([
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
    const corrections = [{ ...report.corrections[0], wrongFor: 43 * 60_000 }] as const;
    expect(freshness(sweepSummary({ ...report, corrections }, 0), noon).doubts).toEqual([
      "Before the last sweep something was wrong for 0.7 hours: an event of it did not come, or came late, and so may the next.",
    ]);
    expect(freshness(sweepSummary({ ...report, first: true, corrections }, 0), noon).doubts).toEqual([]);
    expect(freshness(sweepSummary(report, 0), noon - 2 * hour).doubts).toEqual([
      "The last sweep ended 2.0 hours from now: this machine's clock, or AWS's, is wrong.",
    ]);
  });

  it("takes a report of very many corrections", () => {
    const corrections = Array.from({ length: 300_000 }, () => report.corrections[0]);
    expect(sweepSummary({ ...report, corrections }, 0).longestWrong).toBe(90_000);
  });
});
