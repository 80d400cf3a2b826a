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
  const histories = new Map<string, History<T>>();

  const write = (id: string, record: T | undefined, showing = 0) => {
    const now = clock.now();
    const history = histories.get(id) ?? createHistory<T>();
    histories.set(id, history);
    history.add(now, now + Math.max(lag(), showing), record);
  };

  const present = (view: (history: History<T>) => T | undefined) =>
    [...histories.values()].map(view).filter((record) => record !== undefined);

  return {
    get: (id) => histories.get(id)?.newest(),
    values: () => present((history) => history.newest()),
    put: (id, record) => write(id, record),
    remove: (id, showing) => {
      if (histories.get(id)?.newest() !== undefined) write(id, undefined, showing);
    },
    seen: (id) => histories.get(id)?.shownAt(clock.now()),
    seenValues: () => {
      const now = clock.now();
      return present((history) => history.shownAt(now));
    },
  };
};

/** The writes of one record, oldest first, from the one that reads see; they show in this order. */
interface History<T> {
  add(now: number, visibleAt: number, record: T | undefined): void;
  /** The truth. */
  newest(): T | undefined;
  /** What a read sees. */
  shownAt(now: number): T | undefined;
}

// Thousands of writes may wait to show: what shows is found from the front, where each is passed once.
const createHistory = <T>(): History<T> => {
  let writes: Write<T>[] = [];
  let first = 0;
  const passOver = (now: number) => {
    while (first + 1 < writes.length && (writes[first + 1]?.visibleAt ?? 0) <= now) first += 1;
    if (first < 64 || first * 2 < writes.length) return;
    writes = writes.slice(first);
    first = 0;
  };
  return {
    add(now, visibleAt, record) {
      passOver(now);
      // A later write never shows before an earlier one of the same resource.
      writes.push({ visibleAt: Math.max(visibleAt, writes.at(-1)?.visibleAt ?? 0), record });
    },
    newest: () => writes.at(-1)?.record,
    shownAt(now) {
      passOver(now);
      const shown = writes[first];
      return shown !== undefined && shown.visibleAt <= now ? shown.record : undefined;
    },
  };
};
