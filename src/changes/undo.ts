import { Conflict, RollbackIncomplete } from "../errors.ts";
import { type Applying, type Mark, planAndApply } from "./apply.ts";
import { type Chain, kindForChain, undosOf } from "./at-once.ts";
import { type Change, isIn, pick, sameResource, sharesAttributes, touchedAttributes } from "./change.ts";
import { afterUnknownOutcome, atFirst, converge } from "./converge.ts";
import { type Entry, isRollbacks, type Journal, outlasts, rollbackStep, toFinish, toUndo } from "./journal.ts";
import { type Kinds, kindOf } from "./resource-kind.ts";
import { inTurns } from "./side-by-side.ts";

interface Undoing extends Applying {
  readonly permission: (undo: Change) => Promise<Permission>;
  /**
   * What an undo makes again, as it can be made now: what it names may have been made again before it, and AWS gave that another ARN. By
   * default all names are still right.
   */
  readonly asNow?: (undo: Change) => Promise<Change>;
  /** Whether there is time for one more undo. */
  readonly hasTime: () => boolean;
}

/** `made`: what this call changed, in its order. */
type UndoResult = { readonly made: readonly Change[] } & (
  | { readonly done: true; readonly conflicts: readonly Entry[] }
  /** Something must come true first, or the time of this call is over. */
  | { readonly done: false; readonly reason: string; readonly lookAgainInSeconds: number }
);

/**
 * Undoes a journal, newest first: each entry by converging its inverse, those of a kind that goes side by side at once. A resource that
 * somebody else changed since is left as it is, noted as a conflict, and the rest that does not depend on it is still undone. Can be
 * repeated and continued. Throws `RollbackIncomplete` where it must stop.
 */
export const undoNewestFirst = async (undoing: Undoing): Promise<UndoResult> => {
  const { journal, kinds, clock, hasTime } = undoing;
  const made: Change[] = [];
  const left: Entry[] = [];
  const chains = undosOf(toUndo(await journal.read()), kinds);
  for (const turn of inTurns(chains, ({ undo }) => undo, kinds)) {
    const later = await undoTogether(turn, { made, left }, undoing);
    if (later !== undefined) {
      const { prepared = [], reason, lookAgainInSeconds } = later;
      return { made: [...made, ...prepared], done: false, reason, lookAgainInSeconds };
    }
  }
  for (const entry of toFinish(await journal.read())) {
    const next = hasTime() ? nextStep(entry, [], kinds, clock.now()) : outOfTime;
    if (next.kind === "later") return { made, done: false, ...next };
    await finish(entry, undoing);
  }
  const conflicts = (await journal.read()).entries.filter((entry) => entry.status === "conflict" && !outlasts(entry));
  return { made, done: true, conflicts };
};

/** Makes a change whose function died over it, and that is not to be undone. Where somebody else was there since, it is that person's. */
const finish = async ({ n, change }: Entry, { journal, kinds, clock, deadline }: Undoing): Promise<void> => {
  await journal.mark({ n, status: "applying", writingUntil: deadline });
  try {
    await converge(change, kindOf(kinds, change), clock, afterUnknownOutcome);
    await journal.mark({ n, status: "applied" });
  } catch (error) {
    if (!(error instanceof Conflict)) {
      await journal.mark({ n, status: "applying", writingUntil: clock.now() });
      throw error;
    }
    await journal.mark({ n, status: "conflict", note: error.message });
  }
};

/** This call ends; another one goes on. `prepared`: what it changed so that the undo becomes possible. */
interface Later {
  readonly kind: "later";
  readonly reason: string;
  readonly lookAgainInSeconds: number;
  readonly prepared?: readonly Change[];
}

/** The entry's resource stays as it is. */
export interface Leave {
  readonly kind: "leave";
  readonly reason: string;
}

const outOfTime: Later = { kind: "later", reason: "the undo goes on.", lookAgainInSeconds: 1 };

