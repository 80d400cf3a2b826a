/** What is drawn of the traffic: numbers to places on the chart. */
import type { ShownTraffic, TrafficMinute } from "../snapshot.ts";

type BySide = TrafficMinute["requests"];

/** One minute's bar: where it stands, and its two parts from the ground up; each from 0 to 1, a part null where nothing was measured. */
export interface Bar {
  readonly at: string;
  readonly x: number;
  readonly width: number;
  readonly blue: number | null;
  readonly green: number | null;
}

export interface Chart {
  readonly bars: readonly Bar[];
  /** What the chart's full height is. */
  readonly most: number;
}

const minute = 60_000;

const numberInWords = (count: number): string => count.toLocaleString("en");

/** From the first minute's begin to the last one's end. */
const spanOf = (minutes: readonly TrafficMinute[]): readonly [number, number] => {
  const from = Date.parse(minutes[0]?.at ?? "");
  const to = Date.parse(minutes.at(-1)?.at ?? "") + minute;
  return [from, Math.max(to, from + minute)];
};

/** The bars of what was counted, one above the other. */
export const chartOf = (minutes: readonly TrafficMinute[], of: (counted: TrafficMinute) => BySide): Chart => {
  const [from, to] = spanOf(minutes);
  const most = Math.max(1, ...minutes.map((each) => (of(each).blue ?? 0) + (of(each).green ?? 0)));
  const share = (count: number | null) => (count === null ? null : count / most);
  const bars = minutes.map((each) => ({
    at: each.at,
    x: (Date.parse(each.at) - from) / (to - from),
    width: minute / (to - from),
    blue: share(of(each).blue),
    green: share(of(each).green),
  }));
  return { bars, most };
};

/** The most that any minute counted. What was not measured is neither none nor one. */
export const mostInWords = (minutes: readonly TrafficMinute[], of: (counted: TrafficMinute) => BySide): string => {
  const counts = minutes.flatMap((each) => {
    const { blue, green } = of(each);
    return blue === null && green === null ? [] : [(blue ?? 0) + (green ?? 0)];
  });
  if (counts.length === 0) return "not measured";
  const most = Math.max(...counts);
  return most === 0 ? "none" : `at most ${numberInWords(most)}`;
};

/** Where the moves stand on the chart, from 0 to 1; those of before it are left out. */
export const movesOn = ({
  minutes,
  moves,
}: ShownTraffic): readonly { readonly x: number; readonly says: string; readonly at: string }[] => {
  const [from, to] = spanOf(minutes);
  return moves
    .map(({ at, says }) => ({ at, says, x: (Date.parse(at) - from) / (to - from) }))
    .filter(({ x }) => x >= 0 && x <= 1);
};

/** The newest minute in which anything was measured, or else the newest. */
export const newestMeasured = (minutes: readonly TrafficMinute[]): TrafficMinute | undefined =>
  minutes.findLast(({ requests }) => requests.blue !== null || requests.green !== null) ?? minutes.at(-1);

/** A minute in words: for each side, what it got and what of it failed. What was not measured is not 0. */
export const minuteInWords = ({ requests, errors }: TrafficMinute, sides: readonly ("blue" | "green")[]): string =>
  sides
    .map((side) => {
      const [got, failed] = [requests[side], errors[side]];
      if (got === null) return `${side}: not measured`;
      return `${side}: ${numberInWords(got)} requests${failed === null ? "" : `, ${numberInWords(failed)} of them 5xx`}`;
    })
    .join("; ");
