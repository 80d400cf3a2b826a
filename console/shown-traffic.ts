/** Requests and errors by side over time, and when traffic was moved. */
import { deploymentChanges, type Entry } from "../src/changes/journal.ts";
import { isoTime } from "../src/clock.ts";
import type { MeasuredMinutes, Minute } from "../src/deployment/comparison.ts";
import { movedPercent } from "../src/deployment/moves-made.ts";
import { isOfTraffic } from "../src/deployment/traffic.ts";
import type { View } from "../src/deployment/view.ts";
import type { ShownTraffic, TrafficMinute } from "./snapshot.ts";

const minute = 60_000;

/** All of a side's target groups together; null where AWS measured nothing, which it says of a minute without requests too. */
const ofSide = (
  { targetGroups }: View["sides"]["blue"],
  measured: MeasuredMinutes,
  at: number,
  count: (each: Minute) => number,
): number | null => {
  const found = targetGroups.flatMap(({ arn }) => measured.get(arn)?.filter((each) => each.at === at) ?? []);
  return found.length === 0 ? null : found.reduce((sum, each) => sum + count(each), 0);
};

/** What the load balancer measured in each minute from `start` to `end`. */
export const trafficMinutes = (
  { sides: { blue, green } }: Pick<View, "sides">,
  { measured, start, end }: { readonly measured: MeasuredMinutes; readonly start: number; readonly end: number },
): readonly TrafficMinute[] =>
  Array.from({ length: Math.max(0, Math.floor((end - start) / minute)) }, (_, index) => {
    const at = start + index * minute;
    const both = (count: (each: Minute) => number) => ({
      blue: ofSide(blue, measured, at, count),
      green: ofSide(green, measured, at, count),
    });
    return { at: isoTime(at), requests: both(({ requests }) => requests), errors: both(({ errors }) => errors) };
  });

/** Each move that a journal tells of, once for all listeners that moved with it. */
export const movesShown = (entries: readonly Entry[]): ShownTraffic["moves"] => {
  const moved = deploymentChanges(entries).filter(({ change }) => isOfTraffic(change));
  const firsts = new Map(moved.toReversed().map((entry) => [entry.change.resource.id, entry]));
  const percent = (entry: Entry) => movedPercent(entry, firsts.get(entry.change.resource.id) ?? entry);
  const there = Map.groupBy(
    moved.filter(({ status }) => status === "applied"),
    percent,
  );
  const back = moved.filter(({ status }) => status === "undone");
  const last = (entries: readonly Entry[]) => isoTime(Math.max(...entries.map(({ at }) => at)));
  return [
    ...[...there].map(([part, each]) => ({ at: last(each), says: `${part} % moved` })),
    ...(back.length === 0 ? [] : [{ at: last(back), says: "all of it back" }]),
  ];
};
