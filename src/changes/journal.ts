import { type Change, invert } from "./change.ts";

/** `planned → applying → applied → undone | conflict`. The entry is stored as `applying` before the call to AWS. */
export const entryStatuses = ["planned", "applying", "applied", "undone", "conflict"] as const;
export type EntryStatus = (typeof entryStatuses)[number];

export interface Entry {
  /** Position in the journal, from 0. */
  readonly n: number;
  /** The state of the state machine that planned the change; `BeginHold` for what a state holds beside its own plan. */
  readonly step: string;
  readonly change: Change;
  readonly status: EntryStatus;
  /** When it got this status, in milliseconds since the epoch. */
  readonly at: number;
  /** Until when the function that makes the change, or undoes it, may still be writing, in milliseconds since the epoch. */
  readonly writingUntil?: number;
  /** What was found, where the status is `conflict`; where it is `planned` again, why nothing was sent to AWS, or came of it. */
  readonly note?: string;
}

export interface Deployment {
  /** The name of the Step Functions execution. */
  readonly id: string;
  readonly action: string;
  readonly requestedBy: string;
  /** The ARN of whoever asked, as far as he says it. */
  readonly caller?: string | undefined;
  /** Why it was asked for, in the words of whoever did. */
  readonly reason?: string | undefined;
  readonly startedAt: number;
  /** What is deployed, for the actions that deploy; validated where the execution's input enters. */
  readonly release?: unknown;
  readonly strategy?: unknown;
  /** Whether the old side is emptied at the end, where a release says so. */
  readonly scaledown?: boolean | undefined;
  /** The side that is to have the traffic, where a switch names one. */
  readonly to?: string | undefined;
  /** Why freeze windows did not hold it, where the request says so: `{ reason }`. */
  readonly override?: { readonly reason: string } | undefined;
  /** Who approved or rejected it, where that is asked for; written down once it is known. */
  readonly approval?: unknown;
  /** The deployment that a rollback on demand undoes. */
  readonly undoes?: string;
}

/** The open journal of an environment: who holds the lock, under which epoch, and what was done so far. */
export interface Journal {
  readonly environment: string;
  readonly deployment: Deployment;
  /** Grows with every new holder of the lock; what carries an older one cannot act any more. */
  readonly epoch: number;
  /** The execution that may write: the deployment's own, or the rollback that took over. */
  readonly owner: string;
  readonly entries: readonly Entry[];
}

const rollbackPrefix = "rollback:";

/** The rollback's name as an owner: never equal to a deployment's, so that taking over always makes a new epoch. */
export const rollbackOwner = (execution: string) => `${rollbackPrefix}${execution}`;

/** The execution in which a rollback that owns the journal runs, or ran; undefined for any other owner. */
export const rollbackExecution = (owner: string): string | undefined =>
  owner.startsWith(rollbackPrefix) ? owner.slice(rollbackPrefix.length) : undefined;

/** What the step planned when it first ran, if it did: a retried step finishes that plan instead of making another. */
export const plannedBy = (journal: Journal, step: string): readonly Entry[] =>
  journal.entries.filter((entry) => entry.step === step);

/** The step under which a rollback writes down what it does itself, so that an undo is safe. */
export const rollbackStep = "UndoChanges";

/** Whether the entry is what a rollback did so that its undo is safe, and no change of the deployment. */
export const isRollbacks = ({ step }: Pick<Entry, "step">): boolean => step === rollbackStep;

/** The step that ends the hold of an earlier deployment. */
export const endHoldStep = "EndHold";

/** The step under which a state holds a side that keeps its traffic if the deployment is undone. */
export const beginHoldStep = "BeginHold";

/**
 * Whether the entry stays when the deployment is undone: what a rollback did itself holds the side that gets the traffic back, as does what was
 * held because all of it might come back; and a hold that was over is over whatever becomes of the deployment that ended it.
 */
export const outlasts = ({ step }: Pick<Entry, "step">): boolean =>
  step === rollbackStep || step === beginHoldStep || step === endHoldStep;

/** The changes of the deployment, wherever they are counted: without what a rollback did itself, and what was planned and never begun. */
export const deploymentChanges = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter((entry) => entry.status !== "planned" && !isRollbacks(entry));

/**
 * What a rollback must undo, newest first, without what outlasts it. A `planned` change never reached AWS; its inverse would find nothing
 * to do. What was left as a conflict is tried again: somebody may have settled it.
 */
export const toUndo = (journal: Journal): readonly Entry[] =>
  journal.entries
    .filter((entry) => entry.status !== "planned" && entry.status !== "undone" && !outlasts(entry))
    .toReversed();

/** What outlasts a rollback and may not be made yet: it is, before the journal is closed. */
export const toFinish = (journal: Journal): readonly Entry[] =>
  journal.entries.filter((entry) => entry.status === "applying" && outlasts(entry));

/** A change that a function may be making at this moment; undefined if none does. */
export const stillWriting = (entries: readonly Entry[], now: number): Entry | undefined =>
  entries.find(({ status, writingUntil = 0 }) => status === "applying" && writingUntil > now);

/** The undo of an entry: the same change, the other way round. */
export const undoOf = (entry: Entry): Change => invert(entry.change);

/** Whether a rollback has taken the journal over from its deployment. */
export const isTakenOver = ({ owner, deployment }: Journal): boolean => owner !== deployment.id;
