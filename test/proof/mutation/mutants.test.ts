import { expect, it } from "vitest";
import { mutantsOf } from "../../../proof/mutation/mutants.ts";

/** The source as each mutant makes it. */
const mutated = (source: string) =>
  mutantsOf("a.ts", source).map(({ start, end, text }) => source.slice(0, start) + text + source.slice(end));

it.each<[string, string, readonly string[]]>([
  [
    "comparisons, to the other side and over the boundary",
    "x = a < b ? 1 : 2",
    ["x = !(a < b) ? 1 : 2", "x = a <= b ? 1 : 2"],
  ],
  ["what a text is compared with", 'x = a === "b"', ['x = a !== "b"', 'x = a === ""']],
  ["both readings of a default", "x = a ?? 1", ["x = (a)", "x = (1)"]],
  [
    "an early return",
    "const f = () => { if (!a) return; }",
    ["const f = () => { {} }", "const f = () => { if ((a)) return; }"],
  ],
  ["statuses, and no other text", 'x = { status: "done", reason: "so" }', ['x = { status: "", reason: "so" }']],
  [
    "lists, their order and their quantifiers",
    "x = a.filter(b).some(c)",
    ["x = (a).some(c)", "x = a.filter(b).every(c)"],
  ],
  ["care for what is missing", "x = a?.b?.[0]", ["x = a.b?.[0]", "x = a?.b[0]"]],
  ["sums of numbers, not of texts", 'x = a + b; y = a + "c"', ['x = a - b; y = a + "c"']],
  ["what is around a type, and never the type", "x = !(a as B<true>)", ["x = (a as B<true>)"]],
])("mutates %s", (_, source, expected) => {
  // The whole statement is one more mutant.
  expect(mutated(source).filter((each) => each.length > 3)).toEqual(expect.arrayContaining([...expected]));
  expect(
    mutated(source)
      .filter((each) => !/^;|; ;$|;$/.test(each))
      .toSorted(),
  ).toEqual([...expected].toSorted());
});

it("says which line it changes, and how", () => {
  expect(mutantsOf("a.ts", "const b = 1;\nconst c = b > 2;\n")).toEqual([
    { file: "a.ts", line: 2, start: 24, end: 27, text: " >= ", change: "b > 2  →  b >= 2" },
  ]);
});
