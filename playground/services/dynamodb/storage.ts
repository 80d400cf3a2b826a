/**
 * Where dynalite keeps its items: sorted keys in memory, in place of its own database, which writes every item as text, reads it
 * anew and answers some turns of the event loop later. What an item is, and all that is asked of it, stays dynalite's.
 */
import { Readable } from "node:stream";

type Done = (error: null) => void;
type Got = (error: null, value: unknown) => void;

/** A part of a range of keys. */
interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** Negative for all. */
  readonly limit?: number;
}

/** What dynalite asks of the database of a table's items, or of an index. */
export interface ItemStore {
  get(key: string, got: Got): void;
  put(key: string, value: unknown, done: Done): void;
  del(key: string, done: Done): void;
  createValueStream(range: Range): Readable;
}

/** A copy of JSON. Members that are undefined are left out, as in text. */
export const copyOf = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const held = (value as Record<string, unknown>)[key];
    if (held !== undefined) copy[key] = copyOf(held);
  }
  return copy;
};

/** Values stay as they were put: dynalite changes none that it got, and whoever it answers gets copies. */
export const createItemStore = (): ItemStore => {
  const values = new Map<string, unknown>();
  const keys: string[] = [];

  /** The place of the first key that is not before `key`. */
  const placeOf = (key: string): number => {
    let [from, to] = [0, keys.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((keys[middle] ?? "") < key) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  const after = (key: string) => placeOf(key) + (values.has(key) ? 1 : 0);

  return {
    get: (key, got) => got(null, values.get(key)),
    put(key, value, done) {
      if (!values.has(key)) keys.splice(placeOf(key), 0, key);
      values.set(key, copyOf(value));
      done(null);
    },
    del(key, done) {
      if (values.delete(key)) keys.splice(placeOf(key), 1);
      done(null);
    },
    createValueStream({ gt, gte, lt, lte, reverse = false, limit = -1 }) {
      const from = gte !== undefined ? placeOf(gte) : gt !== undefined ? after(gt) : 0;
      const to = lte !== undefined ? after(lte) : lt !== undefined ? placeOf(lt) : keys.length;
      const found = keys.slice(from, Math.max(from, to));
      if (reverse) found.reverse();
      const wanted = limit < 0 ? found : found.slice(0, limit);
      return Readable.from(wanted.map((key) => values.get(key)));
    },
  };
};
