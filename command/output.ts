/** Printing for people: colour only on a terminal, and none but ours; none at all with `NO_COLOR`, unless that is empty (no-color.org). */
import { answerIn, type DocumentOptions, textDocument } from "./formats/document.ts";

type Paint = (text: string) => string;

const paint =
  (code: number): Paint =>
  (text) =>
    process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[${code}m${text}\x1b[0m` : text;

export const green = paint(32);
export const red = paint(31);
export const bold = paint(1);

const plain: Paint = (text) => text;

/** Writes lines to standard output, in one colour: what they say of AWS is escaped before. */
export const print = (text: string, inColour: Paint = plain) =>
  process.stdout.write(`${inColour(textDocument(text).trimEnd())}\n`);
/** Writes an answer to standard output in the form asked for. */
export const printAnswer = ({ output }: DocumentOptions, value: unknown, text: (room: number) => string) =>
  process.stdout.write(answerIn(output, value, text));
