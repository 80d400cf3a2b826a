/**
 * What is next for an instance refresh.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
import { isActive, isRetained, isSuspended, isTerminating } from "./group.ts";
import { capacityOf } from "./mixed-instances.ts";
import type { Group, GroupMember, InstanceRefresh } from "./records.ts";
import { isUpdated, type RefreshMembers, refreshMembers, unitsOf } from "./refresh-members.ts";
import { boundsOfRefresh, isHeldUp, replacedNow } from "./refresh-pace.ts";
import { isResting, lastCheckpoint, progressOf, waitsFor } from "./refresh-progress.ts";
import type { Snapshot, Step } from "./steps.ts";
import { sentenceAt } from "./text.ts";
import { desiredPoolSize, pooledMembers } from "./warm-pool-size.ts";

/** "The operation goes into Pending status while it's initializing": recorded, for 5 to 10 seconds. */
const initializingMilliseconds = 5_000;
const hourMilliseconds = 3_600_000;
/** "The maximum amount of time that an instance refresh can continue to actively replace instances is 14 days." */
const longestMilliseconds = 14 * 24 * hourMilliseconds;
/** How exactly it is written down since when nothing has come of it. */
const patienceStepMilliseconds = 5 * 60_000;

type Refreshing = (snapshot: Snapshot, refresh: InstanceRefresh) => readonly Step[];

/** What the group's refresh does next; nothing if there is none, or it has to wait. */
export const refreshSteps = (snapshot: Snapshot): readonly Step[] => {
  const { refresh } = snapshot.group;
  if (refresh === undefined) return [];
  switch (refresh.status) {
    case "Pending":
      return beginning(snapshot, refresh);
    case "Cancelling":
      return cancelling(snapshot, refresh);
    case "Baking":
      return baking(snapshot, refresh);
    default:
      return replacing(snapshot, refresh);
  }
};

const beginning: Refreshing = (snapshot, pending) => {
  const { now, group } = snapshot;
  if (now < pending.requested + initializingMilliseconds) return [];
  const earlier = group.members.filter((one) => !isTerminating(one) && !isRetained(one)).map(({ id }) => id);
  const begun = { status: "InProgress", start: now, earlier } as const;
  const refresh = { ...pending, ...begun };
  const then = { ...snapshot, group: { ...group, refresh } };
  const progress = progressOf(then, refresh, refreshMembers(then, refresh));
  return [{ kind: "refresh", change: { ...begun, progress }, event: "Started" }];
};

const cancelling: Refreshing = ({ now, group }, { waits, earlier }) => {
  const isMoving = (one: GroupMember) =>
    one.state.startsWith("Pending") || (isTerminating(one) && earlier.includes(one.id));
  return waits && group.members.some(isMoving) ? [] : [ended(now, "Cancelled", undefined, "Cancelled")];
};

const baking: Refreshing = (snapshot, refresh) => {
  const { now } = snapshot;
  const { bakesUntil = now } = refresh;
  const wrong = whatIsWrong(snapshot, refresh);
  if (wrong) return [failing(snapshot, refresh, wrong)];
  if (now < bakesUntil) return [];
  if (isDone(snapshot, refresh, refreshMembers(snapshot, refresh)))
    return [ended(now, "Successful", undefined, "Succeeded")];
  return now < bakesUntil + hourMilliseconds ? [] : [failing(snapshot, refresh, stuck)];
};

const replacing: Refreshing = (snapshot, refresh) => {
  const wrong = whatIsWrong(snapshot, refresh);
  if (wrong) return [failing(snapshot, refresh, wrong)];
  const members = refreshMembers(snapshot, refresh);
  const checkpoint = checkpointStep(snapshot, refresh, members);
  if (checkpoint) return [checkpoint];
  const isPaused = refresh.checkpoint !== undefined && snapshot.now < refresh.checkpoint.until;
  if (!isPaused && isDone(snapshot, refresh, members)) return [finishing(snapshot, refresh, members)];
  const replaced = [
    ...replacedNow(snapshot, refresh, members),
    ...standingNow(snapshot, refresh, members),
    ...pooledNow(snapshot, refresh, members),
  ];
  const cause = sentenceAt(snapshot.now, "an instance was taken out of service in response to an instance refresh");
  if (replaced.length > 0) return replaced.map(({ id: instance }) => ({ kind: "terminate", instance, cause }));
  return telling(snapshot, refresh, members);
};

