/**
 * What is stored outlives the code that wrote it. Each thing carries the number of the format that it was written in, is checked when
 * it is written and when it is read, and is read by that format's own reader. Version 0.1 wrote no numbers: its format is 0.
 */
import * as z from "zod";
import type { Json } from "../changes/change.ts";
import { explain } from "../deployment/schema.ts";
import { InvalidInput, Unreadable, WrittenByLaterVersion } from "../errors.ts";
import { log } from "../logger.ts";

/** The readers of one thing, by format: the first is version 0.1's, the last is the format that is written. */
export type Formats<T> = readonly [z.ZodType<T>, ...z.ZodType<T>[]];

/** The format in which a thing is written. */
export const currentFormat = (formats: Formats<unknown>): number => formats.length - 1;

/** Throws `WrittenByLaterVersion` for a format that this version does not know, and `Unreadable` for what is none. */
export const knownFormat = (key: string, format: unknown, newest: number): number => {
  if (format === undefined) return 0;
  if (typeof format !== "number" || !Number.isInteger(format) || format < 1)
    throw new Unreadable(`${key} cannot be read: its format is ${JSON.stringify(format)}, expected a number from 1.`);
  if (format > newest)
    throw new WrittenByLaterVersion(
      `${key} was written by a later version of Sarcelle (format ${format}; this version knows formats up to ${newest}): upgrade Sarcelle. Nothing was changed.`,
    );
  return format;
};

/** What was stored under `key`. Throws `Unreadable` with what was found, `WrittenByLaterVersion` if it is newer than this code. */
export const parseStored = <T>(key: string, formats: Formats<T>, format: unknown, value: unknown): T => {
  const reader = formats[knownFormat(key, format, currentFormat(formats))] ?? formats[0];
  const parsed = reader.safeParse(value);
  if (!parsed.success) throw new Unreadable(`${key} cannot be read: ${explain(parsed.error)}.`);
  return parsed.data;
};

/** What is about to be stored, held to the format that is written: what could not be read again is not stored. */
export const checkedForStoring = <T>(key: string, formats: Formats<T>, value: T): T => {
  const parsed = (formats.at(-1) ?? formats[0]).safeParse(value);
  if (!parsed.success)
    throw new Unreadable(`${key} was not written, since it could not be read again: ${explain(parsed.error)}.`);
  return parsed.data;
};

/** The JSON in a stored text. Throws `Unreadable` if there is none. */
export const jsonIn = (key: string, text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`${key} cannot be read: found ${JSON.stringify(text.slice(0, 60))}, expected JSON.`);
  }
};

/** An item that cannot be read, and why. */
export interface UnreadableItem {
  readonly key: string;
  readonly why: string;
}
export type Tell = (item: UnreadableItem) => void;

/** Who hears of it where nobody asked. */
export const tellTheLog: Tell = (item) => log("error", "something stored cannot be read", { ...item });

/** What readers throw of what they cannot read; a registration says it as the command does of a file. */
const isUnreadable = (error: unknown): error is Error =>
  [Unreadable, WrittenByLaterVersion, InvalidInput].some((kind) => error instanceof kind);

/** Reads each item that can be read, and tells of the others: they take nothing from the rest. */
export const readEach = <Item, T>(
  items: readonly Item[],
  read: (item: Item) => T,
  keyOf: (item: Item) => string,
  tell: Tell = tellTheLog,
): readonly T[] =>
  items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      tell({ key: keyOf(item), why: error.message });
      return [];
    }
  });

/** A schema of `T` with a shape for each of its members: one that is added to `T` must be added to what is stored. */
export const membersOf =
  <T>() =>
  <Shape extends { readonly [Name in keyof T]-?: z.ZodType }>(shape: Shape) =>
    z.strictObject(shape);