/**
 * Whether an undo may be made: now, later, only after another change was made, not at all because it would do harm, or the end of the
 * rollback (`stop`), since nothing that it could do now is safe.
 */
export type Permission =
  | { readonly kind: "now" }
  | Later
  | { readonly kind: "first"; readonly change: Change }
  | Leave
  | { readonly kind: "stop"; readonly reason: string };

/** What to do about an entry, as far as the journal tells: `ask` whether the world permits its undo, or not even that. */
export const nextStep = (
  { change, writingUntil = 0 }: Entry,
  left: readonly Entry[],
  kinds: Kinds,
  now: number,
): Later | Leave | { readonly kind: "ask" } => {
  const writingSeconds = (writingUntil - now) / 1_000;
  if (writingSeconds > 0)
    return {
      kind: "later",
      reason: `the function that changes ${change.resource.kind} ${change.resource.id} may still be writing.`,
      lookAgainInSeconds: Math.ceil(writingSeconds),
    };
  // The older of two changes would take what the newer one left for its own undo, and be done with.
  const newer = left.find((other) => sharesAttributes(other.change, change));
  if (newer !== undefined)
    return {
      kind: "leave",
      reason: `waits for a later change of the same, which is to be undone first (${newer.step}).`,
    };
  const above = left.find((other) => standsOn(other.change, change, kinds))?.change.resource;
  if (above !== undefined)
    return {
      kind: "leave",
      reason: `waits for ${above.kind} ${above.id}, which stands on it and is to be undone first.`,
    };
  return { kind: "ask" };
};

/** Whether what `change` makes needs what `base` makes, as a group needs its launch template: it cannot do without that. */
const standsOn = (change: Change, base: Change, kinds: Kinds): boolean =>
  base.before === null &&
  change.after !== null &&
  (kindOf(kinds, change).needs?.(change.after) ?? []).some((needed) => sameResource(needed, base.resource));

/** What became of the question whether a chain may be undone; `failed`: nobody could tell. */
type Answer = Permission | { readonly kind: "failed"; readonly error: unknown };

interface Asked {
  readonly chain: Chain;
  readonly answer: Answer;
}

/** Asks for one after the other; none after one that must wait. */
const askInOrder = async (
  chains: readonly Chain[],
  left: readonly Entry[],
  undoing: Undoing,
): Promise<readonly Asked[]> => {
  const asked: Asked[] = [];
  for (const chain of chains) {
    const { kinds, clock } = undoing;
    const next = undoing.hasTime() ? nextStep(chain.newest, left, kinds, clock.now()) : outOfTime;
    const answer = next.kind === "ask" ? await ask(chain, undoing) : next;
    asked.push({ chain, answer });
    if (answer.kind !== "now" && answer.kind !== "leave") break;
  }
  return asked;
};

/** Asks for permission once it is written down that this call may be writing; where it may not, the entry is as it was. */
const ask = async (
  { newest: entry, undo }: Chain,
  { journal, clock, deadline, permission }: Undoing,
): Promise<Answer> => {
  // Another rollback that takes the journal over must know that this one may be writing still. Permission is asked after that, since
  // to write it down may take a while.
  await journal.mark({ n: entry.n, status: entry.status, writingUntil: deadline });
  try {
    const answer = await permission(undo);
    if (answer.kind === "now" || answer.kind === "leave") return answer;
    // Nothing was written: it is as it was.
    const { writingUntil } = entry;
    await journal.mark({ n: entry.n, status: entry.status, ...(writingUntil === undefined ? {} : { writingUntil }) });
    return answer;
  } catch (error) {
    if (error instanceof Conflict) return { kind: "leave", reason: error.summary };
    await journal.mark({ n: entry.n, status: entry.status, writingUntil: clock.now() });
    return { kind: "failed", error };
  }
};

