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
}

export const forward: Patience = {
  conflictMilliseconds: 5_000,
  visibleMilliseconds: 20_000,
  alreadyMilliseconds: 0,
};

/** For changes whose outcome nobody saw: an earlier write may be done and not yet show. */
export const afterUnknownOutcome: Patience = { ...forward, alreadyMilliseconds: 5_000 };

/**
 * Between two looks. AWS mostly shows a write at the first look; where it does not, it takes tenths of seconds, and each
 * look is a call out of a bucket that all environments of the account share.
 */
const pauseMilliseconds = 500;

/** Whether a resource, as found, is in `state`, or in what AWS itself has made of that since. */
export const isStill = (state: State | null, found: State | null, kind: ResourceKind): boolean =>
  isIn(state, found) || (state !== null && found !== null && kind.stillOurs?.(state, found) === true);

/**
 * Brings one resource from `change.before` to `change.after`, safely and repeatably: already `after` is done, still `before` is
 * written and re-read until it shows (so is what an earlier write of several calls left half way), anything else is somebody
 * else's work and throws `Conflict` with nothing written; so does a deletion that would take something else along.
 */
export const converge = async (
  change: Change,
  kind: ResourceKind,
  clock: Clock,
  patience: Patience = forward,
): Promise<"already" | "written"> => {
  const { id } = change.resource;
  const is = (state: State | null) => (found: State | null) => isStill(state, found, kind);
  const isBefore = is(change.before);
  const isAfter = is(change.after);

  /** Looks until `accept` or until the time is over; answers the last thing seen. */
  const lookUntil = async <Found>(
    look: () => Promise<Found>,
    accept: (found: Found) => boolean,
    withinMilliseconds: number,
  ) => {
    const deadline = clock.now() + withinMilliseconds;
    for (;;) {
      const found = await look();
      if (accept(found) || clock.now() >= deadline) return found;
      await clock.sleep(pauseMilliseconds);
    }
  };
  const readUntil = (accept: (found: State | null) => boolean, withinMilliseconds: number) =>
    lookUntil(() => kind.read(id), accept, withinMilliseconds);

  const isHalfWay = (found: State | null) =>
    found !== null && kind.halfWay?.(change.before, change.after, found) === true;

  let found = await readUntil(
    (state) => isAfter(state) || isBefore(state) || isHalfWay(state),
    patience.conflictMilliseconds,
  );
  if (isAfter(found) && patience.alreadyMilliseconds > 0)
    found = await readUntil((state) => !isAfter(state), patience.alreadyMilliseconds);
  if (isAfter(found)) return "already";
  if (!isBefore(found) && !isHalfWay(found)) throw new Conflict(conflictMessage(change, found));

  if (change.after === null) {
    const parts = await lookUntil(
      async () => (await kind.parts?.(id)) ?? [],
      ({ length }) => length === 0,
      patience.conflictMilliseconds,
    );
    if (parts.length > 0) throw new Conflict(partsMessage(change, parts));
  }
  await kind.write(id, change.before, change.after);
  const shown = await readUntil(isAfter, patience.visibleMilliseconds);
  if (!isAfter(shown))
    throw new NotVisible(
      `${name(change)} was written but does not show after ${patience.visibleMilliseconds / 1000} s: expected ${show(change.after)}, found ${show(shown)}.`,
    );
  return "written";
};

const name = (change: Change) => `${change.resource.kind} ${change.resource.id}`;

const show = (state: State | null) => (state === null ? "nothing" : JSON.stringify(state));

const partsMessage = (change: Change, parts: readonly ResourceRef[]): string =>
  `${name(change)} was not deleted, since what is not undone, or was made by somebody else, would go with it: ${parts.map(({ kind, id }) => `${kind} ${id}`).join(", ")}.`;

const conflictMessage = (change: Change, found: State | null): string => {
  const differing =
    found === null ? touchedAttributes(change) : differingAttributes(change.after ?? change.before, found);
  return [
    `${name(change)} was changed by somebody else; nothing was written.`,
    `Before: ${show(pick(change.before, differing))}; wanted: ${show(pick(change.after, differing))}; found: ${show(pick(found, differing))}.`,
  ].join(" ");
};
