import { expect, it } from "vitest";
import { remembered } from "../../world/remembered.ts";

it("a text is read once, and again when too many others came since", () => {
  const read: string[] = [];
  const lengthOf = remembered((text) => {
    read.push(text);
    return { length: text.length };
  }, 2);
  expect(lengthOf("abc")).toBe(lengthOf("abc"));
  expect([lengthOf("a"), lengthOf("abc"), lengthOf("ab"), lengthOf("abc")].map(({ length }) => length)).toEqual([
    1, 3, 2, 3,
  ]);
  expect(read).toEqual(["abc", "a", "ab", "abc"]);
});

it("a text that cannot be read fails each time", () => {
  const read = remembered((text) => {
    throw new Error(`not ${text}`);
  });
  expect(() => read("a")).toThrow("not a");
  expect(() => read("a")).toThrow("not a");
});
