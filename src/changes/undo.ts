import { Conflict, RollbackIncomplete } from "../errors.ts";
import { type Applying, applyEntries, kindOf } from "./apply.ts";
import { type Change, sharesAttributes, standsOn } from "./change.ts";
import { afterUnknownOutcome, converge, forward } from "./converge.ts";
import { type Entry, rollbackStep, toUndo, undoOf } from "./journal.ts";

/** `made`: what this call changed, in its order. */
export type UndoResult = { readonly made: readonly Change[] } & (
  | { readonly done: true; readonly conflicts: readonly Entry[] }
  /** Something must come true first, or the time of this call is over. */
  | { readonly done: false; readonly reason: string; readonly lookAgainInSeconds: number }
);

/**
 * Whether an undo may be made now: put off until something comes true, put off for a change that must be made first, left because it
 * would do harm, or the end of the rollback, since nothing that it could do now is safe.
 */
export type Permission =
  | "now"
  | { readonly wait: string; readonly lookAgainInSeconds: number }
  | { readonly first: Change }
  | { readonly leave: string }
  | { readonly stop: string };

interface Undoing extends Applying {
  readonly permission: (undo: Change, entry: Entry) => Promise<Permission>;
  /** Whether there is time for one more undo. */
  readonly time: () => boolean;
}

/**
 * Undoes a journal, newest first: each entry by converging its inverse. A resource that somebody else changed since is left as it
 * is, noted as a conflict, and the rest that does not depend on it is still undone. Can be repeated and continued. Throws
 * `RollbackIncomplete` where it must stop.
 */
export const undoNewestFirst = async ({ permission, time, ...applying }: Undoing): Promise<UndoResult> => {
  const { journal, kinds, clock, deadline } = applying;
  const made: Change[] = [];
  const left: Entry[] = [];
  const leave = async (entry: Entry, note: string) => {
    await journal.mark(entry.n, "conflict", { note });
    left.push(entry);
  };
  for (const entry of toUndo(await journal.read())) {
    if (!time()) return { made, done: false, reason: "the undo goes on.", lookAgainInSeconds: 1 };
    const writing = ((entry.writingUntil ?? 0) - clock.now()) / 1_000;
    if (writing > 0)
      return {
        made,
        done: false,
        reason: `the function that changes ${entry.change.resource.kind} ${entry.change.resource.id} may still be writing.`,
        lookAgainInSeconds: Math.ceil(writing),
      };
    // The older of two changes would take what the newer one left for its own undo, and be done with.
    const newer = left.find(({ change }) => sharesAttributes(change, entry.change));
    if (newer !== undefined) {
      await leave(entry, `waits for a later change of the same, which is to be undone first (${newer.step}).`);
      continue;
    }
    const needed = left.find(({ change }) => standsOn(change, entry.change))?.change.resource;
    if (needed !== undefined) {
      await leave(entry, `waits for ${needed.kind} ${needed.id}, which stands on it and is to be undone first.`);
      continue;
    }
    const undo = undoOf(entry);
    // Another rollback that takes the journal over must know that this one may be writing still. Permission is asked after that, since
    // to write it down may take a while.
    await journal.mark(entry.n, entry.status, { writingUntil: deadline });
    const unknown = entry.status === "applying" || entry.writingUntil !== undefined;
    let may: Permission;
    try {
      may = await permission(undo, entry);
      if (may === "now") await converge(undo, kindOf(kinds, undo), clock, unknown ? afterUnknownOutcome : forward);
    } catch (error) {
      if (!(error instanceof Conflict)) {
        await journal.mark(entry.n, entry.status, { writingUntil: clock.now() });
        throw error;
      }
      may = { leave: error.message };
    }
    if (may === "now") {
      await journal.mark(entry.n, "undone");
      made.push(undo);
      continue;
    }
    if ("leave" in may) {
      await leave(entry, may.leave);
      continue;
    }
    // Nothing was written: it is as it was.
    await journal.mark(
      entry.n,
      entry.status,
      entry.writingUntil === undefined ? {} : { writingUntil: entry.writingUntil },
    );
    if ("wait" in may) return { made, done: false, reason: may.wait, lookAgainInSeconds: may.lookAgainInSeconds };
    if ("stop" in may) throw new RollbackIncomplete(may.stop);
    // Always a plan of its own: what an earlier attempt planned and did not make is not what is needed now.
    await applyEntries(await journal.plan(rollbackStep, [may.first]), applying);
    return { made: [...made, may.first], done: false, reason: "the next undo was prepared.", lookAgainInSeconds: 1 };
  }
  const conflicts = (await journal.read()).entries.filter((entry) => entry.status === "conflict");
  return { made, done: true, conflicts };
};
