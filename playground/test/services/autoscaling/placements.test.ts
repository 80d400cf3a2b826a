import { expect, it } from "vitest";
import { placements } from "../../../services/autoscaling/placements.ts";

const subnets = ["a", "b"].map((zone) => ({ id: `subnet-${zone}`, zone }));

it("instances go to the emptiest zone, one after the other", () => {
  expect(placements(subnets, subnets.slice(0, 1), 3).map(({ zone }) => zone)).toEqual(["b", "a", "b"]);
});

it("of two billion instances the first are placed", () => {
  expect(placements(subnets, [], 2 ** 31)).toHaveLength(200);
});
