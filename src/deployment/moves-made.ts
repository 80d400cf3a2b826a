/** The moves of a past deployment, as its journal tells them. */
import type { Json, State } from "../changes/change.ts";
import { deploymentChanges, type Entry } from "../changes/journal.ts";
import { plural } from "./gates.ts";
import { forwardsOf, isOfTraffic } from "./traffic.ts";

const actionsOf = (state: State | null): readonly Json[] =>
  Array.isArray(state?.actions) ? (state.actions as readonly Json[]) : [];

/** What of a listener's traffic goes, by a change of it, to other target groups than before the first: in percent, rounded. */
export const movedPercent = (entry: Entry, first: Entry): number => {
  const own = forwardsOf(actionsOf(first.change.before)).map(({ targetGroupArn }) => targetGroupArn);
  const forwards = forwardsOf(actionsOf(entry.change.after));
  const sum = (of: typeof forwards) => of.reduce((all, { weight }) => all + weight, 0);
  const others = forwards.filter(({ targetGroupArn }) => !own.includes(targetGroupArn));
  return sum(forwards) === 0 ? 0 : Math.round((sum(others) / sum(forwards)) * 100);
};

/** Some entries in time: when the first was made, how many there are and how far apart, which is the skew between listeners. */
const within = (entries: readonly Entry[]): string => {
  const times = entries.map(({ at }) => at);
  const skew = Math.max(...times) - Math.min(...times);
  return `${new Date(Math.min(...times)).toISOString()}  ${plural(entries.length, "listener")} within ${skew} ms`;
};

const isUndone = ({ status }: Entry): boolean => status === "undone";

/** One line for each move, and one for the way back; none if no traffic was moved. When a move was made that is undone, nobody has kept. */
export const movesMade = (entries: readonly Entry[]): readonly string[] => {
  const moved = deploymentChanges(entries).filter(({ change }) => isOfTraffic(change));
  const firsts = new Map(moved.toReversed().map((entry) => [entry.change.resource.id, entry]));
  const moves = Map.groupBy(moved, (entry) => movedPercent(entry, firsts.get(entry.change.resource.id) ?? entry));
  const listeners = new Map(moved.filter(isUndone).map((entry) => [entry.change.resource.id, entry]));
  return [
    ...[...moves].map(([percent, each]) =>
      each.some(isUndone) ? `${percent} % moved, and back` : `${percent} % moved  ${within(each)}`,
    ),
    ...(listeners.size === 0 ? [] : [`all of it back  ${within([...listeners.values()])}`]),
  ];
};
