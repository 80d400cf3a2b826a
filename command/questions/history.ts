import { equal, type Json } from "../../src/changes/change.ts";
import type { Cause, Facts, Revision } from "../../src/inventory/model.ts";
import type { Behind } from "./deployment-behind.ts";

/** What one revision changed. */
export interface HistoryEntry {
  readonly number: number;
  readonly change: "appeared" | "changed" | "gone";
  readonly trueFrom: number;
  readonly observedAt: number;
  readonly recordedAt: number;
  readonly cause: Cause;
  /** The deployment that did it, if it was one. */
  readonly deployment?: Behind;
  /** The attributes that differ from the revision before, before and after; null where there is none. */
  readonly differences: Readonly<Record<string, readonly [before: Json, after: Json]>>;
}

/** Facts as one flat record: details by their names, tags as `tags.<key>`. */
export const flatFacts = (facts: Facts | null): Readonly<Record<string, Json>> => {
  if (facts === null) return {};
  const { tags, details, ...own } = facts;
  const flatTags = Object.entries(tags).map(([key, value]): [string, Json] => [`tags.${key}`, value]);
  return { ...own, ...details, ...Object.fromEntries(flatTags) };
};

/** In what two sets of attributes differ. */
export const changedAttributes = (
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): HistoryEntry["differences"] =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((name) => !equal(before[name], after[name]))
      .map((name) => [name, [before[name] ?? null, after[name] ?? null]]),
  );

const changeOf = (before: Facts | null, after: Facts | null): HistoryEntry["change"] =>
  after === null ? "gone" : before === null ? "appeared" : "changed";

/** A resource's revisions, oldest first, each with what it changed. Older ones that are not kept any more are not made up. */
export const history = (
  revisions: readonly Revision[],
  behind: (revision: Revision) => Behind | undefined,
): readonly HistoryEntry[] => {
  const oldestFirst = revisions.toSorted((a, b) => a.number - b.number);
  return oldestFirst.map((revision, index) => {
    const { number, facts, trueFrom, observedAt, recordedAt, cause } = revision;
    const before = oldestFirst[index - 1]?.facts ?? null;
    const deployment = behind(revision);
    return {
      number,
      change: number > 1 && index === 0 && facts !== null ? "changed" : changeOf(before, facts),
      trueFrom,
      observedAt,
      recordedAt,
      cause,
      ...(deployment === undefined ? {} : { deployment }),
      differences: changedAttributes(flatFacts(before), flatFacts(facts)),
    };
  });
};
