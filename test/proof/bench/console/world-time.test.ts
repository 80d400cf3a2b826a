import { expect, it } from "vitest";
import { worldAt } from "../../../../proof/bench/console/world-time.ts";

it("the time of a world lies between the moments that are known of it, and goes with the machine's before and after them", () => {
  const known = [
    { here: 1_000, world: 500 },
    { here: 2_000, world: 1_000 },
    { here: 3_000, world: 2_000 },
  ];
  const times = [0, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000].map((here) => worldAt(known, here));
  expect(times).toEqual([-500, 500, 750, 1_000, 1_500, 2_000, 3_000]);
  expect(() => worldAt([], 0)).toThrow("No moment is known.");
});
