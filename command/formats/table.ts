import type { Existing } from "../../src/inventory/attributes.ts";
import { columns } from "./columns.ts";
import { escaped } from "./escaped.ts";
import { wrapped } from "./hanging.ts";
import { toTheSecond } from "./time.ts";

const gap = "  ";

/** Where a cell may be broken: after a space, a comma or a slash. An id or a name stays whole, so that it can be copied. */
const pieces = (cell: string): readonly string[] => cell.match(/[^ ,/]*[ ,/]+|[^ ,/]+/g) ?? [""];

const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);

const totalOf = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);

/** The widths with which a table fits, its widest columns narrowed; undefined if it cannot without breaking what is not to be broken. */
const narrowed = (widths: readonly number[], least: readonly number[], room: number): readonly number[] | undefined => {
  if (totalOf(least) > room) return undefined;
  const fitting = [...widths];
  while (totalOf(fitting) > room) {
    const spare = fitting.map((width, column) => (width > (least[column] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    fitting[widest] = (fitting[widest] ?? 0) - 1;
  }
  return fitting;
};

const lineOfCells = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(gap)
    .trimEnd();

const linesOfRow = (row: readonly string[], widths: readonly number[]): readonly string[] => {
  const cells = row.map((cell, column) => wrapped(pieces(cell), widths[column] ?? 0));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, n) =>
    lineOfCells(
      cells.map((lines) => lines[n] ?? ""),
      widths,
    ),
  );
};

/** What is too wide for any table: a block for each row, a line for each cell that is not empty. */
const records = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const width = longest(head);
  return rows
    .map((row) => row.flatMap((cell, column) => (cell === "" ? [] : [`${head[column]?.padEnd(width)}${gap}${cell}`])))
    .map((lines) => lines.join("\n"))
    .join("\n\n");
};

interface Layout {
  /** How wide a line may be; as wide as need be, if it is left out. */
  readonly room?: number;
  /** The columns that are left out first where there is too little room, by their titles. */
  readonly leaveOut?: readonly string[];
}

/**
 * Columns as wide as their widest cell, two spaces apart. Where that is too wide, columns that may be are left out, which the last line says,
 * and then long cells are broken into several lines. No cell begins a line but the first of a row, whatever it holds.
 */
export const aligned = (
  head: readonly string[],
  given: readonly (readonly string[])[],
  { room = Number.POSITIVE_INFINITY, leaveOut = [] }: Layout = {},
): string => {
  const rows = given.map((row) => row.map(escaped));
  const columnOf = (column: number) => rows.map((row) => row[column] ?? "");
  const full = head.map((title, column) => Math.max(title.length, longest(columnOf(column))));
  const least = head.map((title, column) =>
    Math.max(
      title.length,
      longest(
        columnOf(column)
          .flatMap(pieces)
          .map((piece) => piece.trimEnd()),
      ),
    ),
  );
  const gone = new Set<number>();
  const kept = <Of>(list: readonly Of[]) => list.filter((_, column) => !gone.has(column));
  for (const title of leaveOut) {
    if (totalOf(kept(full)) <= room) break;
    const column = head.indexOf(title);
    if (column !== -1) gone.add(column);
  }
  const titles = kept(head);
  const widths = narrowed(kept(full), kept(least), room);
  if (widths === undefined) return records(head, rows);
  const left = head.filter((_, column) => gone.has(column));
  return [
    lineOfCells(titles, widths),
    lineOfCells(
      widths.map((width) => "─".repeat(width)),
      widths,
    ),
    ...rows.flatMap((row) => linesOfRow(kept(row), widths)),
    ...(left.length === 0 ? [] : ["", `Too narrow for: ${left.join(", ")}. --output json has all.`]),
  ].join("\n");
};

/** Resources for people. A column in which nothing stands is left out; a name that is the id is not said twice. */
export const tableFormat = (resources: readonly Existing[], room?: number): string => {
  if (resources.length === 0) return "Nothing matches.";
  const titles = columns.map(({ title }) => title);
  const [id, name, since] = ["id", "name", "since"].map((title) => titles.indexOf(title));
  const cells = resources.map((resource) => {
    const row = columns.map(({ of }) => of(resource));
    return row.map((cell, column) => {
      if (column === since) return toTheSecond(cell);
      return column === name && cell === row[id ?? 0] ? "" : cell;
    });
  });
  const isFilled = columns.map((_, column) => cells.some((row) => row[column] !== ""));
  const filled = <Cell>(row: readonly Cell[]) => row.filter((_, column) => isFilled[column]);
  const leaveOut = ["image", "zone", "commit", "address", "since", "state", "type", "side"];
  return aligned(filled(titles), cells.map(filled), room === undefined ? { leaveOut } : { room, leaveOut });
};
