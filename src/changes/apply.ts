import type { Clock } from "../clock.ts";
import { Conflict } from "../errors.ts";
import { type Change, isVoid } from "./change.ts";
import { atFirst, converge, onceMore } from "./converge.ts";
import { type Entry, type EntryStatus, type Journal, plannedBy } from "./journal.ts";
import { type Kinds, kindOf, type ResourceKind } from "./resource-kind.ts";
import { inTurns } from "./side-by-side.ts";

/** What becomes of an entry. */
export interface Mark {
  readonly n: number;
  readonly status: EntryStatus;
  readonly writingUntil?: number;
  readonly note?: string;
}

/** The stored journal, as the holder of the lock writes it. Every call throws `LockLost` if the lock is somebody else's. */
export interface OpenJournal {
  read(): Promise<Journal>;
  /**
   * Appends the changes as `planned`, the first `begun` of them as `applying` already, until `writingUntil`: whoever plans begins at once.
   * `journal` is what was read a moment ago.
   */
  plan(
    step: string,
    changes: readonly Change[],
    journal: Journal,
    writingUntil: number,
    begun?: number,
  ): Promise<readonly Entry[]>;
  /** All of them in one write. */
  mark(...marks: readonly Mark[]): Promise<void>;
}

export interface Applying {
  readonly journal: OpenJournal;
  readonly kinds: Kinds;
  readonly clock: Clock;
  /** When this function will be ended at the latest, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Throws if a change must not be made any more. Asked once it is written down: that may have taken a while. */
  readonly lastLook?: LastLook | undefined;
  /** Whether a step that made its plan plans anew when it is run again, since it waits for what moves. */
  readonly again?: boolean | undefined;
  /** If given, what somebody else changed is left, noted as a conflict, and told here; else that ends the step. */
  readonly left?: ((note: string) => void) | undefined;
}

export type LastLook = (change: Change) => Promise<void>;

/** The kind, and whether anything was sent through it. */
const watched = (kind: ResourceKind): { readonly kind: ResourceKind; readonly wasSent: () => boolean } => {
  let sent = false;
  const write: ResourceKind["write"] = (...change) => {
    sent = true;
    return kind.write(...change);
  };
  return { kind: { ...kind, write }, wasSent: () => sent };
};

/** Makes one change, and answers what became of it. If it was not begun before and nothing is sent, it reached nobody: its entry is `planned` again, and says why. */
const applyEntry = async (
  { n, change }: Entry,
  wasBegun: boolean,
  { journal, kinds, clock, lastLook, left }: Applying,
): Promise<Mark> => {
  const { kind, wasSent } = watched(kindOf(kinds, change));
  try {
    await lastLook?.(change);
    await converge(change, kind, clock, wasBegun ? onceMore : atFirst);
    return { n, status: "applied" };
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    if (left !== undefined && error instanceof Conflict) {
      left(note);
      return { n, status: "conflict", note };
    }
    // This function writes no more: a rollback need not wait for it.
    await journal.mark(
      wasBegun || wasSent() ? { n, status: "applying", writingUntil: clock.now() } : { n, status: "planned", note },
    );
    throw error;
  }
};

/** Makes changes at the same time, and answers what became of them. If one fails, it throws once all have ended and the others are written down. */
const applyTogether = async (
  entries: readonly Entry[],
  applying: Applying,
  isBegun: boolean,
): Promise<readonly Mark[]> => {
  const ended = await Promise.allSettled(
    entries.map((entry) => applyEntry(entry, entry.status === "applying" && !isBegun, applying)),
  );
  const made = ended.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
  const failure = ended.find(({ status }) => status === "rejected");
  if (failure?.status !== "rejected") return made;
  if (made.length > 0) await applying.journal.mark(...made);
  throw failure.reason;
};

/**
 * Makes planned changes: each is written down as `applying` before the call and as `applied` after it. That some are done and that the next
 * are being made is one write. `begun`: so many were marked so by this call, the first turn.
 */
const applyEntries = async (entries: readonly Entry[], applying: Applying, begun: number): Promise<void> => {
  const { journal, kinds, deadline } = applying;
  const pending = entries.filter(({ status }) => status !== "applied" && status !== "conflict");
  const beginning = ({ n }: Entry): Mark => ({ n, status: "applying", writingUntil: deadline });
  let made: readonly Mark[] = [];
  for (const [index, turn] of inTurns(pending, changeOf, kinds).entries()) {
    const isBegun = index === 0 && begun > 0;
    const marks = [...made, ...(isBegun ? [] : turn.map(beginning))];
    if (marks.length > 0) await journal.mark(...marks);
    made = await applyTogether(turn, applying, isBegun);
  }
  if (made.length > 0) await journal.mark(...made);
};

const changeOf = ({ change }: Entry): Change => change;

/** Stores a plan and makes its changes. To store it proves that the lock is held still, and says of its first turn that it is being made. */
export const planAndApply = async (
  step: string,
  stored: Journal,
  changes: readonly Change[],
  applying: Applying,
): Promise<void> => {
  const { journal, kinds, deadline } = applying;
  const begun = inTurns(changes, (change) => change, kinds)[0]?.length ?? 0;
  const entries = await journal.plan(step, changes, stored, deadline, begun);
  // Not if another run of the same function planned it a moment before.
  await applyEntries(entries, applying, entries[0]?.writingUntil === deadline ? begun : 0);
};

/**
 * Makes a step's changes through the journal, which was read a moment ago; answers what it planned. Run again after a crash or a lost
 * answer, the step finishes the plan that it stored the first time; only one that plans `again` then makes another.
 */
export const applyStep = async (
  step: string,
  stored: Journal,
  plan: () => readonly Change[],
  applying: Applying,
): Promise<readonly Change[]> => {
  const planned = plannedBy(stored, step);
  const isMade = planned.every(({ status }) => status === "applied");
  if (planned.length > 0 && !(applying.again && isMade)) {
    await applyEntries(planned, applying, 0);
    return planned.map(({ change }) => change);
  }
  const changes = plan().filter((change) => !isVoid(change));
  if (changes.length > 0) await planAndApply(step, stored, changes, applying);
  return changes;
};
