/** Printing for people: colour only on a terminal. */
const paint = (code: number) => (text: string) =>
  process.stdout.isTTY && process.env.NO_COLOR === undefined ? `\x1b[${code}m${text}\x1b[0m` : text;

export const green = paint(32);
export const red = paint(31);
export const dim = paint(2);
export const bold = paint(1);

/** Writes a line to standard output. */
export const print = (text: string) => process.stdout.write(`${text}\n`);
/** Writes a document to standard output, indented, so that people can read it too. */
export const printJson = (value: unknown) => print(JSON.stringify(value, null, 2));
