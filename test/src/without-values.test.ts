import { expect, it } from "vitest";
import { withoutValues } from "../../src/without-values.ts";

it.each([
  ['Before: {"UserData":"c2VjcmV0"}; found: nothing.', "Before: {…}; found: nothing."],
  ['tags of {"Key":"a}\\"{","Value":[1]} and more', "tags of {…} and more"],
  ['to [{"TargetGroupArn":"a"}], and ["b"]', "to […], and […]"],
  ['it was cut: {"UserData":"c2Vj', "it was cut: {…}"],
  ["a person's [note] and {word}", "a person's [note] and {word}"],
  ["", ""],
])("%j is told as %j", (text, told) => {
  expect(withoutValues(text)).toBe(told);
});
