import { type Change, differingAttributes, type State, sameResource } from "./change.ts";
import { isStill } from "./converge.ts";
import type { Entry } from "./journal.ts";
import { type Kinds, kindOf, type ResourceKind } from "./resource-kind.ts";

/** The states in which a change may have left its resource, the likeliest first. */
export type LeftAs = (change: Change) => readonly (State | null)[];

const asMade: LeftAs = ({ after }) => [after];

/** What a resource may show after all changes of it, one after the other: each touches some of its attributes. */
const leftBy = (
  entries: readonly Entry[],
  { change: { resource } }: Entry,
  leftAs: LeftAs,
): readonly (State | null)[] =>
  entries
    .filter(({ change }) => sameResource(change.resource, resource))
    .reduce<readonly (State | null)[]>(
      (bases, { change }) =>
        leftAs(change).flatMap((state) => bases.map((base) => (state === null ? null : { ...base, ...state }))),
      [null],
    );

/** The newest change of each resource. */
const newestOf = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(
    ({ n, change: { resource } }) =>
      !entries.some((later) => later.n > n && sameResource(later.change.resource, resource)),
  );

/** Whether what it is a part of went later: a group's size went with the group, and comes again with it. */
const wentAlong = ({ n, change: { resource } }: Entry, entries: readonly Entry[], kind: ResourceKind): boolean => {
  const whole = kind.belongsTo?.(resource.id);
  return (
    whole !== undefined &&
    entries.some((later) => later.n > n && later.change.after === null && sameResource(later.change.resource, whole))
  );
};

/** What somebody has added since to what was made, and what would go with it if that were deleted. */
const additions = async ({ change: { resource } }: Entry, entries: readonly Entry[], kind: ResourceKind) => {
  const parts = (await kind.parts?.(resource.id)) ?? [];
  return parts
    .filter((part) => !entries.some(({ change }) => sameResource(change.resource, part)))
    .map((part) => `${resource.kind} ${resource.id} has ${part.kind} ${part.id}, which would go with it`);
};

/**
 * What keeps a past deployment from being undone: the resources that are not as it left them, in words. None means that its
 * before-state can be reached. Reads only.
 */
export const obstacles = async (
  entries: readonly Entry[],
  kinds: Kinds,
  leftAs: LeftAs = asMade,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const entry of newestOf(entries)) {
    const { resource, before, after } = entry.change;
    const kind = kindOf(kinds, entry.change);
    const state = await kind.read(resource.id);
    // Nobody saw whether it was made.
    if (entry.status === "applying" && isStill(before, state, kind)) continue;
    if (state === null && wentAlong(entry, entries, kind)) continue;
    const left = leftBy(entries, entry, leftAs);
    if (left.some((each) => isStill(each, state, kind))) {
      if (before === null) found.push(...(await additions(entry, entries, kind)));
      continue;
    }
    const touched = differingAttributes(left[0] ?? after, state);
    found.push(
      state === null
        ? `${resource.kind} ${resource.id} is gone`
        : after === null
          ? `${resource.kind} ${resource.id} is there again`
          : `${resource.kind} ${resource.id} was changed since (${touched.join(", ")})`,
    );
  }
  return found;
};
