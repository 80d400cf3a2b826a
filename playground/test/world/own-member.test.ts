import { expect, it } from "vitest";
import { ownMember } from "../../world/own-member.ts";

it("a table has what was put into it, and not what every object has", () => {
  const table = { a: 1 };
  expect(["a", "b", "constructor", "__proto__", "toString"].map((name) => ownMember(table, name))).toEqual([
    1,
    ...Array(4).fill(undefined),
  ]);
});
