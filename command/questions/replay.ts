import { collect, type MessageOutcome } from "../../src/inventory/collect.ts";
import type { Ports } from "../../src/inventory/ports.ts";
import { isRecord } from "../../src/resources/described/plain.ts";

export interface Replayed extends Omit<MessageOutcome, "id"> {
  /** Where the event was found: a file, and its place in it. */
  readonly from: string;
}

/**
 * Feeds saved events through the collector, one by one, so that each has an answer of its own. There is no second look: what was
 * saved is old enough to show.
 */
export const replay = async function* (
  events: Iterable<{ readonly from: string; readonly event: unknown }>,
  ports: Omit<Ports, "lookAgain" | "pause">,
): AsyncGenerator<Replayed> {
  for (const { from, event } of events) {
    const { outcomes } = await collect([{ id: from, body: textOf(event) }], {
      ...ports,
      lookAgain: async () => {},
      pause: async () => {},
    });
    for (const { id: _id, ...outcome } of outcomes) yield { from, ...outcome };
  }
};

/** What cannot be written, because it is too deep, is no event: it is rejected as its place is empty. */
const textOf = (event: unknown): string => {
  try {
    return JSON.stringify(event) ?? "";
  } catch {
    return "";
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Documents one after another: a line each, or as the AWS CLI prints them, with a bracket alone in the first line and the last. */
const documents = (text: string): readonly string[] =>
  (/^\s*[{[]\s*$/m.test(text.trimStart().split("\n", 1)[0] ?? "")
    ? text.split(/(?<=^[}\]])\s*\n/m)
    : text.split("\n")
  ).filter((each) => each.trim() !== "");

/**
 * The events in a saved file: one event, a list of them, one after another, a file of a trail (`Records`), or messages of a queue, as
 * `aws sqs receive-message` prints them (`Body`) or a function gets them (`body`).
 */
export const savedEvents = (text: string): readonly unknown[] => {
  const whole = parsed(text);
  if (typeof whole !== "string") return unwrap(whole);
  const several = documents(text);
  return several.length > 1 ? several.flatMap((each) => unwrap(parsed(each))) : [whole];
};

/** Lists within messages within lists: deeper than any that was saved, and what is deeper is no event. */
const deepest = 8;

const unwrap = (value: unknown, depth = 0): readonly unknown[] => {
  const inside = (each: unknown) => unwrap(each, depth + 1);
  if (depth === deepest) return [value];
  if (Array.isArray(value)) return value.flatMap(inside);
  if (!isRecord(value)) return [value];
  for (const list of [value.Records, value.Messages]) if (Array.isArray(list)) return list.flatMap(inside);
  for (const body of [value.Body, value.body]) if (typeof body === "string") return inside(parsed(body));
  return [value];
};
