/**
 * The sweep: lists everything, page by page, and writes what differs through the collector's own path. Events are best effort;
 * what the sweep had to correct says how far the inventory can be trusted in between.
 *
 * It goes in parts, each of which ends in good time. How far it is is written down after each page: the next part goes on there, and so does
 * the one after a part that died. In memory is a page at a time, and of all that was listed six bytes each, to find what is gone.
 */

import { forEachAtOnce } from "./concurrency.ts";
import { isLate } from "./decide.ts";
import { digestOf } from "./digest.ts";
import { type Lateness, ranksOf, withLate } from "./lateness.ts";
import { hashesOf, listedIn } from "./listed.ts";
import { environmentOf, type ResourceType, type Sighting, type TypedArn } from "./model.ts";
import type { Ports, RowStore } from "./ports.ts";
import { settle } from "./settle.ts";

/** What is recorded of a resource that exists, as small as can be compared. */
export interface RowDigest {
  readonly ref: TypedArn;
  readonly digest: string;
  readonly trueFrom: number;
  readonly recordedAt: number;
  /** Whether an event brought the newest revision. */
  readonly byEvent: boolean;
}

/** A resource that is there, and whose; `""` is nobody. */
export interface PlacedArn {
  readonly ref: TypedArn;
  readonly environment: string;
}

/** Some of what there is; `next` is where it goes on, and missing behind the last of it. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/** Everything of some types, as AWS lists it. The pages end with an error if the list could not be read to its end. */
export interface Listing {
  readonly types: readonly ResourceType[];
  /** All pages, or those from where an earlier part came to. */
  readonly pages: (from?: string) => AsyncIterable<PageOf<Sighting>>;
}

/** How far a sweep is, and what it found. */
export interface SweepProgress {
  readonly startedAt: number;
  /** When the sweep before this one was started. */
  readonly since: number;
  /** Whether the table was empty: then all is new, and nothing was missed. */
  readonly first: boolean;
  /** Whether each environment whose rows it passed was told of (`passed`): those of an earlier version were not. */
  readonly summed: boolean;
  /** How many parts have worked on it. */
  readonly part: number;
  /** Which listing it is at, and when that was begun; behind the last of them come the rows. */
  readonly listing: number;
  readonly begunAt: number;
  /** How many pages of it were taken, and where it goes on. */
  readonly page: number;
  readonly from?: string | undefined;
  /** Whether this listing had to be begun a second time. There is no third. */
  readonly again: boolean;
  /** How many parts have begun there. More than one: those before died of it, or were cut. */
  readonly tries: number;
  readonly movedAt: number;
  readonly endedAt?: number | undefined;
  readonly listed: number;
  readonly corrected: number;
  /** The longest that a corrected row may have been wrong, in milliseconds. */
  readonly longestWrong: number;
  /** The listings that did not come to their end; nothing of those types was removed. */
  readonly incomplete: readonly { readonly types: readonly ResourceType[]; readonly why: string }[];
  /** How many rows there were that could not be read. */
  readonly unreadable: number;
  /** From the event to the row, of what events brought since the last sweep. */
  readonly late: Lateness;
  /** The listings that came to their end. */
  readonly done: readonly ListingDone[];
}

