import type { Clock } from "../clock.ts";
import { Conflict, NotVisible } from "../errors.ts";
import {
  type Change,
  differingAttributes,
  isIn,
  pick,
  type ResourceRef,
  type State,
  touchedAttributes,
} from "./change.ts";
import type { ResourceKind } from "./resource-kind.ts";

/** How long reads may trail writes. AWS publishes no bound; these are generous and only spent when needed. */
interface Patience {
  /** How long a resource may seem to be in neither state before that is a conflict. */
  readonly conflictMilliseconds: number;
  /** How long a write may stay unseen before `NotVisible`. */
  readonly visibleMilliseconds: number;
  /** How long "already done" must hold before it is believed: for a write whose answer was lost and may yet show. */
  readonly alreadyMilliseconds: number;
  /** Whether a write of this change, or of the one that it undoes, may have died between its calls: only then is half way ours. */
  readonly begun: boolean;
}

/** For a change of which nothing was written yet, and for the undo of one that is done. */
export const atFirst: Patience = {
  conflictMilliseconds: 5_000,
  visibleMilliseconds: 20_000,
  alreadyMilliseconds: 0,
  begun: false,
};

/** For a change whose write was begun before: done, half done or not at all. */
export const onceMore: Patience = { ...atFirst, begun: true };

/** For the undo of a change whose outcome nobody saw: an earlier write may be done and not yet show. */
export const afterUnknownOutcome: Patience = { ...onceMore, alreadyMilliseconds: 5_000 };

/**
 * Between two looks. AWS mostly shows a write at the first look; where it does not, it takes tenths of seconds, and each
 * look is a call out of a bucket that all environments of the account share.
 */
const pauseMilliseconds = 500;

/** Whether a resource, as found, is in `state`, or in what AWS itself has made of that since: judges conflicts, and proves no write. */
export const isStill = (state: State | null, found: State | null, kind: ResourceKind): boolean =>
  isIn(state, found) || (state !== null && found !== null && kind.stillOurs?.(state, found) === true);

/** Looks until `accept` or until the time is over; answers the last thing seen. */
const lookUntil = async <Found>(
  look: () => Promise<Found>,
  accept: (found: Found) => boolean,
  withinMilliseconds: number,
  clock: Clock,
): Promise<Found> => {
  const deadline = clock.now() + withinMilliseconds;
  for (;;) {
    const found = await look();
    if (accept(found) || clock.now() >= deadline) return found;
    await clock.sleep(pauseMilliseconds);
  }
};

/** What a found state is of a change. What AWS may have moved of both states, as a group's size within the same bounds, is still before. */
const judgeFor = (change: Change, kind: ResourceKind, { begun }: Patience) => {
  const still = (state: State | null, found: State | null) => isStill(state, found, kind);
  const isAfter = (found: State | null) =>
    isIn(change.after, found) || (still(change.after, found) && !still(change.before, found));
  const isBefore = (found: State | null) => !isAfter(found) && still(change.before, found);
  const isHalfWay = (found: State | null) =>
    begun && found !== null && kind.halfWay?.(change.before, change.after, found) === true;
  return {
    isAfter,
    isToWrite: (found: State | null) => isBefore(found) || isHalfWay(found),
    /** Once it is written, what AWS moved is to be forgiven, but not that all is as it was. */
    shows: (found: State | null, written: State | null) =>
      isIn(change.after, found) || (still(change.after, found) && !(isIn(written, found) && isIn(found, written))),
  };
};

/** Throws `Conflict` if the change deletes what something else would go with. */
const refuseWithParts = async (change: Change, kind: ResourceKind, clock: Clock): Promise<void> => {
  if (change.after !== null) return;
  const look = async () => (await kind.parts?.(change.resource.id)) ?? [];
  const parts = await lookUntil(look, ({ length }) => length === 0, atFirst.conflictMilliseconds, clock);
  if (parts.length > 0) throw new Conflict(partsMessage(change, parts));
};

/** What became of a change that was begun: `show` waits until what was written shows, and throws `NotVisible` if it never does. */
export interface Begun {
  readonly how: "already" | "written";
  readonly show: () => Promise<void>;
}

const nothingToShow = async (): Promise<void> => {};

/**
 * Brings one resource from `change.before` to `change.after`, safely and repeatably: already `after` is done, still `before` is
 * written (so is what an earlier write of several calls left half way), anything else is somebody else's work and throws `Conflict` with
 * nothing written; so does a deletion that would take something else along. Whoever begins it lets it `show`.
 */
export const beginToConverge = async (
  change: Change,
  kind: ResourceKind,
  clock: Clock,
  patience: Patience = atFirst,
): Promise<Begun> => {
  const { id } = change.resource;
  const { isAfter, isToWrite, shows } = judgeFor(change, kind, patience);
  const readUntil = (accept: (found: State | null) => boolean, withinMilliseconds: number) =>
    lookUntil(() => kind.read(id), accept, withinMilliseconds, clock);

  let found = await readUntil((state) => isAfter(state) || isToWrite(state), patience.conflictMilliseconds);
  if (isAfter(found) && patience.alreadyMilliseconds > 0)
    found = await readUntil((state) => !isAfter(state), patience.alreadyMilliseconds);
  if (isAfter(found)) return { how: "already", show: nothingToShow };
  if (!isToWrite(found)) throw conflictWith(change, found);
  await refuseWithParts(change, kind, clock);

  const isShown = (state: State | null) => shows(state, found);
  try {
    await kind.write(id, change.before, change.after);
  } catch (error) {
    // What a lost call did, its repetition may not do: a permission that hangs on our tag went with the tag, or with the resource.
    if (isDenied(error) && isShown(await readUntil(isShown, patience.conflictMilliseconds)))
      return { how: "written", show: nothingToShow };
    throw error;
  }
  const show = async () => {
    const shown = await readUntil(isShown, patience.visibleMilliseconds);
    if (!isShown(shown))
      throw new NotVisible(
        `${name(change)} was written but does not show after ${patience.visibleMilliseconds / 1000} s: expected ${inWords(change.after)}, found ${inWords(shown)}.`,
      );
  };
  return { how: "written", show };
};

/** Begins a change as `beginToConverge` does, and waits until it shows. */
export const converge = async (...given: Parameters<typeof beginToConverge>): Promise<Begun["how"]> => {
  const { how, show } = await beginToConverge(...given);
  await show();
  return how;
};

/** AWS's names for a want of permission, which each service has its own of. */
const denials: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "Client.UnauthorizedOperation",
  "UnauthorizedException",
  "NotAuthorized",
]);

const isDenied = (error: unknown): boolean => error instanceof Error && denials.has(error.name);

const name = (change: Change) => `${change.resource.kind} ${change.resource.id}`;

const inWords = (state: State | null) => (state === null ? "nothing" : JSON.stringify(state));

const partsMessage = (change: Change, parts: readonly ResourceRef[]): string =>
  `${name(change)} was not deleted, since what is not undone, or was made by somebody else, would go with it: ${parts.map(({ kind, id }) => `${kind} ${id}`).join(", ")}.`;

const conflictWith = (change: Change, found: State | null): Conflict => {
  const differing =
    found === null ? touchedAttributes(change) : differingAttributes(change.after ?? change.before, found);
  const summary = `${name(change)} was changed by somebody else; nothing was written.`;
  const states = `Before: ${inWords(pick(change.before, differing))}; wanted: ${inWords(pick(change.after, differing))}; found: ${inWords(pick(found, differing))}.`;
  return new Conflict(`${summary} ${states}`, summary);
};
