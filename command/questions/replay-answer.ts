import { answerIn, type DocumentOptions } from "../formats/document.ts";
import { replayText } from "../formats/inventory-text.ts";
import type { Replayed } from "./replay.ts";
import { savedIn } from "./saved-events.ts";

/** Feeds events to a collector, and tells what became of each. */
export type Replayer = (
  events: Iterable<{ readonly from: string; readonly event: unknown }>,
) => AsyncIterable<Replayed>;

/** `sarcelle inventory replay`: saved events through the collector, and what became of each, and whether any was heard; throws `UsageError` if the path cannot be read. */
export const replayAnswer = async (
  path: string,
  { output }: DocumentOptions,
  replayer: Replayer,
): Promise<{ readonly text: string; readonly isHeard: boolean }> => {
  const events: Replayed[] = [];
  for await (const replayed of replayer(savedIn(path))) events.push(replayed);
  const isHeard = events.some(({ kind }) => kind !== "rejected");
  return { text: answerIn(output, events, () => replayText(events)), isHeard };
};
