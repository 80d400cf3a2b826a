import type { Clock } from "./clock.ts";

/**
 * A service's resources of one type, with two views: the truth, which writes and the data plane use, and what `Describe*`
 * shows, which trails each write by a random lag (AWS: "the EC2 API follows an eventual consistency model"). Records are
 * immutable values: a change puts a new record.
 */
export interface Records<T> {
  /** The truth. */
  get(id: string): T | undefined;
  /** All records, the truth, in the order of creation. */
  values(): readonly T[];
  put(id: string, record: T): void;
  /** Reads see it for `showing` milliseconds yet, or for a lag if that is longer. */
  remove(id: string, showing?: number): void;
  /** The record as a read sees it at this moment. */
  seen(id: string): T | undefined;
  /** All records as a read sees them at this moment. */
  seenValues(): readonly T[];
}

interface Write<T> {
  readonly visibleAt: number;
  readonly record: T | undefined;
}

/** `lag` answers how many milliseconds the next write stays unseen; `() => 0` makes reads consistent. */
export const createRecords = <T>(clock: Clock, lag: () => number): Records<T> => {
  const writes = new Map<string, readonly Write<T>[]>();

  const write = (id: string, record: T | undefined, showing = 0) => {
    const now = clock.now();
    const earlier = writes.get(id) ?? [];
    const newestVisible = earlier.findLastIndex((entry) => entry.visibleAt <= now);
    const kept = earlier.slice(Math.max(0, newestVisible));
    // A later write never shows before an earlier one of the same resource.
    const visibleAt = Math.max(now + Math.max(lag(), showing), kept.at(-1)?.visibleAt ?? 0);
    writes.set(id, [...kept, { visibleAt, record }]);
  };

  const truth = (history: readonly Write<T>[]) => history.at(-1)?.record;
  const shown = (history: readonly Write<T>[]) => {
    const now = clock.now();
    return history.findLast((entry) => entry.visibleAt <= now)?.record;
  };
  const present = (view: (history: readonly Write<T>[]) => T | undefined) =>
    [...writes.values()].map(view).filter((record) => record !== undefined);

  return {
    get: (id) => writes.get(id)?.at(-1)?.record,
    values: () => present(truth),
    put: (id, record) => write(id, record),
    remove: (id, showing) => {
      if (truth(writes.get(id) ?? []) !== undefined) write(id, undefined, showing);
    },
    seen: (id) => shown(writes.get(id) ?? []),
    seenValues: () => present(shown),
  };
};
