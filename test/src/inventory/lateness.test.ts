import { expect, it } from "vitest";
import { ranksOf, withLate } from "../../../src/inventory/lateness.ts";

it("how late events were is the same in whatever order they are told, and added to part by part", () => {
  const durations = [850, 12, 743, 12, 851];
  const told = withLate([], durations);
  expect(told).toEqual([
    [12, 2],
    [740, 1],
    [850, 2],
  ]);
  expect(withLate([], durations.toReversed())).toEqual(told);
  expect(withLate(withLate([], durations.slice(2)), durations.slice(0, 2))).toEqual(told);
  expect(ranksOf(told)).toEqual({ count: 5, p50: 740, p99: 850 });
});
