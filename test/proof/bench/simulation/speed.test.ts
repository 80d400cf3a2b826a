import { expect, it } from "vitest";
import { speedOf } from "../../../../proof/bench/simulation/speed.ts";

it("the speed is by the median, so that one slow round does not count", () => {
  const taken = [
    { cpu: 100, wall: 250 },
    { cpu: 9_000, wall: 9_000 },
    { cpu: 50, wall: 200 },
  ];
  expect(speedOf(taken, 2)).toEqual({ perSecondOfCpu: 10, perSecond: 8, median: { cpu: 100, wall: 250 } });
});

it("the median of an even number is between the two in the middle", () => {
  const taken = [10, 30, 50, 1_000].map((time) => ({ cpu: time, wall: time }));
  expect(speedOf(taken, 1)).toEqual({ perSecondOfCpu: 25, perSecond: 25, median: { cpu: 40, wall: 40 } });
});
