import type { Clock } from "../clock.ts";
import { type Change, isVoid, type Kind } from "./change.ts";
import { converge } from "./converge.ts";
import { type Entry, type EntryStatus, type Journal, plannedBy } from "./journal.ts";
import type { ResourceKind } from "./resource-kind.ts";

/** What is noted with a status. */
interface Note {
  readonly writingUntil?: number;
  readonly note?: string;
}

/** The stored journal, as the holder of the lock writes it. Every call throws `LockLost` if the lock is somebody else's. */
export interface OpenJournal {
  read(): Promise<Journal>;
  /** Appends the changes as `planned`. */
  plan(step: string, changes: readonly Change[]): Promise<readonly Entry[]>;
  mark(n: number, status: EntryStatus, note?: Note): Promise<void>;
}

/** The kinds that a step may write to; a step names just those it needs, and its role allows just those. */
export type Kinds = Partial<Readonly<Record<Kind, ResourceKind>>>;

/** How the change's resource is read and written; throws `TypeError` if the step was not given that. */
export const kindOf = (kinds: Kinds, change: Change): ResourceKind => {
  const kind = kinds[change.resource.kind];
  if (kind === undefined) throw new TypeError(`This step was given no way to write a ${change.resource.kind}.`);
  return kind;
};

export interface Applying {
  readonly journal: OpenJournal;
  readonly kinds: Kinds;
  readonly clock: Clock;
  /** When this function will be ended at the latest, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Throws if a change must not be made any more. Asked once it is written down: that may have taken a while. */
  readonly lastLook?: LastLook | undefined;
}

export type LastLook = (change: Change) => Promise<void>;

/** Makes planned changes: each is written down as `applying` before the call and as `applied` after it. */
export const applyEntries = async (
  entries: readonly Entry[],
  { journal, kinds, clock, deadline, lastLook }: Applying,
): Promise<void> => {
  for (const entry of entries) {
    if (entry.status === "applied") continue;
    await journal.mark(entry.n, "applying", { writingUntil: deadline });
    try {
      await lastLook?.(entry.change);
      await converge(entry.change, kindOf(kinds, entry.change), clock);
    } catch (error) {
      // This function writes no more: a rollback need not wait for it.
      await journal.mark(entry.n, "applying", { writingUntil: clock.now() });
      throw error;
    }
    await journal.mark(entry.n, "applied");
  }
};

/**
 * Makes a step's changes through the journal. Run again after a crash or a lost answer, the step finishes the plan that it stored the
 * first time.
 */
export const applyStep = async (
  step: string,
  plan: () => Promise<readonly Change[]> | readonly Change[],
  applying: Applying,
): Promise<readonly Change[]> => {
  const { journal } = applying;
  const stored = plannedBy(await journal.read(), step);
  const entries =
    stored.length > 0
      ? stored
      : await journal.plan(
          step,
          (await plan()).filter((change) => !isVoid(change)),
        );
  await applyEntries(entries, applying);
  return entries.map((entry) => entry.change);
};
