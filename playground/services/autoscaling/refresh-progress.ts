/** What DescribeInstanceRefreshes says of a refresh under way: how far it is, and what it waits for. */
import { isSuspended } from "./group.ts";
import type { GroupMember, InstanceRefresh, RefreshProgress } from "./records.ts";
import { isHealthy, isSeen, isUpdated, isWarming, passesElb, type RefreshMembers, unitsOf } from "./refresh-members.ts";
import type { Snapshot } from "./steps.ts";
import { desiredPoolSize, pooledMembers } from "./warm-pool-size.ts";

/** Resting in the warm pool. */
export const isResting = ({ state }: GroupMember): boolean => state === "Warmed:Stopped" || state === "Warmed:Running";

/** The last share of the group that the refresh replaces. */
export const lastCheckpoint = ({ preferences }: InstanceRefresh): number =>
  preferences.CheckpointPercentages?.at(-1) ?? 100;

/**
 * Whole instances, as the API describes it. Recorded of AWS, an instance that is launched before its predecessor goes also counts as a
 * quarter, and then as a half; and a rollback counts back to 0, with the instances to update going up.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html
 */
export const progressOf = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers): RefreshProgress => {
  const live = livePool(snapshot, refresh, members);
  const size = desiredPoolSize(snapshot.group, snapshot.pool);
  if (snapshot.pool === undefined) return shown(live.done, live.of, live.toUpdate);
  const resting = pooledMembers(snapshot.group).filter((one) => isResting(one) && !members.pooled.includes(one));
  const old = members.pooled.length;
  const isBack = refresh.status === "RollbackInProgress";
  const warm = {
    done: Math.min(size, isBack ? old : resting.length),
    toUpdate: isBack ? Math.min(size, resting.length) : old,
  };
  return {
    ...shown(live.done + warm.done, live.of + size, live.toUpdate + warm.toUpdate),
    ProgressDetails: {
      LivePoolProgress: shown(live.done, live.of, live.toUpdate),
      WarmPoolProgress: shown(warm.done, size, warm.toUpdate),
    },
  };
};

const livePool = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers) => {
  const { total, updated } = unitsOf(snapshot, refresh, members);
  const old = members.outdated.length + members.standing.length;
  if (refresh.status === "RollbackInProgress")
    return { done: Math.min(total, old), of: total, toUpdate: Math.min(total, members.fresh.length) };
  const spared = total - Math.ceil((total * lastCheckpoint(refresh)) / 100);
  return { done: updated, of: total, toUpdate: Math.max(0, old - spared) };
};

const shown = (done: number, of: number, InstancesToUpdate: number) => ({
  PercentageComplete: of === 0 ? 100 : Math.floor((100 * done) / of),
  InstancesToUpdate,
});

/** What the refresh waits for; undefined if for instances to come into service. Recorded of AWS, but for what alarms, processes, checks and people have to do with. */
export const waitsFor = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers): string | undefined => {
  // "Cannot replace instances until new data points are found."
  const lacking = refresh.preferences.AlarmSpecification?.Alarms?.find(
    (name) => snapshot.alarm(name) === "INSUFFICIENT_DATA",
  );
  if (lacking) return `Waiting for the CloudWatch alarm ${lacking} to have sufficient data.`;
  const fresh = members.fresh.filter(({ id, state }) => state === "InService" && !refresh.earlier.includes(id));
  if (fresh.some((one) => !isSeen(snapshot, one) && one.unhealthy === undefined))
    return "Waiting for a health check interval to pass before continuing.";
  const warming = fresh.find((one) => isHealthy(snapshot, one) && isWarming(snapshot, refresh, one));
  if (warming) return `Waiting for instances to warm up before continuing. For example: ${warming.id} is warming up.`;
  for (const process of ["InstanceRefresh", "Launch", "Terminate"])
    if (isSuspended(snapshot.group, process)) return `Waiting for the process ${process} to be resumed.`;
  const [leaving] = members.leaving;
  if (leaving) return `Waiting for terminating instances before continuing. For example: ${leaving.id} is terminating.`;
  const missing = unavailable(snapshot, refresh, members);
  return missing && `Waiting for remaining instances to be available. For example: ${missing}`;
};

const unavailable = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers): string | undefined => {
  const failing = [...members.fresh, ...members.outdated].find(
    (one) =>
      one.state === "InService" &&
      (one.unhealthy !== undefined || (isSeen(snapshot, one) && !passesElb(snapshot, one))),
  );
  if (failing) return `${failing.id} does not pass its health checks.`;
  const unseen = members.outdated.find((one) => one.state === "InService" && !isSeen(snapshot, one));
  if (unseen) return `${unseen.id} has insufficient data to evaluate its health with Amazon EC2.`;
  if (members.fresh.some((one) => !isUpdated(snapshot, refresh, one))) return undefined;
  const kept = members.outdated.find(
    (one) => one.state === "InService" && one.protectedFromScaleIn && !members.replaceable.includes(one),
  );
  if (kept) return `${kept.id} is protected from scale in.`;
  const [standing] = members.standing;
  return standing && `${standing.id} is in Standby.`;
};
