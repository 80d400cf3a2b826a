import { escapedJson, escapedLines } from "./escaped.ts";

/** What an answer may be: text for people, one JSON document, or a JSON document a line. */
export const outputs = ["text", "json", "ndjson"] as const;
export type Output = (typeof outputs)[number];

export interface DocumentOptions {
  readonly output: Output;
}

/** A document that programs read, indented so that people can too; its last line end included. */
export const jsonDocument = (value: unknown): string => `${escapedJson(JSON.stringify(value, null, 2))}\n`;

/** A document that people read; its last line end included. */
export const textDocument = (text: string): string => `${escapedLines(text)}\n`;

/** A document in one line, for programs that read line by line; its line end included. */
export const jsonLine = (value: unknown): string => `${escapedJson(JSON.stringify(value))}\n`;

/** How wide a line may be: as the terminal is, or as who reads the pipe says; else as wide as need be. */
const room = (): number => process.stdout.columns ?? (Number(process.env.COLUMNS) || Number.POSITIVE_INFINITY);

/** An answer in the form asked for, its last line end included. A list's elements stand in lines of their own where lines are asked for; text hears how wide its lines may be. */
export const answerIn = (output: Output, value: unknown, text: (room: number) => string): string => {
  if (output === "text") return textDocument(text(room()));
  if (output === "json") return jsonDocument(value);
  return (Array.isArray(value) ? value : [value]).map(jsonLine).join("");
};