/**
 * Undoes chains at the same time, each if that is permitted, with the older entries that the same write takes back; tells `made` and
 * `left`. Answers what must come true before the rest of them, which are as they were.
 */
const undoTogether = async (
  chains: readonly Chain[],
  { made, left }: { readonly made: Change[]; readonly left: Entry[] },
  undoing: Undoing,
): Promise<Later | undefined> => {
  const { journal } = undoing;
  const asked = await askInOrder(chains, left, undoing);
  const ended = await Promise.all(
    asked.map(async ({ chain, answer }) => ({
      chain,
      answer: answer.kind === "now" ? await makeUndo(chain, undoing) : answer,
    })),
  );
  const undone = ended.filter(({ answer }) => answer.kind === "now").map(({ chain }) => chain);
  if (undone.length > 0)
    await journal.mark(...undone.flatMap(entriesOf).map(({ n }): Mark => ({ n, status: "undone" })));
  made.push(...undone.map(({ undo }) => undo));
  for (const { chain, answer } of ended) {
    if (answer.kind !== "leave") continue;
    await journal.mark(...entriesOf(chain).map(({ n }): Mark => ({ n, status: "conflict", note: answer.reason })));
    left.push(...entriesOf(chain));
  }
  return whatWaits(ended, undoing);
};

const entriesOf = ({ newest, older }: Chain): readonly Entry[] => [newest, ...older];

/** Why the rollback goes no further in this call, if it does not; makes the change that has to be made first. */
const whatWaits = async (ended: readonly Asked[], undoing: Undoing): Promise<Later | undefined> => {
  for (const { answer } of ended) if (answer.kind === "failed") throw answer.error;
  const last = ended.at(-1)?.answer;
  if (last?.kind === "later") return last;
  if (last?.kind === "stop") throw new RollbackIncomplete(last.reason);
  if (last?.kind !== "first") return undefined;
  // Always a plan of its own: what an earlier attempt planned and did not make is not what is needed now.
  const { journal, kinds, clock } = undoing;
  const begun = begunOf(last.change, await journal.read());
  const writing = begun.map((each) => nextStep(each, [], kinds, clock.now()));
  for (const each of writing) if (each.kind === "later") return each;
  if (begun.length > 0) await journal.mark(...begun.map((each) => replacedBy(last.change, each)));
  await planAndApply(rollbackStep, await journal.read(), [last.change], undoing);
  return {
    kind: "later",
    prepared: [last.change],
    reason: "the next undo was prepared.",
    lookAgainInSeconds: 1,
  };
};

/** What this rollback began to change of the same, and nobody knows to be done. */
const begunOf = (change: Change, { entries }: Journal): readonly Entry[] =>
  entries.filter((each) => isRollbacks(each) && each.status === "applying" && sharesAttributes(each.change, change));

/** What becomes of such an entry once another takes its place: that one begins with what it came to, or it came to nothing. */
const replacedBy = (change: Change, { n, change: begun }: Entry): Mark =>
  isIn(pick(begun.after, touchedAttributes(change)), change.before)
    ? { n, status: "applied" }
    : { n, status: "planned", note: "It did not show; another change took its place." };

/** Makes a permitted undo. A conflict is a reason to leave the resource. */
const makeUndo = async (
  chain: Chain,
  { asNow = async (undo) => undo, journal, kinds, clock }: Undoing,
): Promise<Answer> => {
  const { newest: entry, undo } = chain;
  const unknown = entry.status === "applying" || entry.writingUntil !== undefined;
  const kind = kindForChain(kindOf(kinds, undo), chain);
  try {
    await converge(await asNow(undo), kind, clock, unknown ? afterUnknownOutcome : atFirst);
    return { kind: "now" };
  } catch (error) {
    if (error instanceof Conflict) return { kind: "leave", reason: error.summary };
    await journal.mark({ n: entry.n, status: entry.status, writingUntil: clock.now() });
    return { kind: "failed", error };
  }
};