export interface ListingDone {
  readonly types: readonly ResourceType[];
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface SweepPorts {
  readonly store: RowStore;
  readonly describe: Ports["describe"];
  /** `cautious`: with as little on a page as there can be. */
  readonly listings: (cautious: boolean) => Promise<readonly Listing[]>;
  /** Of the rows of these that say that their resource exists, by ARN. */
  readonly digests: (refs: readonly TypedArn[]) => Promise<ReadonlyMap<string, RowDigest>>;
  /** Of which resources the rows say that they exist. */
  readonly rows: (from?: string) => AsyncIterable<PageOf<PlacedArn>>;
  /** Hears of the environments that rows were passed of, once for each part. Those of nobody are `""`. */
  readonly passed: (environments: readonly string[]) => Promise<void>;
  /** Keeps what a page had, beside what the listing's other pages had. */
  readonly note: (sweep: SweepProgress, hashes: Uint8Array) => Promise<void>;
  /** What the pages of these listings had. */
  readonly noted: (sweep: SweepProgress, listings: readonly number[]) => AsyncIterable<Uint8Array>;
  /** Writes down how far it is; answers false if a later part does that. */
  readonly keep: (sweep: SweepProgress) => Promise<boolean>;
  /** How many rows this part could not read so far. */
  readonly unreadable: () => number;
  readonly now: () => number;
}

export interface Correction {
  readonly ref: TypedArn;
  readonly kind: "new" | "changed" | "gone";
  /** For how long the table was wrong at most, in milliseconds: since it was last known to be right. */
  readonly wrongFor: number;
}

/** What a part did, and how far the sweep is after it. */
export interface SweptPart {
  readonly sweep: SweepProgress;
  /** Of a first sweep none: there all is new. */
  readonly corrections: readonly Correction[];
  /** Whose rows were corrected. */
  readonly environments: readonly string[];
  /** A later part goes on from here; this one outlived its time. */
  readonly overtaken: boolean;
}

const writesAtOnce = 16;

/** A sweep that begins now; `since` is when the one before it was started. */
export const beginSweep = async (
  { rows, now }: Pick<SweepPorts, "rows" | "now">,
  since?: number,
): Promise<SweepProgress> => {
  const startedAt = now();
  const position = { part: 0, listing: 0, begunAt: startedAt, page: 0, again: false, tries: 0, movedAt: startedAt };
  const found = { listed: 0, corrected: 0, longestWrong: 0, unreadable: 0, incomplete: [], late: [], done: [] };
  const first = await isEmpty(rows());
  return { startedAt, since: since ?? startedAt, first, summed: true, ...position, ...found };
};

const isEmpty = async (rows: AsyncIterable<PageOf<PlacedArn>>): Promise<boolean> => {
  for await (const { items } of rows) if (items.length > 0) return false;
  return true;
};

/** How late the events of a sweep's time were. */
export const latenessOf = ({ late }: Pick<SweepProgress, "late">) => ranksOf(late);

/** Goes on with a sweep, and begins no page after `until`. It is over when it has an end. */
export const sweepPart = async (ports: SweepPorts, begun: SweepProgress, until: number): Promise<SweptPart> => {
  const { keep, now } = ports;
  const corrections: Correction[] = [];
  const environments = new Set<string>();
  let sweep: SweepProgress = { ...begun, part: begun.part + 1 };
  const answer = (overtaken: boolean): SweptPart => ({
    sweep,
    corrections,
    environments: [...environments],
    overtaken,
  });
  const advance = (more: Partial<SweepProgress>) => {
    sweep = { ...sweep, tries: 0, ...more, unreadable: begun.unreadable + ports.unreadable(), movedAt: now() };
    return keep(sweep);
  };
  const take = async (sightings: readonly Sighting[]): Promise<Partial<SweepProgress>> => {
    const found = await correct(ports, sweep.since, sightings);
    for (const each of found.environments) environments.add(each);
    if (!sweep.first) corrections.push(...found.corrections);
    const longestWrong = found.corrections.reduce((most, { wrongFor }) => Math.max(most, wrongFor), sweep.longestWrong);
    return { corrected: sweep.corrected + found.corrections.length, longestWrong };
  };

  if (!(await advance({ tries: begun.tries + 1 }))) return answer(true);
  const listings = await ports.listings(begun.tries > 0);
  while (sweep.listing < listings.length) {
    const listing = listings[sweep.listing] as Listing;
    for await (const step of steps(ports, listing, () => sweep, take)) {
      if (!(await advance(step))) return answer(true);
      if (now() >= until) return answer(false);
    }
  }
  for await (const step of forgetting(ports, listings, () => sweep, take)) {
    if (!(await advance(step))) return answer(true);
    if (now() >= until && step.from !== undefined) return answer(false);
  }
  return answer(!(await advance({ endedAt: now() })));
};

type Take = (sightings: readonly Sighting[]) => Promise<Partial<SweepProgress>>;

const whyOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** One listing, page by page. What each step leads to must be written down before the next. */
async function* steps(
  ports: SweepPorts,
  { types, pages }: Listing,
  at: () => SweepProgress,
  take: Take,
): AsyncGenerator<Partial<SweepProgress>> {
  const { now } = ports;
  const onward = () => ({ listing: at().listing + 1, begunAt: now(), page: 0, from: undefined, again: false });
  const { from, page: earlier, again } = at();
  try {
    for await (const { items, next } of pages(from)) {
      const { late, isDifferent } = await compared(ports, at(), items);
      await ports.note(at(), hashesOf(items.map(({ ref }) => ref.arn)));
      const taken = await take(items.filter(isDifferent));
      const { listed, page, done, begunAt } = at();
      const told = { ...taken, late, listed: listed + items.length };
      if (next !== undefined) yield { ...told, page: page + 1, from: next };
      else yield { ...told, ...onward(), done: [...done, { types, begunAt, endedAt: now() }] };
    }
  } catch (error) {
    // Where an earlier part came to AWS may know no more: then the listing begins again.
    if (from !== undefined && at().page === earlier && !again)
      yield { page: 0, from: undefined, begunAt: now(), again: true };
    // What was not listed may be there all the same.
    else yield { ...onward(), incomplete: [...at().incomplete, { types, why: whyOf(error) }] };
  }
}

/** What of a page differs from the rows, and how late the rows' events were. */
const compared = async ({ digests }: SweepPorts, { late, since }: SweepProgress, page: readonly Sighting[]) => {
  const known = await digests(page.map(({ ref }) => ref));
  const brought = [...known.values()].filter(({ byEvent, recordedAt }) => byEvent && recordedAt > since);
  return {
    late: withLate(
      late,
      brought.map(({ recordedAt, trueFrom }) => recordedAt - trueFrom),
    ),
    isDifferent: ({ ref, facts }: Sighting) => (known.get(ref.arn)?.digest ?? "") !== digestOf(facts),
  };
};

/** The rows, page by page: what no complete listing had is looked for by name, and what is not found then is gone. */
async function* forgetting(
  { noted, rows, describe, passed }: SweepPorts,
  listings: readonly Listing[],
  at: () => SweepProgress,
  take: Take,
): AsyncGenerator<Partial<SweepProgress>> {
  const partial = new Set(at().incomplete.flatMap(({ types }) => types));
  const whole = [...listings.keys()].filter((each) => !listings[each]?.types.some((type) => partial.has(type)));
  const types = new Set(whole.flatMap((each) => listings[each]?.types ?? []));
  const isListed = await listedIn(noted(at(), whole));
  const known = new Set<string>();
  for await (const { items, next } of rows(at().from)) {
    const unlisted = items.map(({ ref }) => ref).filter(({ type, arn }) => types.has(type) && !isListed(arn));
    const { sightings, failures } = unlisted.length === 0 ? nothing : await describe(unlisted);
    const asked = new Set(unlisted.map(({ arn }) => arn));
    const taken = await take(sightings.filter(({ ref }) => asked.has(ref.arn)));
    const more = [...new Set(items.map(({ environment }) => environment))].filter((each) => !known.has(each));
    for (const each of more) known.add(each);
    await passed(more);
    const unseen = failures.map(({ ref, why }) => ({ types: [ref.type], why }));
    const incomplete = new Map([...at().incomplete, ...unseen].map((each) => [each.types.join(), each]));
    yield { ...taken, incomplete: [...incomplete.values()], page: at().page + 1, from: next };
  }
}

const nothing = { sightings: [], failures: [] };

/** Writes what was seen where the row says otherwise. */
const correct = async ({ store, describe, now }: SweepPorts, since: number, sightings: readonly Sighting[]) => {
  const corrections: Correction[] = [];
  const environments = new Set<string>();
  if (sightings.length === 0) return { corrections, environments };
  const rows = await store.read(sightings.map(({ ref }) => ref));
  // A page takes long: what somebody else may have looked at since is looked at again.
  const [late, prompt] = [[], []] as [Sighting[], Sighting[]];
  for (const each of sightings) (rows.has(each.ref.arn) && isLate(each, now()) ? late : prompt).push(each);
  const again = late.length === 0 ? [] : (await describe(late.map(({ ref }) => ref))).sightings;
  const asked = new Set(late.map(({ ref }) => ref.arn));
  const current = [...prompt, ...again.filter(({ ref }) => asked.has(ref.arn))];
  await forEachAtOnce(current, writesAtOnce, async (sighting) => {
    const settled = await settle(store, now, rows.get(sighting.ref.arn), sighting, [], "sweep");
    if (settled.kind !== "recorded") return;
    const { before, after } = settled;
    const existed = before !== undefined && before.facts !== null;
    const kind = after.facts === null ? "gone" : existed ? "changed" : "new";
    corrections.push({ ref: after.ref, kind, wrongFor: after.readAt - (existed ? before.readAt : since) });
    for (const row of before === undefined ? [after] : [before, after]) environments.add(environmentOf(row));
  });
  return { corrections, environments };
};
