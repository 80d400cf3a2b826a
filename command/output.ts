/** Printing for people: colour only on a terminal, tables that align. Colour the rows after, not the cells. */
export { aligned as table } from "./formats/table.ts";

const paint = (code: number) => (text: string) =>
  process.stdout.isTTY && process.env.NO_COLOR === undefined ? `\x1b[${code}m${text}\x1b[0m` : text;

export const green = paint(32);
export const red = paint(31);
export const yellow = paint(33);
export const dim = paint(2);
export const bold = paint(1);

export const print = (text: string) => process.stdout.write(`${text}\n`);
export const printJson = (value: unknown) => print(JSON.stringify(value, null, 2));
