/** Changes that follow on each other and are made at the same time. */

import { type Change, sameResource } from "./change.ts";
import { type Kinds, kindOf } from "./resource-kind.ts";

/** More calls of a kind at once than AWS lets through in a second would be throttled, and sent again one by one. */
const mostAtOnce = 5;

/** What a change does is begun, and seen to be done, beside those that it stands with; each list of them once the one before it is done. */
export const inTurns = <Item>(
  items: readonly Item[],
  changeOf: (item: Item) => Change,
  kinds: Kinds,
): readonly (readonly Item[])[] => {
  const turns: Item[][] = [];
  const isBeside = (item: Item): boolean => kindOf(kinds, changeOf(item)).sideBySide === true;
  const joins = (turn: readonly Item[], item: Item): boolean =>
    turn.length < mostAtOnce &&
    isBeside(item) &&
    turn.every((other) => isBeside(other) && !sameResource(changeOf(other).resource, changeOf(item).resource));
  for (const item of items) {
    const last = turns.at(-1);
    if (last !== undefined && joins(last, item)) last.push(item);
    else turns.push([item]);
  }
  return turns;
};
