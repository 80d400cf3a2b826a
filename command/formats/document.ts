import { escapedJson, escapedLines } from "./escaped.ts";

/** What an answer is to be: one JSON document instead of text for people. */
export interface DocumentOptions {
  readonly json: boolean;
}

/** A document that programs read, indented so that people can too; its last line end included. */
export const jsonDocument = (value: unknown): string => `${escapedJson(JSON.stringify(value, null, 2))}\n`;

/** A document that people read; its last line end included. */
export const textDocument = (text: string): string => `${escapedLines(text)}\n`;
