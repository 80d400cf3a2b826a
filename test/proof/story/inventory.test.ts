import { expect, it } from "vitest";
import { disagreements } from "../../../proof/story/inventory.ts";

const told = {
  account: "123456789012",
  region: "eu-west-1",
  environment: "web-live",
  commit: null,
  since: 0,
  healthy: 0,
  traffic: [],
};
const green = { side: "green", version: "2", instances: 4, active: true } as const;
const blue = { side: "blue", version: null, instances: 0, active: false } as const;
const versions = [
  { ...told, side: "blue", version: null, total: 0, active: false },
  { ...told, side: "green", version: "2", total: 4, active: true },
] as const;

it("the inventory and AWS agree when both say the same of each side, in whatever order", () => {
  expect(disagreements(versions, [green, blue])).toEqual([]);
});

it.each([
  ["another release", { ...green, version: "4" }, "green: release 4 on 4 instances, with traffic"],
  ["another number of instances", { ...green, instances: 3 }, "green: release 2 on 3 instances, with traffic"],
  ["the traffic elsewhere", { ...green, active: false }, "green: release 2 on 4 instances, without traffic"],
])("they disagree about %s, and both are quoted", (_, seen, aws) => {
  expect(disagreements(versions, [blue, seen])).toEqual([
    `The inventory says blue: release unknown on 0 instances, without traffic; green: release 2 on 4 instances, with traffic. AWS says blue: release unknown on 0 instances, without traffic; ${aws}.`,
  ]);
});

it("they disagree about a side that runs two releases, and about one that the inventory does not know", () => {
  const [, running] = versions;
  expect(disagreements([...versions, { ...running, version: "1", total: 1 }], [blue, green])).toHaveLength(1);
  expect(disagreements([running], [blue, green])).toHaveLength(1);
});
