import { expect, test } from "vitest";
import { compile } from "../../../../services/stepfunctions/language/expression.ts";
import { functions } from "../../../../services/stepfunctions/language/functions.ts";
import { seeded } from "../../../../world/random.ts";

const now = Date.UTC(2026, 5, 1, 12);
const evaluate = (expression: string, variables = {}) =>
  compile(expression).evaluate({ ...functions(now, seeded(1)), ...variables });

test.each<[expression: string, value: unknown]>([
  ["$partition([1..9], 4)", [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
  [
    "$partition([1..4], 2.9)",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["$partition([], 2)", undefined],
  ["$partition([1], 0)", undefined],
  ["$range(0, 10, 2)", [0, 2, 4, 6, 8, 10]],
  ["$range(5, 1, -2)", [5, 3, 1]],
  ["$range(-1.7, 1, 1)", [-1, 0, 1]],
  ["$range(1, 1, 1)", 1],
  ["$range(1, 5, -1)", undefined],
  ["$range(1, 5)", undefined],
  ["$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
  ["$hash('a', 'md5')", undefined],
  ["$parse('{\"a\": [1]}')", { a: [1] }],
  ["$now()", "2026-06-01T12:00:00.000Z"],
  ["$now('[Y0001]')", "2026"],
  ["$millis()", now],
  ["$random(3) = $random(3)", true],
  ["$random() = $random()", false],
  ["$count([1, 2, 3])", 3],
  ["1/0", "Infinity"],
  ["[0/0]", ["NaN"]],
  ["$none", undefined],
  ["null", null],
])("evaluates %s", async (expression, value) => {
  expect(await evaluate(expression)).toEqual(value);
});

test("takes ids, numbers and orders from the world's randomness", async () => {
  const expression = "[$uuid(), $string($random()), $string($shuffle([1..5]))]";
  expect(await evaluate(expression)).toEqual(await evaluate(expression));
});

test.each([
  ["$parse('{')", /Expected property name/],
  ["$a + 1", /^T2001: The left side of the "\+" operator must evaluate to a number/],
  ["function($x) { $x }", /The result is a function/],
  ["$range(1, 1000000, 1)", /memory limit exceeded/],
  [Array(101).fill(1).join("+"), /Stack overflow/],
])("fails on %s", async (expression, message) => {
  await expect(evaluate(expression, { a: "x" })).rejects.toThrow(message);
});
