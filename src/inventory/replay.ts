import { collect, type Outcome } from "./collect.ts";
import type { Ports } from "./ports.ts";

export interface Replayed extends Omit<Outcome, "id"> {
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
    const { outcomes } = await collect([{ id: from, body: JSON.stringify(event) ?? "" }], {
      ...ports,
      lookAgain: async () => {},
      pause: async () => {},
    });
    for (const { id: _id, ...outcome } of outcomes) yield { from, ...outcome };
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * The events in a saved file: one event, a list of them, a line each, a file of a trail (`Records`), or messages of a queue (`Body`, or
 * `body` as a function gets them).
 */
export const savedEvents = (text: string): readonly unknown[] => {
  const whole = parsed(text);
  if (typeof whole === "string") {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return lines.length > 1 ? lines.flatMap((line) => unwrap(parsed(line))) : [whole];
  }
  return unwrap(whole);
};

const unwrap = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap(unwrap);
  if (!isRecord(value)) return [value];
  for (const list of [value.Records, value.Messages]) if (Array.isArray(list)) return list.flatMap(unwrap);
  for (const body of [value.Body, value.body]) if (typeof body === "string") return unwrap(parsed(body));
  return [value];
};
