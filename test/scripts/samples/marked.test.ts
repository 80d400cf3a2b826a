import { expect, it } from "vitest";
import { samplesIn, withSamples } from "../../../scripts/samples/marked.ts";

const empty = "Look:\n\n<!-- sample: status -->\n<!-- end of sample -->\n\nSo.\n";

it("a sample is put between its markers, in the place of the one before, and found there again", () => {
  const once = withSamples(empty, { status: "one\ntwo\n" });
  expect(once).toBe("Look:\n\n<!-- sample: status -->\n```\none\ntwo\n```\n<!-- end of sample -->\n\nSo.\n");
  expect(withSamples(once, { status: "three" })).toBe(withSamples(empty, { status: "three" }));
  expect([samplesIn(empty), samplesIn(once)]).toEqual([{ status: "" }, { status: "one\ntwo" }]);
});

it("a sample that nobody tells is no empty place", () => {
  expect(() => withSamples(empty, { plan: "" })).toThrow("No sample is called 'status'. There are: plan.");
});
