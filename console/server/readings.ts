/** The sources of a page: each read when it is due, its last value kept whatever becomes of the next. */
import type { Clock } from "../../src/clock.ts";
import {
  type Budget,
  type CallCount,
  dueNow,
  inTheLastMinute,
  isNews,
  type PastCalls,
  type ReadSource,
} from "../due.ts";
import type { Panels } from "../environment-facts.ts";
import { aged, asRead, troubled, unread } from "../panel.ts";
import type { Panel } from "../snapshot.ts";
import { counting } from "./counted-calls.ts";

/** Where one fact comes from. */
export interface Source<Fact> {
  readonly read: () => Promise<Fact>;
  /** How often it is read at present, in milliseconds; infinite if only once something changed. */
  readonly period: () => number;
  /** Whether what it hangs on is known by now. */
  readonly isReady?: () => boolean;
  /** By what something else tells that it has changed: another text than at its last reading. */
  readonly mark?: () => string;
  /** Whether all the others stand on it. */
  readonly vital?: true;
}
export type Sources<Facts> = { readonly [Name in keyof Facts]: Source<Facts[Name]> };
/** The sources, which hear what was read before, to know where to look. */
export type SourcesOf<Facts> = (known: <Name extends keyof Facts>(name: Name) => Facts[Name] | null) => Sources<Facts>;

interface Read {
  panel: Panel<unknown>;
  triedAt: number | null;
  took: CallCount;
  failures: number;
  mark: string | undefined;
  isBeingRead: boolean;
  /** Whether a person asked for it since it was read. */
  isAsked: boolean;
}

interface Parts {
  /** The machine's, by which AWS counts; and the world's, by which the page tells its times. */
  readonly clock: Pick<Clock, "now">;
  readonly worldNow: () => number;
  /** World seconds in one of the machine's. */
  readonly speed: () => number;
  readonly budget: () => Budget;
  /** Before something is read: what time it is there. */
  readonly renewTime: () => Promise<void>;
  readonly inWords: (error: unknown) => string;
}

export interface Readings<Facts> {
  /**
   * Reads what is due: what all stands on, or else the rest; answers whether anything was. Looks may overlap: what is slow to answer keeps
   * nobody from what happened meanwhile.
   */
  look(): Promise<boolean>;
  /** Whether nothing is read for the first time, or anew since something else told that it has changed: one without the other would contradict it. */
  isWhole(): boolean;
  /** What is known by now, each piece with its age. */
  panels(): Panels<Facts>;
  /** One of them, as it was read last. */
  known<Name extends keyof Facts>(name: Name): Facts[Name] | null;
  /** Has everything read again as soon as may be. */
  hurry(): void;
  /** Has everything read again as soon as its budget lets. */
  ask(): void;
}

const nothing: CallCount = { all: 1, balancing: 0 };

/** What is begun with. */
const unreadYet = (): Read => ({
  panel: unread,
  triedAt: null,
  took: nothing,
  failures: 0,
  mark: undefined,
  isBeingRead: false,
  isAsked: false,
});

/** Marks a source as being read: another look leaves it out until it is. */
const begin = (read: Read, source: Source<unknown>, now: number): void => {
  read.isBeingRead = true;
  read.triedAt = now;
  read.mark = source.mark?.();
  read.isAsked = false;
};

/** Reads one source that was begun; answers the calls that it took. What cannot be read is trouble of its panel, and of nothing else. */
const readInto = async (
  read: Read,
  source: Source<unknown>,
  { clock, worldNow, inWords }: Parts,
): Promise<CallCount & { readonly at: number }> => {
  // It may be as old as the question.
  const asOf = worldNow();
  const { answer, took } = await counting(source.read);
  read.isBeingRead = false;
  read.took = took.all === 0 ? nothing : took;
  if (answer.status === "fulfilled") {
    read.failures = 0;
    read.panel = asRead(answer.value, asOf);
  } else {
    read.failures++;
    read.panel = troubled(read.panel, inWords(answer.reason));
  }
  return { at: clock.now(), ...took };
};

const standing = (name: string, source: Source<unknown>, read: Read): ReadSource => ({
  ...{ name, period: source.period(), triedAt: read.triedAt, took: read.took, failures: read.failures },
  changed: source.mark?.() !== read.mark,
  vital: source.vital === true,
  asked: read.isAsked,
});

/** How the sources of a page stand. */
const standingsOf = (sources: ReadonlyMap<string, Source<unknown>>, reads: ReadonlyMap<string, Read>) => {
  /** All whose turn may come. */
  const ready = () =>
    [...sources]
      .filter(([, source]) => source.isReady?.() !== false)
      .map(([name, source]) => ({ read: reads.get(name) as Read, ...standing(name, source, reads.get(name) as Read) }));
  const vitalReads = () => ready().filter(({ vital }) => vital);
  return {
    ready,
    /** Whether what all stands on is there. */
    isGrounded: () => vitalReads().every(({ read }) => read.panel.value != null),
    /** Whether it is being read. */
    isGroundRead: () => vitalReads().some(({ read }) => read.isBeingRead),
  };
};

/** The readings of a page. */
export const createReadings = <Facts extends object>(sourcesOf: SourcesOf<Facts>, parts: Parts): Readings<Facts> => {
  const { clock, worldNow, speed, budget, renewTime } = parts;
  const reads = new Map<string, Read>();
  const known = <Name extends keyof Facts>(name: Name) =>
    (reads.get(String(name))?.panel.value ?? null) as Facts[Name] | null;
  const sources = new Map(Object.entries(sourcesOf(known)) as [string, Source<unknown>][]);
  for (const name of sources.keys()) reads.set(name, unreadYet());
  let made: readonly PastCalls[] = [];

  const { ready, isGrounded, isGroundRead } = standingsOf(sources, reads);

  const due = (isVital: boolean): readonly ReadSource[] => {
    const all = ready().filter(({ read }) => !read.isBeingRead);
    const names = dueNow(all, made, budget(), clock.now());
    return all.filter(({ name, vital }) => vital === isVital && names.includes(name));
  };

  const readAll = async (due: readonly ReadSource[]) => {
    for (const { name } of due) begin(reads.get(name) as Read, sources.get(name) as Source<unknown>, clock.now());
    if (due.length > 0) await renewTime();
    await Promise.all(
      due.map(async (standing) => {
        const { name, vital, triedAt } = standing;
        const cameRound = !vital && triedAt !== null && !isNews(standing);
        const took = await readInto(reads.get(name) as Read, sources.get(name) as Source<unknown>, parts);
        made = [...inTheLastMinute(made, clock.now()), { ...took, cameRound }];
      }),
    );
  };

  return {
    known,
    async look() {
      const vital = due(true);
      const found = vital.length > 0 ? vital : isGrounded() && !isGroundRead() ? due(false) : [];
      await readAll(found);
      return found.length > 0;
    },
    isWhole() {
      const isAwaited = ready().some(({ read, changed }) => read.isBeingRead && (read.panel === unread || changed));
      const isDue = isGrounded() && due(false).some((each) => each.triedAt === null || isNews(each));
      return !isAwaited && !isDue;
    },
    panels: () =>
      Object.fromEntries(
        [...sources].map(([name, { period }]) => [
          name,
          aged(reads.get(name)?.panel ?? unread, worldNow(), Math.min(period(), 60_000) * speed()),
        ]),
      ) as Panels<Facts>,
    hurry() {
      for (const read of reads.values()) read.triedAt = null;
    },
    ask() {
      for (const read of reads.values()) read.isAsked = true;
    },
  };
};