const finishing = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers): Step => {
  const { now } = snapshot;
  const { BakeTime = 0 } = refresh.preferences;
  const progress = progressOf(snapshot, refresh, members);
  if (refresh.status === "RollbackInProgress")
    return ended(now, "RollbackSuccessful", undefined, "Rollback Succeeded", { progress });
  if (BakeTime === 0) return ended(now, "Successful", undefined, "Succeeded", { progress });
  const change = { status: "Baking", bakesUntil: now + BakeTime * 1000, reason: undefined, progress } as const;
  return { kind: "refresh", change, event: "Started Baking" };
};

/** A step that ends a refresh. */
const ended = (
  end: number,
  status: InstanceRefresh["status"],
  reason: string | undefined,
  event: string,
  more: Partial<InstanceRefresh> = {},
): Step => ({ kind: "refresh", change: { ...more, status, reason, end }, event });

const stuck = "The instance refresh has made no progress for an hour.";

/** Why the refresh cannot go on; undefined if it can. The words are not AWS's. */
const whatIsWrong = ({ now, alarm, group }: Snapshot, refresh: InstanceRefresh): string | undefined => {
  const { preferences, rollback, start = now, best, status } = refresh;
  const alarms = status === "RollbackInProgress" ? [] : (preferences.AlarmSpecification?.Alarms ?? []);
  const alarmed = alarms.find((name) => alarm(name) === "ALARM");
  if (alarmed) return `The CloudWatch alarm ${alarmed} went into the ALARM state.`;
  if (now >= (rollback?.start ?? start) + longestMilliseconds) return "The instance refresh has lasted for 14 days.";
  if (status === "Baking" || best === undefined || isWaitedFor(group, now)) return undefined;
  // "It keeps retrying for an hour": after the time that an instance takes anyway.
  const patience = hourMilliseconds + (preferences.InstanceWarmup ?? 0) * 1000;
  return now - best.since >= patience ? stuck : undefined;
};

/** Whether somebody lets the refresh wait: at a checkpoint, with the process suspended, or with a lifecycle hook. */
const isWaitedFor = (group: Group, now: number): boolean =>
  isSuspended(group, "InstanceRefresh") ||
  now < (group.refresh?.checkpoint?.until ?? now) ||
  group.members.some(({ state }) => state.endsWith(":Wait"));

const failing = (snapshot: Snapshot, refresh: InstanceRefresh, why: string): Step => {
  const { now, group } = snapshot;
  if (refresh.status === "RollbackInProgress") return ended(now, "RollbackFailed", why, "Rollback Failed");
  if (!refresh.preferences.AutoRollback) return ended(now, "Failed", why, "Failed");
  const change = rollbackOf(group, refresh, now, `Rollback triggered automatically. ${why}`);
  return { kind: "refresh", change, event: "Rollback Started" };
};

/** How a refresh begins to roll back: "replaces the instances that have been deployed so far". */
export const rollbackOf = (
  group: Group,
  { earlier, progress = { PercentageComplete: 0, InstancesToUpdate: earlier.length } }: InstanceRefresh,
  now: number,
  reason: string,
): Partial<InstanceRefresh> => ({
  status: "RollbackInProgress",
  reason,
  rollback: { reason, start: now, from: progress },
  deployed: group.members.filter((one) => !isTerminating(one) && !earlier.includes(one.id)).map(({ id }) => id),
  checkpoint: undefined,
  bakesUntil: undefined,
  best: undefined,
});

/**
 * The refresh has come to a checkpoint: those that it has passed as well are skipped. "When a scale-out activity occurs and the size of the
 * group increases, an in progress operation could reach a checkpoint again." Nothing waits for the last one, and nobody hears of 100.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-adding-checkpoints-instance-refresh.html
 */
