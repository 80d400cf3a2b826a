/** How far the inventory can be trusted: what the last sweep had to correct, and how late the events were. */
import { milliseconds } from "../../clock.ts";
import { defaults } from "../../deployment/defaults.ts";
import type { ResourceType } from "../model.ts";
import type { SweepReport } from "../sweep.ts";

/** What is kept of a sweep. */
export interface SweepSummary extends Pick<SweepReport, "startedAt" | "endedAt" | "listed" | "first" | "lateness"> {
  readonly corrected: number;
  /** The longest that a corrected row may have been wrong, in milliseconds. */
  readonly longestWrong: number;
  readonly incomplete: readonly { readonly types: readonly ResourceType[]; readonly why: string }[];
  /** How many rows there were that it could not read; the sweep's log names them. */
  readonly unreadable: number;
}

/** What is kept of a sweep that could not read so many rows. */
export const sweepSummary = (report: SweepReport, unreadable: number): SweepSummary => {
  const { startedAt, endedAt, listed, first, lateness, incomplete, corrections } = report;
  const longestWrong = corrections.reduce((longest, { wrongFor }) => Math.max(longest, wrongFor), 0);
  return {
    startedAt,
    endedAt,
    listed,
    first,
    lateness,
    incomplete,
    corrected: corrections.length,
    longestWrong,
    unreadable,
  };
};

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
  readonly lateness: SweepReport["lateness"];
  /** In words: what is to be distrusted, and why. */
  readonly doubts: readonly string[];
}

const hours = (duration: number): string => `${(duration / milliseconds.hour).toFixed(1)} hours`;

const sweepIntervalMilliseconds = defaults.sweepIntervalHours * milliseconds.hour;

/** A row that was wrong for longer than events ever take is a row whose event was lost. */
const longestToBeWrong = 15 * milliseconds.minute;

/** Judges by the last sweep, if there was one, and by how long ago it is. */
export const freshness = (last: SweepSummary | undefined, now: number): Freshness => {
  if (last === undefined)
    return {
      sweptAt: null,
      age: null,
      listed: 0,
      missed: 0,
      missedShare: 0,
      longestWrong: 0,
      lateness: { count: 0, p50: 0, p99: 0 },
      doubts: ["No sweep has run yet: resources that have not changed since the deployment may be missing."],
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
      ...(age > 2 * sweepIntervalMilliseconds
        ? [`The last sweep ended ${hours(age)} ago; one is due every ${hours(sweepIntervalMilliseconds)}.`]
        : []),
      ...last.incomplete.map(
        ({ types, why }) =>
          `The last sweep could not list all of ${types.join(", ")}: ${why}. None of these was removed.`,
      ),
    ],
  };
};
