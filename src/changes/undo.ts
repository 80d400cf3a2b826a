import type { Clock } from "../clock.ts";
import { Conflict } from "../errors.ts";
import { type Kinds, kindOf, type OpenJournal } from "./apply.ts";
import type { Change } from "./change.ts";
import { afterUnknownOutcome, converge, forward } from "./converge.ts";
import { type Entry, toUndo, undoOf } from "./journal.ts";

export type UndoResult =
  | { readonly done: true; readonly conflicts: readonly Entry[] }
  /** Something must come true first, or the time of this call is over. */
  | { readonly done: false; readonly reason: string; readonly lookAgainInSeconds: number };

interface Undoing {
  readonly journal: OpenJournal;
  readonly kinds: Kinds;
  readonly clock: Clock;
  /** Asked before each undo; an answer other than undefined puts it off. */
  readonly hold: (
    undo: Change,
  ) => Promise<{ readonly reason: string; readonly lookAgainInSeconds: number } | undefined>;
  /** Whether there is time for one more undo. */
  readonly time: () => boolean;
}

/**
 * Undoes a journal, newest first: each entry by converging its inverse. A resource that somebody else changed since is left as it
 * is, noted as a conflict, and the rest is still undone. Can be repeated and continued.
 */
export const undoNewestFirst = async ({ journal, kinds, clock, hold, time }: Undoing): Promise<UndoResult> => {
  for (const entry of toUndo(await journal.read())) {
    if (!time()) return { done: false, reason: "the undo goes on.", lookAgainInSeconds: 1 };
    const undo = undoOf(entry);
    const held = await hold(undo);
    if (held !== undefined) return { done: false, ...held };
    try {
      await converge(undo, kindOf(kinds, undo), clock, entry.status === "applying" ? afterUnknownOutcome : forward);
      await journal.mark(entry.n, "undone");
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      await journal.mark(entry.n, "conflict", error.message);
    }
  }
  const conflicts = (await journal.read()).entries.filter((entry) => entry.status === "conflict");
  return { done: true, conflicts };
};
