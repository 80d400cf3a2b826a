/**
 * A hold: the minimum of a side, kept at what it carries, or may have to carry again, until its own alarms have measured it under traffic.
 *
 * The side that gets the traffic had nothing to do: its alarms measured little load, and once its AlarmNotification is resumed they act on
 * what they still say, once a minute:
 * "When you resume AlarmNotification, Amazon EC2 Auto Scaling considers policies with alarm thresholds that are currently in breach."
 * (https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html). To scale out stays free.
 *
 * The side that loses it in parts has less to do with each of them, and its alarms say so; yet all of it may come back at any moment. So it is
 * held from the first part to the last, and goes on being held if the traffic comes back.
 */
import { type Change, invert, touchedAttributes } from "../changes/change.ts";
import { type Entry, type Journal, outlasts } from "../changes/journal.ts";
import type { LeftAs } from "../changes/reachable.ts";
import { isOfTraffic } from "./traffic.ts";
import type { GroupView, SideView, View } from "./view.ts";

/** As it stands in the table, beside the lock. Times are in milliseconds since the epoch. */
export interface Hold {
  readonly group: string;
  /** The minimum at which the group is held. */
  readonly min: number;
  /** The minimum that it has once the hold is over. */
  readonly returnTo: number;
  /** When the traffic came. */
  readonly since: number;
  /** Its end, whatever the alarms say by then. */
  readonly until: number;
}

/** How a deployment may have left what it changed: a minimum that it held is its own again once the hold is over. */
export const leftAs: LeftAs = (change) => (isOfHold(change) ? [change.after, change.before] : [change.after]);

/** What a hold does, as the beginning of a sentence. */
export const holdInWords = ({ group, min, returnTo }: Hold): string =>
  `${group} keeps its minimum at ${min} (${returnTo} by itself)`;

/** A hold that stands, in a sentence, with its end. */
export const standsInWords = (hold: Hold): string =>
  `${holdInWords(hold)} until its alarms have measured it under traffic, at most until ${new Date(hold.until).toISOString()}.`;

/** Changes nothing but a group's minimum: what a hold is begun and ended by, in the journal. */
const toMinimum = (group: string, from: number, to: number): Change => ({
  resource: { kind: "group-capacity", id: group },
  before: { min: from },
  after: { min: to },
});

/**
 * Keeps a group from shrinking below `size`, as far as it may have that, and brings it up to it if it is smaller: Auto Scaling raises the
 * desired capacity to the minimum. Its inverse takes the minimum back and no instance away.
 */
export const keep = ({ name, min, max }: Pick<GroupView, "name" | "min" | "max">, size: number): Change =>
  toMinimum(name, min, Math.max(min, Math.min(max, size)));

/** The hold on a group, if one stands. */
export const holdOn = (holds: readonly Hold[], group: string): Hold | undefined =>
  holds.find((hold) => hold.group === group);

/** Ends a hold. */
export const letGo = ({ group, min, returnTo }: Pick<Hold, "group" | "min" | "returnTo">): Change =>
  toMinimum(group, min, returnTo);

/** Takes the hold off a side that loses the traffic; void if there is none. */
export const letGoOf = ({ name, min, returnsTo = min }: GroupView): Change => toMinimum(name, min, returnsTo);

/** The minimum that a group has by itself: while it is held, the one that it returns to. */
export const ownMinimum = ({ min, returnsTo = min }: Pick<GroupView, "min" | "returnsTo">): number => returnsTo;

/** The view with the holds on its sides. A minimum that somebody changed since is that person's, and no longer held. */
export const withHolds = (view: View, holds: readonly Hold[]): View => {
  const { blue, green } = view.sides;
  const held = (side: SideView): SideView => {
    const hold = holdOn(holds, side.group.name);
    return hold?.min === side.group.min ? { ...side, group: { ...side.group, returnsTo: hold.returnTo } } : side;
  };
  return { ...view, sides: { blue: held(blue), green: held(green) } };
};

