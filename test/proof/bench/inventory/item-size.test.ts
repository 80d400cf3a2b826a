import { describe, expect, it } from "vitest";
import { itemSize, readUnits, writeUnits } from "../../../../proof/bench/inventory/item-size.ts";

describe("the size of an item", () => {
  it.each([
    ["text by its bytes, not its letters", { name: { S: "é" } }, 6],
    ["a number by every two digits, and one", { n: { N: "12345" } }, 1 + 4],
    ["zeros at either end of a number as nothing", { n: { N: "1000" } }, 1 + 2],
    ["a sign as one more", { n: { N: "-12" } }, 1 + 3],
    ["true and null as one", { a: { BOOL: true }, b: { NULL: true } }, 4],
    ["a list as three, and one for each element", { l: { L: [{ S: "ab" }, { S: "c" }] } }, 1 + 3 + 3 + 2],
    ["a map as three, and one for each pair with its name", { m: { M: { key: { S: "v" } } } }, 1 + 3 + 1 + 4],
  ])("counts %s", (_, item, size) => {
    expect(itemSize(item)).toBe(size);
  });

  it("costs a write unit for each kilobyte begun, and half a read unit for four of them", () => {
    expect([0, 1, 1_024, 1_025].map(writeUnits)).toEqual([1, 1, 1, 2]);
    expect([1, 4_096, 4_097].map((size) => readUnits(size, false))).toEqual([0.5, 0.5, 1]);
    expect(readUnits(4_097, true)).toBe(2);
  });
});
