/** The open journal and the closed ones, as they are stored. */
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { type Change, kinds, type ResourceRef, type State } from "../changes/change.ts";
import { type Deployment, type Entry, entryStatuses, type Journal } from "../changes/journal.ts";
import type { Hold } from "../deployment/hold.ts";
import { checkedForStoring, currentFormat, type Formats, membersOf, parseStored } from "./stored.ts";
import type { Item } from "./table.ts";

/** A journal that ended, as it stays. */
export interface ClosedJournal extends Journal {
  readonly outcome: Outcome;
  /** In milliseconds since the epoch. */
  readonly closedAt: number;
  /** Why it ended so, in words. */
  readonly reason?: string;
}

export const outcomes = ["Succeeded", "RolledBack", "Accepted"] as const;
/** `Accepted`: a person decided to keep things as a rollback that could not finish had left them. */
export type Outcome = (typeof outcomes)[number];

/** What a kind says of its resource is its own; here it must only be attributes by name. */
export const state = z.custom<State>(
  (value) => typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype,
  "expected a resource's attributes",
);

const change = membersOf<Change>()({
  resource: membersOf<ResourceRef>()({ kind: z.enum(kinds), id: z.string().min(1) }),
  before: state.nullable(),
  after: state.nullable(),
});

const entry = membersOf<Entry>()({
  n: z.int().min(0),
  step: z.string().min(1),
  change,
  status: z.enum(entryStatuses),
  at: z.number(),
  writingUntil: z.number().exactOptional(),
  note: z.string().exactOptional(),
});

/** What is deployed, and how, was checked where the execution's input entered. */
const deployment = membersOf<Deployment>()({
  id: z.string().min(1),
  action: z.string().min(1),
  requestedBy: z.string(),
  caller: z.string().optional(),
  reason: z.string().optional(),
  startedAt: z.number(),
  release: z.unknown().optional(),
  strategy: z.unknown().optional(),
  scaledown: z.boolean().optional(),
  to: z.string().optional(),
  approval: z.unknown().optional(),
  override: z.object({ reason: z.string() }).optional(),
  undoes: z.string().exactOptional(),
});

const journalMembers = {
  environment: z.string().min(1),
  deployment,
  epoch: z.int().min(1),
  owner: z.string().min(1),
  entries: z.array(entry),
};

const closing = { outcome: z.enum(outcomes), closedAt: z.number(), reason: z.string().exactOptional() };

const journal = membersOf<Journal>()(journalMembers);
const closedJournal = membersOf<ClosedJournal>()({ ...journalMembers, ...closing });

/** As version 0.1 wrote them: it knew no caller, no reason and no override, and `scaledown` stood in the strategy. */
const membersOf01 = {
  ...journalMembers,
  deployment: deployment.omit({ caller: true, reason: true, scaledown: true, override: true }),
};
const journalOf01 = z.strictObject(membersOf01);
const closedJournalOf01 = z.strictObject({ ...membersOf01, ...closing });

/** Format 1 is what version 0.1 wrote, with its number. */
const journalFormats: Formats<Journal> = [journalOf01, journalOf01, journal];
const closedJournalFormats: Formats<ClosedJournal> = [closedJournalOf01, closedJournalOf01, closedJournal];

/** In which journals are written, open and closed ones. */
export const journalFormat = currentFormat(journalFormats);

/** How a lock is named to a person. */
const lockName = (environment: string) => `The lock of '${environment}'`;

/** Of a lock that nobody holds only its epoch is left. */
const freeLock = z.strictObject({ environment: z.string().optional(), epoch: z.int().min(0).default(0) });

const hold = membersOf<Hold>()({
  group: z.string().min(1),
  min: z.int().min(0),
  returnTo: z.int().min(0),
  since: z.number(),
  until: z.number(),
});

/** Format 1 knew one, and that one's members. */
const oneHold = hold.transform((held): readonly Hold[] => [held]);
const allHolds = z.strictObject({ holds: z.array(hold) }).transform(({ holds }): readonly Hold[] => holds);

/** Holds outlive journals, and so they have a format of their own. Version 0.1 knew none. */
const holdFormats: Formats<readonly Hold[]> = [oneHold, oneHold, allHolds];
export const holdFormat = currentFormat(holdFormats);

/**
 * An environment's lock: its epoch, 0 if nobody ever had it, the open journal if somebody has it, and the holds that stood when the last
 * journal was closed, one a group.
 */
export interface Lock {
  readonly epoch: number;
  readonly journal: Journal | undefined;
  readonly holds: readonly Hold[];
}

const holdsOf = (environment: string, stored: unknown): readonly Hold[] => {
  if (stored === undefined) return [];
  const { format, ...held } = z.looseObject({ format: z.unknown() }).parse(stored);
  return parseStored(`The hold of '${environment}'`, holdFormats, format, held);
};

/** What the lock's item says. Throws `Unreadable` or `WrittenByLaterVersion`. */
export const lockOf = (environment: string, item: Item = {}): Lock => {
  const { pk: _pk, sk: _sk, format, hold: storedHold, ...stored } = unmarshall(item);
  const name = lockName(environment);
  const holds = holdsOf(environment, storedHold);
  if (stored.deployment === undefined)
    return { ...parseStored(name, [freeLock, freeLock], format, stored), journal: undefined, holds };
  const journal = parseStored(name, journalFormats, format, stored);
  return { epoch: journal.epoch, journal, holds };
};

/** A closed journal of the audit trail. Throws `Unreadable` or `WrittenByLaterVersion`. */
export const closedJournalOf = (item: Item): ClosedJournal => {
  const { pk, sk, format, ...stored } = unmarshall(item);
  return parseStored(`The journal '${sk}' of '${pk}'`, closedJournalFormats, format, stored);
};

// What is written is held to the format first; of an open journal each piece by itself.

/** Throws `Unreadable` if the deployment could not be read again. */
export const checkedDeployment = (environment: string, begun: Deployment): Deployment =>
  checkedForStoring(lockName(environment), [deployment], begun);

/** The holds with their format. Throws `Unreadable` if they could not be read again. */
export const checkedHolds = (environment: string, holds: readonly Hold[]) => ({
  holds: checkedForStoring(`The hold of '${environment}'`, [z.array(hold)], [...holds]),
  format: holdFormat,
});

/** Throws `Unreadable` if an entry could not be read again. */
export const checkedEntries = (environment: string, entries: readonly Entry[]): readonly Entry[] =>
  checkedForStoring(lockName(environment), [z.array(entry)], [...entries]);

/** What `mark` changes of an entry. */
type Marked = Pick<Entry, "status" | "at" | "writingUntil" | "note">;
const mark = entry.pick({ status: true, at: true, writingUntil: true, note: true });

/** Throws `Unreadable` if the entry could not be read again with it. */
export const checkedMark = (environment: string, marked: Marked): Marked =>
  checkedForStoring(lockName(environment), [mark], marked);

/** Throws `Unreadable` if the journal could not be read again. */
export const checkedClosedJournal = (closed: ClosedJournal): ClosedJournal =>
  checkedForStoring(`The journal of '${closed.deployment.id}'`, closedJournalFormats, closed);
