import type { Clock } from "../clock.ts";
import { Conflict } from "../errors.ts";
import { type Change, isVoid, sameResource } from "./change.ts";
import { atFirst, beginToConverge, onceMore } from "./converge.ts";
import { type Entry, type EntryStatus, type Journal, plannedBy } from "./journal.ts";
import { readingTogether } from "./read-together.ts";
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

/** A change that AWS has taken, and what says that it shows. */
interface Written {
  readonly n: number;
  readonly change: Change;
  readonly show: () => Promise<void>;
}

/** What became of an entry so far. */
type Made = { readonly mark: Mark } | { readonly written: Written };

/** Asks for the last looks of changes, all of them before any is made. */
const lookAtAll = (entries: readonly Entry[], { lastLook }: Applying) =>
  Promise.allSettled(entries.map(async ({ change }) => lastLook?.(change)));

/** Begins one change, and answers what became of it. If it was not begun before and nothing is sent, it reached nobody: its entry is `planned` again, and says why. */
const applyEntry = async (
  { n, change }: Entry,
  wasBegun: boolean,
  looked: PromiseSettledResult<void> | undefined,
  { journal, kinds, clock, left }: Applying,
): Promise<Made> => {
  const { kind, wasSent } = watched(kindOf(kinds, change));
  try {
    if (looked?.status === "rejected") throw looked.reason;
    const { show } = await beginToConverge(change, kind, clock, wasBegun ? onceMore : atFirst);
    return { written: { n, change, show } };
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    if (left !== undefined && error instanceof Conflict) {
      left(note);
      return { mark: { n, status: "conflict", note } };
    }
    // This function writes no more: a rollback need not wait for it.
    await journal.mark(
      wasBegun || wasSent() ? { n, status: "applying", writingUntil: clock.now() } : { n, status: "planned", note },
    );
    throw error;
  }
};

/** Waits until changes show, and answers their marks; of one that does not, that this function writes no more, and why. */
const showing = async (
  changes: readonly Written[],
  { clock }: Applying,
): Promise<{ readonly marks: readonly Mark[]; readonly failure?: { readonly reason: unknown } }> => {
  const ended = await Promise.allSettled(changes.map(({ show }) => show()));
  const marks = changes.map(
    ({ n }, index): Mark =>
      ended[index]?.status === "fulfilled"
        ? { n, status: "applied" }
        : { n, status: "applying", writingUntil: clock.now() },
  );
  const failed = ended.find(({ status }) => status === "rejected");
  return failed?.status === "rejected" ? { marks, failure: failed } : { marks };
};

/** Makes the changes of one turn at the same time; `failure` is the first of theirs, once all have ended. */
const applyTogether = async (turn: readonly Entry[], applying: Applying, isBegun: boolean) => {
  const looked = await lookAtAll(turn, applying);
  const ended = await Promise.allSettled(
    turn.map((entry, index) => applyEntry(entry, entry.status === "applying" && !isBegun, looked[index], applying)),
  );
  const made = ended.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
  const failure = ended.find(({ status }) => status === "rejected");
  return { made, ...(failure?.status === "rejected" && { failure }) };
};

/** Whether a change takes nothing away, makes nothing and is of another resource, so that what was written shows whenever that is looked at. */
const leavesAlone = (change: Change, { change: { resource } }: Written): boolean =>
  change.before !== null && change.after !== null && !sameResource(change.resource, resource);

/**
 * Makes planned changes: each is written down as `applying` before the call and as `applied` once it shows. That some are done and that the
 * next are being made is one write. What holds at once is looked at in the end, or before what does not leave it alone. `begun`: so many were
 * marked so by this call, the first turn. If one fails, it throws once all have ended and the others are written down.
 */
const applyEntries = async (entries: readonly Entry[], given: Applying, begun: number): Promise<void> => {
  const applying = { ...given, kinds: readingTogether(given.kinds) };
  const { journal, kinds, deadline } = applying;
  const pending = entries.filter(({ status }) => status !== "applied" && status !== "conflict");
  const beginning = ({ n }: Entry): Mark => ({ n, status: "applying", writingUntil: deadline });
  let done: readonly Mark[] = [];
  let unseen: readonly Written[] = [];

  /** Waits for these to show; if one does not, or `because` of what failed already, all that is known is written down first. */
  const settle = async (these: readonly Written[], because?: { readonly reason: unknown }): Promise<void> => {
    const { marks, failure = because } = await showing(these, applying);
    unseen = unseen.filter((each) => !these.includes(each));
    done = [...done, ...marks];
    if (failure === undefined) return;
    if (done.length > 0) await journal.mark(...done);
    throw failure.reason;
  };

  for (const [index, turn] of inTurns(pending, changeOf, kinds).entries()) {
    await settle(unseen.filter((before) => !turn.every(({ change }) => leavesAlone(change, before))));
    const isBegun = index === 0 && begun > 0;
    const marks = [...done, ...(isBegun ? [] : turn.map(beginning))];
    if (marks.length > 0) await journal.mark(...marks);
    done = [];
    const { made, failure } = await applyTogether(turn, applying, isBegun);
    done = made.flatMap((each) => ("mark" in each ? [each.mark] : []));
    unseen = [...unseen, ...made.flatMap((each) => ("written" in each ? [each.written] : []))];
    if (failure !== undefined) await settle(unseen, failure);
    await settle(unseen.filter(({ change }) => kindOf(kinds, change).holdsAtOnce !== true));
  }
  await settle(unseen);
  if (done.length > 0) await journal.mark(...done);
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