const checkpointStep = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers): Step | undefined => {
  const { CheckpointPercentages: percentages = [], CheckpointDelay: delay = 0 } = refresh.preferences;
  if (refresh.status !== "InProgress" || percentages.length === 0) return undefined;
  const { total: of, updated } = unitsOf(snapshot, refresh, members);
  const percentage = percentages.findLast((one) => updated >= Math.ceil((of * one) / 100)) ?? 0;
  const last = refresh.checkpoint ?? { percentage: 0, of };
  if (percentage < last.percentage && of > last.of)
    return { kind: "refresh", change: { checkpoint: { percentage, of, until: 0 } } };
  if (percentage <= last.percentage || percentage === 100) return undefined;
  const until = percentage === percentages.at(-1) ? snapshot.now : snapshot.now + delay * 1000;
  return {
    kind: "refresh",
    change: { checkpoint: { percentage, of, until }, progress: progressOf(snapshot, refresh, members) },
    event: "Checkpoint Reached",
    detail: { CheckpointPercentage: String(percentage), CheckpointDelay: String(delay) },
  };
};

/** Everything that is to be replaced is, and ready; what was replaced has gone. */
const isDone = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers): boolean => {
  const { total, updated } = unitsOf(snapshot, refresh, members);
  if (members.leaving.length > 0) return false;
  const last = lastCheckpoint(refresh);
  if (last < 100 && refresh.status !== "RollbackInProgress") return updated >= Math.ceil((total * last) / 100);
  const isLiveDone = isLiveUpdated(snapshot, refresh, members) && members.standing.length === 0;
  return isLiveDone && isPoolUpdated(snapshot, members);
};

const isLiveUpdated = (snapshot: Snapshot, refresh: InstanceRefresh, { outdated, fresh }: RefreshMembers): boolean => {
  const { members, settings } = snapshot.group;
  const isWhole = capacityOf(members.filter(isActive)) >= settings.DesiredCapacity;
  return outdated.length === 0 && isWhole && fresh.every((one) => isUpdated(snapshot, refresh, one));
};

const isPoolUpdated = ({ group, pool }: Snapshot, { pooled }: RefreshMembers): boolean =>
  pool === undefined ||
  (pooled.length === 0 && pooledMembers(group).filter(isResting).length >= desiredPoolSize(group, pool));

const standingNow = (
  snapshot: Snapshot,
  refresh: InstanceRefresh,
  { standing }: RefreshMembers,
): readonly GroupMember[] =>
  refresh.preferences.StandbyInstances === "Terminate" && !isHeldUp(snapshot, refresh)
    ? standing.filter(({ state }) => state === "Standby")
    : [];

/** "Replace InService instances before instances that are in a warm pool", whose minimum is counted by itself. It fills up as ever. */
const pooledNow = (snapshot: Snapshot, refresh: InstanceRefresh, members: RefreshMembers): readonly GroupMember[] => {
  const isTurn = isLiveUpdated(snapshot, refresh, members) && members.leaving.length === 0;
  if (!isTurn || isHeldUp(snapshot, refresh)) return [];
  const { MaxHealthyPercentage: _, ...preferences } = refresh.preferences;
  const { floor } = boundsOfRefresh(desiredPoolSize(snapshot.group, snapshot.pool), preferences);
  const resting = pooledMembers(snapshot.group).filter(isResting);
  return members.pooled.filter(isResting).slice(0, Math.max(0, resting.length - floor));
};

/** Writes down how far the refresh is, and what it waits for, if that has changed. */
const telling: (...of: [Snapshot, InstanceRefresh, RefreshMembers]) => readonly Step[] = (
  snapshot,
  refresh,
  members,
) => {
  const { now, group } = snapshot;
  const progress = progressOf(snapshot, refresh, members);
  const reason = waitsFor(snapshot, refresh, members) ?? refresh.rollback?.reason;
  const { left } = unitsOf(snapshot, refresh, members);
  const { best } = refresh;
  const isBetter = best === undefined || left < best.left;
  const isExcused = isWaitedFor(group, now) && now - (best?.since ?? now) >= patienceStepMilliseconds;
  const isToldAlready =
    reason === refresh.reason &&
    JSON.stringify(progress) === JSON.stringify(refresh.progress) &&
    !isBetter &&
    !isExcused;
  if (isToldAlready) return [];
  const since = { best: { left: isBetter ? left : best.left, since: now } };
  return [{ kind: "refresh", change: { progress, reason, ...(isBetter || isExcused ? since : {}) } }];
};
