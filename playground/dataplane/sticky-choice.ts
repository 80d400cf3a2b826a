import type { Clock } from "../world/clock.ts";
import type { Random } from "../world/random.ts";
import { appChoice, appCookies } from "./app-stickiness.ts";
import { chooseGroup, chooseTarget } from "./choice.ts";
import type { RoutedAction, RoutedGroup, RoutedTarget } from "./data-plane.ts";
import { stickyChoice, stickyCookie, stuckGroup, stuckTarget } from "./stickiness.ts";

type Forwarding = Extract<RoutedAction, { type: "forward" }>;

/** The targets that the node may use at which the client is. */
const targetsAt = ({ zones }: Forwarding, group: RoutedGroup | undefined, place: () => number) => {
  if (group?.targetsByZone === undefined || zones === undefined) return group?.targets ?? [];
  return group.targetsByZone.get(zones[Math.floor(place() * zones.length)] ?? "") ?? [];
};

/** "Application-based stickiness does not work with weighted target groups": nobody is kept by it there. */
const isAppSticky = ({ groups }: Forwarding, { appCookie }: RoutedGroup): boolean =>
  appCookie !== undefined && groups.length === 1;

/** The instance to which a client is stuck in a target group; undefined if to none. */
const keptAt = (action: Forwarding, group: RoutedGroup, cookies: string | undefined, now: number) => {
  if (group.targetStickiness === undefined) return undefined;
  if (group.appCookie === undefined) return stickyChoice(cookies, "AWSALB", now);
  return isAppSticky(action, group) ? appChoice(cookies, group, now) : undefined;
};

/**
 * Chooses the target of a request, by turns and by the client's cookies. A client that is stuck to a target group stays with it whatever its
 * weight, and gets no other where that one has no target left. A target that serves no more is replaced by another of its group.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html
 */
export const createChoice = (clock: Pick<Clock, "now">, random: Random) => {
  const turns = new Map<string, number>();
  const turnOf = (groupArn: string) => {
    const turn = turns.get(groupArn) ?? 0;
    turns.set(groupArn, turn + 1);
    return turn;
  };

  /** `place` says to which of the nodes the client is connected: a number from 0, below 1. */
  return (action: Forwarding, cookies: string | undefined, place: () => number = random) => {
    const earlierGroup =
      action.groupStickiness === undefined
        ? undefined
        : stuckGroup(action.groups, stickyChoice(cookies, "AWSALBTG", clock.now()));
    const group = (earlierGroup ?? chooseGroup(action.groups, random))?.group;
    const targets = targetsAt(action, group, place);
    const earlierTarget = group && stuckTarget(targets, keptAt(action, group, cookies, clock.now()));
    const target = group && (earlierTarget ?? chooseTarget(targets, turnOf(group.arn)));
    return { group, target };
  };
};

/** A request that a target answered: the cookies that the client had sent, and those that the target's answer sets. */
interface Answered {
  readonly action: Forwarding;
  readonly group: RoutedGroup;
  readonly target: RoutedTarget;
  readonly sent: string | undefined;
  readonly set: () => readonly string[];
}

/** The `Set-Cookie` values that keep a client where it is, each with its whole time anew; none where it need not stay. */
export const stickyCookies = ({ action, group, target, sent, set }: Answered, now: number): readonly string[] => {
  const { groupStickiness } = action;
  const { arn, targetStickiness, appCookie } = group;
  const isLbSticky = targetStickiness !== undefined && appCookie === undefined;
  return [
    ...(groupStickiness === undefined ? [] : [stickyCookie("AWSALBTG", arn, groupStickiness, now)]),
    ...(isLbSticky ? [stickyCookie("AWSALB", target.instance, targetStickiness, now)] : []),
    ...(isAppSticky(action, group) ? appCookies({ sent, set: set() }, group, target.instance, now) : []),
  ];
};
