/**
 * Warm pools: a group that grows draws on its pool before it launches anything, and what stands there runs what was launched when it was
 * filled. So the pool belongs to the side with the traffic, and an idle side's holds nothing, or the next release would get instances of
 * an earlier one. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
 */
import type { Change, State } from "../changes/change.ts";
import type { GroupView } from "./view.ts";

/** A pool's settings, but that it holds nothing, and gets nothing back from a group that shrinks. */
export const emptied = (pool: State): State => ({
  ...pool,
  MinSize: 0,
  MaxGroupPreparedCapacity: 0,
  ...(pool.InstanceReusePolicy === undefined ? {} : { InstanceReusePolicy: { ReuseOnScaleIn: false } }),
});

const holdsNothing = ({ MinSize = 0, MaxGroupPreparedCapacity }: State): boolean =>
  MinSize === 0 && MaxGroupPreparedCapacity === 0;

const change = ({ name, warmPool }: GroupView, after: State): Change => ({
  resource: { kind: "warm-pool", id: name },
  before: warmPool ?? null,
  after,
});

/** Empties the pool of the side without the traffic, whose settings the other side's takes over if that holds nothing. */
export const movePool = (from: GroupView, to: GroupView): readonly Change[] => {
  const { warmPool: pool } = from;
  if (pool === undefined) return [];
  const isToTake = !holdsNothing(pool) && (to.warmPool === undefined || holdsNothing(to.warmPool));
  return [change(from, emptied(pool)), ...(isToTake ? [change(to, pool)] : [])];
};
