import { expect, it } from "vitest";
import { shapeOf } from "../../../scripts/samples/shape.ts";

const sample = `side   since                     id                   healthy
─────  ────────────────────────  ───────────────────  ───────
blue   2026-01-01T00:00:16.000Z  i-21228a9a2eff59877  2/2
green  2026-01-01T00:01:13.914Z  i-f646dc98cfcc1dab7  2/2`;

it("times, ids, numbers, widths and the order of lines are no part of an output's shape", () => {
  const other = `side     since                       id                   healthy
───────  ──────────────────────────  ───────────────────  ───────
green    2027-12-31T10:00:00.000Z    i-0123456789abcdef0  10/12
blue     2027-12-31T10:00:00.000Z    i-fedcba98765432100  0/0`;
  expect(shapeOf(other)).toEqual(shapeOf(sample));
});

it.each([
  ["a heading", "healthy", "fit"],
  ["a word of a row", "blue ", "red "],
  ["a column", "  id  ", "  id  new  "],
])("%s is part of it", (_, before, after) => {
  expect(shapeOf(sample.replace(before, after))).not.toEqual(shapeOf(sample));
});
