/** Changes of one resource, one after the other, that a single write takes back. */

import { type Change, isIn, sameResource } from "./change.ts";
import { isStill } from "./converge.ts";
import type { Entry } from "./journal.ts";
import { type Kinds, kindOf, type ResourceKind } from "./resource-kind.ts";

/** What one undo takes back: the newest change of a resource, and the older ones that end where it, or the one after them, began. */
export interface Chain {
  readonly newest: Entry;
  readonly older: readonly Entry[];
  /** From what the newest leaves to what the oldest found. */
  readonly undo: Change;
}

/** The chain that begins with an entry; `toUndo` are the entries to undo, newest first. Of a kind that is undone one by one it is that alone. */
export const chainOf = (newest: Entry, toUndo: readonly Entry[], kinds: Kinds): Chain => {
  const kind = kindOf(kinds, newest.change);
  const older: Entry[] = [];
  let first = newest;
  const earlier = toUndo.filter(
    ({ n, change }) => n < newest.n && sameResource(change.resource, newest.change.resource),
  );
  for (const entry of kind.undoneAtOnce === true ? earlier : []) {
    // Somebody was there between the two, and what they did is theirs.
    if (entry.status === "applying" || !isStill(entry.change.after, first.change.before, kind)) break;
    older.push(entry);
    first = entry;
  }
  const { resource, after } = newest.change;
  return { newest, older, undo: { resource, before: after, after: first.change.before } };
};

/** The undos of a journal in their order, each resource's chain as one. */
export const undosOf = (toUndo: readonly Entry[], kinds: Kinds): readonly Chain[] => {
  const taken = new Set<number>();
  return toUndo.flatMap((entry) => {
    if (taken.has(entry.n)) return [];
    const chain = chainOf(entry, toUndo, kinds);
    for (const { n } of chain.older) taken.add(n);
    return [chain];
  });
};

/** The kind as it is written to for a chain: where nobody saw whether the newest change was made, what it found is ours too. */
export const kindForChain = (kind: ResourceKind, { newest, older }: Chain): ResourceKind =>
  older.length === 0 ? kind : { ...kind, halfWay: (_before, _after, found) => isIn(newest.change.before, found) };
