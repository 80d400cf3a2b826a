/** Writes what a look found, if it wins over what is recorded. */
import { decide } from "./decide.ts";
import type { Hint } from "./hint.ts";
import type { Cause, Row, Sighting } from "./model.ts";
import type { RowStore } from "./ports.ts";

/** What became of a sighting. */
export type Settled =
  | { readonly kind: "recorded"; readonly before: Row | undefined; readonly after: Row }
  | { readonly kind: "unchanged" | "older" }
  | { readonly kind: "again"; readonly why: string };

/** Others may write the same row at the same time; each time that they do, the sighting is judged anew. */
const attempts = 5;

/** Judges a sighting beside its row, which was read before, and writes what it leads to; `hints` are the events that led to the look. */
export const settle = async (
  store: RowStore,
  now: () => number,
  row: Row | undefined,
  sighting: Sighting,
  hints: readonly Hint[],
  by: Cause["by"],
): Promise<Settled> => {
  let before = row;
  let found = row !== undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const decision = decide(before, sighting, hints, now(), by);
    if (decision.kind !== "record" && decision.kind !== "touch") return decision;
    if (await store.replace(before, decision.row))
      return decision.kind === "record" ? { kind: "recorded", before, after: decision.row } : { kind: "unchanged" };
    before = (await store.read([sighting.ref])).get(sighting.ref.arn);
    found ||= before !== undefined;
  }
  // What nobody can write, and nobody can read, is there: it is not written over.
  return { kind: "again", why: found ? "the row changes faster than it can be written" : "the row cannot be read" };
};
