import type { Existing } from "../attributes.ts";
import { columns } from "./columns.ts";

/** Columns as wide as their widest cell, two spaces apart. */
export const aligned = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
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
  const filled = columns.filter(({ of }) => resources.some((resource) => of(resource) !== ""));
  return aligned(
    filled.map(({ title }) => title),
    resources.map((resource) => filled.map(({ of }) => of(resource))),
  );
};
