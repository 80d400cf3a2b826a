import { expect, it } from "vitest";
import { allPages } from "../../../src/resources/pages.ts";

const book: { readonly [token: string]: readonly [readonly number[] | undefined, string | undefined] } = {
  first: [[1, 2], "second"],
  second: [undefined, "third"],
  third: [[3], ""],
};

it("follows the token to the end, over pages that hold nothing", async () => {
  expect(await allPages(async (token) => book[token ?? "first"] ?? [[], undefined])).toEqual([1, 2, 3]);
});