/** Whether a change begins or ends a hold: it touches a group's minimum and nothing else. */
export const isOfHold = (change: Change): boolean => movesMinimum(change) && touchedAttributes(change).join() === "min";

/** Whether a change begins a hold, or raises it. */
export const beginsHold = (change: Change): boolean =>
  isOfHold(change) && minimum(change.after) > minimum(change.before);

/** Whether a change is one of a group's minimum; with a size beside it that is the group's own from then on, and no longer held. */
const movesMinimum = (change: Change): boolean =>
  change.resource.kind === "group-capacity" &&
  change.before !== null &&
  change.after !== null &&
  touchedAttributes(change).includes("min");

/** The holds that stand now, with what an open journal has made of them so far; `seconds` is how long one lasts at most. */
export const standingHolds = (
  {
    journal,
    holds,
  }: { readonly journal: Pick<Journal, "deployment" | "entries"> | undefined; readonly holds: readonly Hold[] },
  seconds: number,
): readonly Hold[] => (journal === undefined ? holds : holdsAfter(journal, holds, seconds));

interface Made {
  readonly change: Change;
  readonly at: number;
}

const minimum = (state: Change["before"]): number => Number(state?.min);

/**
 * What a journal comes to, beginning with what its deployment found: what was undone came to nothing. A rollback on demand is the other way
 * round: its journal begins with what the deployment that it undoes had made.
 */
const madeBy = ({ deployment, entries }: Pick<Journal, "deployment" | "entries">): readonly Made[] => {
  const made = ({ status, change, at, ...entry }: Entry): readonly Made[] => {
    if (status === "planned") return [];
    // Where somebody else changed the minimum, what ends a hold has nothing left to end, and what begins one holds nothing.
    if (outlasts(entry))
      return status === "conflict" && minimum(change.after) > minimum(change.before) ? [] : [{ change, at }];
    const undone = status === "undone";
    // What began or ended a hold, and was undone, came to nothing; a size that was taken back is the group's own from then on.
    if (deployment.undoes === undefined)
      return undone ? (isOfHold(change) ? [] : [{ change: invert(change), at }]) : [{ change, at }];
    return undone ? [{ change: invert(change), at }] : [];
  };
  return entries.flatMap(made).toSorted((a, b) => a.at - b.at);
};

/** When a journal's deployment moved traffic last, there or back; undefined if it moved none. */
const movedAt = ({ deployment, entries }: Pick<Journal, "deployment" | "entries">): number | undefined => {
  const times = entries
    .filter(({ change }) => isOfTraffic(change))
    .filter(({ status }) => (deployment.undoes === undefined ? status !== "planned" : status === "undone"))
    .map(({ at }) => at);
  return times.length === 0 ? undefined : Math.max(...times);
};

/**
 * The holds that stand after all that a journal made: those that stood before it, `before`, unless it ended or changed them, and those that it
 * began. `seconds` is how long a hold lasts at most, from the last move of traffic.
 */
export const holdsAfter = (
  journal: Pick<Journal, "deployment" | "entries">,
  before: readonly Hold[],
  seconds: number,
): readonly Hold[] => {
  let holds = before;
  for (const { change, at } of madeBy(journal).filter((made) => movesMinimum(made.change))) {
    const group = change.resource.id;
    const [from, to] = [minimum(change.before), minimum(change.after)];
    const held = holdOn(holds, group);
    const returnTo = held?.min === from ? held.returnTo : from;
    holds = holds.filter((hold) => hold !== held);
    if (beginsHold(change)) holds = [...holds, { group, min: to, returnTo, since: at, until: at + seconds * 1_000 }];
  }
  const moved = movedAt(journal);
  return moved === undefined ? holds : holds.map((hold) => ({ ...hold, since: moved, until: moved + seconds * 1_000 }));
};
