/** How far the inventory can be trusted: what the last sweep had to correct, and how late the events were. */
import { milliseconds } from "../../clock.ts";
import { defaults } from "../../deployment/defaults.ts";
import type { ResourceType } from "../model.ts";
import { latenessOf, type SweepProgress } from "../sweep.ts";

/** What is kept of a sweep. */
export interface SweepSummary
  extends Pick<
    SweepProgress,
    "startedAt" | "listed" | "first" | "corrected" | "longestWrong" | "incomplete" | "unreadable" | "summed"
  > {
  readonly endedAt: number;
  readonly lateness: { readonly count: number; readonly p50: number; readonly p99: number };
}

/** What is kept of a sweep that is over. */
export const sweepSummary = (sweep: SweepProgress): SweepSummary => {
  const {
    startedAt,
    movedAt,
    endedAt = movedAt,
    listed,
    first,
    corrected,
    longestWrong,
    incomplete,
    unreadable,
    summed,
  } = sweep;
  const lateness = latenessOf(sweep);
  return { startedAt, endedAt, listed, first, lateness, incomplete, corrected, longestWrong, unreadable, summed };
};

/** When all of some types was compared last. */
interface FreshPart {
  readonly types: readonly ResourceType[];
  /** When the oldest of it was read: the listing was begun then. */
  readonly comparedAt: number;
  /** How long ago that is, in milliseconds. */
  readonly age: number;
}

export interface Freshness {
  /** Of the last sweep; null if there was none. */
  readonly sweptAt: number | null;
  /** How long ago that is, in milliseconds. */
  readonly age: number | null;
  readonly listed: number;
  /** Resources of which the events had not told, or not in time. The first sweep fills the table; it misses nothing. */
  readonly missed: number;
  readonly missedShare: number;
  readonly longestWrong: number;
  readonly lateness: SweepSummary["lateness"];
  /** Each of its parts, those of a sweep that is not over yet among them. */
  readonly parts: readonly FreshPart[];
  /** In words: what is to be distrusted, and why. */
  readonly doubts: readonly string[];
}

const hours = (duration: number): string => `${(duration / milliseconds.hour).toFixed(1)} hours`;

const sweepIntervalMilliseconds = defaults.sweepIntervalHours * milliseconds.hour;

/** A row that was wrong for longer than events ever take is a row whose event was lost. */
const longestToBeWrong = 15 * milliseconds.minute;

/** A sweep that goes on writes down how far it is within minutes. */
const longestRest = 15 * milliseconds.minute;

const partsOf = (sweep: SweepProgress | undefined, now: number): readonly FreshPart[] =>
  (sweep?.done ?? []).map(({ types, begunAt }) => ({ types, comparedAt: begunAt, age: now - begunAt }));

/** What is to be said of a sweep that is not over. */
const underWay = (sweep: SweepProgress | undefined, now: number): readonly string[] => {
  if (sweep === undefined || sweep.endedAt !== undefined) return [];
  const [began, rested] = [hours(now - sweep.startedAt), now - sweep.movedAt];
  if (rested > longestRest)
    return [`A sweep that began ${began} ago stands still since ${hours(rested)}; it goes on at the next hour.`];
  return [];
};

/** Judges by the last sweep that is over, if there was one, and by how long ago it is; and by how far the newest one is. */
export const freshness = (last: SweepSummary | undefined, now: number, newest?: SweepProgress): Freshness => {
  const parts = partsOf(newest, now);
  const goesOn = newest !== undefined && newest.endedAt === undefined && now - newest.movedAt <= longestRest;
  if (last === undefined)
    return {
      sweptAt: null,
      age: null,
      listed: 0,
      missed: 0,
      missedShare: 0,
      longestWrong: 0,
      lateness: { count: 0, p50: 0, p99: 0 },
      parts,
      doubts: [
        goesOn
          ? `The first sweep is not over yet, after ${newest.listed} resources: those that have not changed since the deployment may be missing.`
          : "No sweep has run yet: resources that have not changed since the deployment may be missing.",
        ...underWay(newest, now),
      ],
    };
  const age = now - last.endedAt;
  const missed = last.first ? 0 : last.corrected;
  return {
    sweptAt: last.endedAt,
    age,
    listed: last.listed,
    missed,
    missedShare: last.listed === 0 ? 0 : missed / last.listed,
    longestWrong: last.first ? 0 : last.longestWrong,
    lateness: last.lateness,
    parts,
    doubts: [
      ...(age < -milliseconds.minute
        ? [`The last sweep ended ${hours(-age)} from now: this machine's clock, or AWS's, is wrong.`]
        : []),
      ...(!last.first && last.longestWrong > longestToBeWrong
        ? [
            `Before the last sweep something was wrong for ${hours(last.longestWrong)}: an event of it did not come, or came late, and so may the next.`,
          ]
        : []),
      ...(last.unreadable === 0
        ? []
        : [`The last sweep could not read ${last.unreadable} of the inventory's rows; its log names them.`]),
      ...(age > 2 * sweepIntervalMilliseconds && !goesOn
        ? [`The last sweep ended ${hours(age)} ago; one is due every ${hours(sweepIntervalMilliseconds)}.`]
        : []),
      ...underWay(newest, now),
      ...last.incomplete.map(
        ({ types, why }) =>
          `The last sweep could not list all of ${types.join(", ")}: ${why}. None of these was removed.`,
      ),
    ],
  };
};
