/**
 * The sweep: lists everything, page by page, and writes what differs through the collector's own path. Events are best effort;
 * what the sweep had to correct says how far the inventory can be trusted in between.
 */

import { forEachAtOnce } from "./concurrency.ts";
import { digestOf } from "./digest.ts";
import type { ResourceType, Row, Sighting, TypedArn } from "./model.ts";
import { percentile } from "./percentile.ts";
import type { RowStore } from "./ports.ts";
import { settle } from "./settle.ts";

/** What is recorded of a resource that exists, as small as can be compared. */
export interface RowDigest {
  readonly ref: TypedArn;
  readonly digest: string;
  readonly readAt: number;
  readonly trueFrom: number;
  readonly recordedAt: number;
  /** Whether an event brought the newest revision. */
  readonly byEvent: boolean;
}

/** Everything of some types, as AWS lists it. The pages end with an error if the list could not be read to its end. */
export interface Listing {
  readonly types: readonly ResourceType[];
  readonly pages: () => AsyncIterable<readonly Sighting[]>;
}

export interface SweepPorts {
  readonly store: RowStore;
  /** Of every row that says that its resource exists. */
  readonly summaries: () => AsyncIterable<readonly RowDigest[]>;
  readonly listings: readonly Listing[];
  readonly now: () => number;
}

export interface Correction {
  readonly ref: TypedArn;
  readonly kind: "new" | "changed" | "gone";
  /** For how long the table was wrong at most, in milliseconds: since it was last known to be right. */
  readonly wrongFor: number;
}

export interface SweepReport {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly listed: number;
  /** Whether the table was empty: then all is new, and nothing was missed. */
  readonly first: boolean;
  readonly corrections: readonly Correction[];
  readonly recorded: readonly { readonly before: Row | undefined; readonly after: Row }[];
  /** The listings that did not come to their end; nothing of those types was removed. */
  readonly incomplete: readonly { readonly types: readonly ResourceType[]; readonly why: string }[];
  /** From what the events brought since the last sweep: from the event to the row, in milliseconds. */
  readonly lateness: { readonly count: number; readonly p50: number; readonly p99: number };
}

const writesAtOnce = 16;

/** `since` is when the sweep before this one was started. */
export const sweep = async (ports: SweepPorts, since: number): Promise<SweepReport> => {
  const { store, now } = ports;
  const startedAt = now();
  const summaries = new Map<string, RowDigest>();
  for await (const page of ports.summaries()) for (const summary of page) summaries.set(summary.ref.arn, summary);

  const corrections: Correction[] = [];
  const recorded: { before: Row | undefined; after: Row }[] = [];
  const incomplete: { types: readonly ResourceType[]; why: string }[] = [];
  let count = 0;

  const correct = async (sightings: readonly Sighting[]) => {
    const rows = await store.read(sightings.map(({ ref }) => ref));
    await forEachAtOnce(sightings, writesAtOnce, async (sighting) => {
      const settled = await settle(store, now, rows.get(sighting.ref.arn), sighting, [], "sweep");
      if (settled.kind !== "recorded") return;
      const { before, after } = settled;
      const existed = before !== undefined && before.facts !== null;
      const kind = after.facts === null ? "gone" : existed ? "changed" : "new";
      corrections.push({ ref: after.ref, kind, wrongFor: after.readAt - (existed ? before.readAt : since) });
      recorded.push({ before, after });
    });
  };

  for (const { types, pages } of ports.listings) {
    const listed = new Set<string>();
    const begun = now();
    try {
      for await (const page of pages()) {
        for (const { ref } of page) listed.add(ref.arn);
        await correct(page.filter(({ ref, facts }) => (summaries.get(ref.arn)?.digest ?? "") !== digestOf(facts)));
      }
    } catch (error) {
      // What was not listed may be there all the same.
      incomplete.push({ types, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
      continue;
    }
    count += listed.size;
    const gone = [...summaries.values()].filter(
      ({ ref, readAt }) => types.includes(ref.type) && !listed.has(ref.arn) && readAt < begun,
    );
    await correct(gone.map(({ ref }) => ({ ref, readAt: begun, facts: null })));
  }

  const late = [...summaries.values()]
    .filter(({ byEvent, recordedAt }) => byEvent && recordedAt > since)
    .map(({ recordedAt, trueFrom }) => recordedAt - trueFrom);
  return {
    startedAt,
    endedAt: now(),
    listed: count,
    first: summaries.size === 0,
    corrections,
    recorded,
    incomplete,
    lateness: { count: late.length, p50: percentile(late, 50), p99: percentile(late, 99) },
  };
};
