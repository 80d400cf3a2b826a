/** Which target group of one side stands for which of the other: by what is behind the placeholder listeners, whatever forwards to them. */
import { NotAsRegistered } from "../errors.ts";
import type { Side } from "./environment.ts";
import { forwardsOf } from "./traffic.ts";
import type { ListenerView, Pair, View } from "./view.ts";

const sideNames = ["blue", "green"] as const;

const has = (pair: Pair, arn: string): boolean => sideNames.some((side) => pair[side].targetGroupArn === arn);

/**
 * The pairs, if each target group has one counterpart. What the versions before this one upgraded may have several pairs of ports for one
 * pair of target groups. Throws `NotAsRegistered` if a target group has two counterparts.
 */
export const oneToOne = (pairs: readonly Pair[]): readonly Pair[] => {
  for (const pair of pairs)
    for (const side of sideNames) {
      const { port, targetGroupArn } = pair[side];
      const other = pairs.find(
        (each) =>
          has(each, targetGroupArn) && sideNames.some((one) => each[one].targetGroupArn !== pair[one].targetGroupArn),
      );
      if (other !== undefined)
        throw new NotAsRegistered(
          `Target group ${targetGroupArn}, behind the placeholder listener on port ${port}, has two counterparts: behind the ports ${pair.blue.port} and ${pair.green.port} are ${pair.blue.targetGroupArn} and ${pair.green.targetGroupArn}, behind ${other.blue.port} and ${other.green.port} are ${other.blue.targetGroupArn} and ${other.green.targetGroupArn}. Expected one target group of each side to stand for one of the other. Register the ports as 'sarcelle upgrade' opened them.`,
        );
    }
  return pairs;
};

/** The target groups of a side, each once. */
export const targetGroupsOfSide = (pairs: readonly Pair[], side: Side): readonly string[] => [
  ...new Set(pairs.map((pair) => pair[side].targetGroupArn)),
];

/** What stands for a target group on a side, which is itself where it is that side's. Throws `NotAsRegistered` if nothing does. */
export const counterpart = ({ pairs }: Pick<View, "pairs">, arn: string, side: Side): string => {
  const pair = pairs.find((each) => has(each, arn));
  if (pair === undefined)
    throw new NotAsRegistered(
      `Target group ${arn} has no counterpart on ${side}: behind the placeholder listeners are ${pairs.map(({ blue, green }) => `${blue.targetGroupArn} and ${green.targetGroupArn}`).join(", ")}. Register placeholder ports for it, and run 'sarcelle upgrade'.`,
    );
  return pair[side].targetGroupArn;
};

/**
 * The pair that a production listener or rule moves between: that of the placeholders it is registered with; without any, that of the target
 * group which it forwards to; and where it forwards to none of ours by now, the only one there is. Undefined if nothing tells.
 */
export const pairBehind = ({ pairs }: Pick<View, "pairs">, { registered, actions }: ListenerView): Pair | undefined => {
  const own = pairs.find(({ blue }) => blue.port === registered.placeholders?.blue);
  const forwardedTo = forwardsOf(actions).flatMap(
    ({ targetGroupArn }) => pairs.find((each) => has(each, targetGroupArn)) ?? [],
  );
  const [only, ...others] = pairs;
  return own ?? forwardedTo[0] ?? (others.length === 0 ? only : undefined);
};
