import type { Existing } from "../../src/inventory/attributes.ts";
import { columns } from "./columns.ts";
import { escaped } from "./escaped.ts";

/** Columns as wide as their widest cell, two spaces apart. A row is one line, whatever its cells hold. */
export const aligned = (head: readonly string[], given: readonly (readonly string[])[]): string => {
  const rows = given.map((row) => row.map(escaped));
  const widths = head.map((title, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), title.length),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
};

/** Resources for people. A column in which nothing stands is left out. */
export const tableFormat = (resources: readonly Existing[]): string => {
  if (resources.length === 0) return "Nothing matches.";
  const cells = resources.map((resource) => columns.map(({ of }) => of(resource)));
  const isFilled = columns.map((_, column) => cells.some((row) => row[column] !== ""));
  const filled = <Cell>(row: readonly Cell[]) => row.filter((_, column) => isFilled[column]);
  return aligned(filled(columns.map(({ title }) => title)), cells.map(filled));
};
