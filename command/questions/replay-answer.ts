import { answerIn, type DocumentOptions } from "../formats/document.ts";
import { replayText } from "../formats/inventory-text.ts";
import type { Replayed } from "./replay.ts";
import { savedIn } from "./saved-events.ts";

/** Feeds events to a collector, and tells what became of each. */
export type Replayer = (
  events: Iterable<{ readonly from: string; readonly event: unknown }>,
) => AsyncIterable<Replayed>;

/** `sarcelle inventory replay`: saved events through the collector, and what became of each; throws `UsageError` if the path cannot be read. */
export const replayAnswer = async (path: string, { output }: DocumentOptions, replayer: Replayer): Promise<string> => {
  const events: Replayed[] = [];
  for await (const replayed of replayer(savedIn(path))) events.push(replayed);
  return answerIn(output, events, () => replayText(events));
};
