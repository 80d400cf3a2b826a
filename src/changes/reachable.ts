import { type Kinds, kindOf } from "./apply.ts";
import { differences, isIn, type State } from "./change.ts";
import type { Entry } from "./journal.ts";

/** The newest change of each resource's attributes: what the resource should show now. */
const newestOf = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(
    ({ n, change: { resource } }) =>
      !entries.some(
        (later) =>
          later.n > n && later.change.resource.kind === resource.kind && later.change.resource.id === resource.id,
      ),
  );

const isStill = (state: State | null, found: State | null, kinds: Kinds, entry: Entry): boolean =>
  isIn(state, found) ||
  (state !== null && found !== null && kindOf(kinds, entry.change).stillOurs?.(state, found) === true);

/**
 * What keeps a past deployment from being undone: the resources that are not as it left them, in words. None means that its
 * before-state can be reached. Reads only.
 */
export const obstacles = async (entries: readonly Entry[], kinds: Kinds): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const entry of newestOf(entries)) {
    const { resource, after } = entry.change;
    const state = await kindOf(kinds, entry.change).read(resource.id);
    if (isStill(after, state, kinds, entry)) continue;
    const touched = differences(after, state);
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
