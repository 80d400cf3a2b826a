/**
 * The gates of a rolling update: how far AWS is with the refresh, whether the environment's checks let it past a checkpoint, and whether
 * every instance runs the release in the end.
 */
import { isForward, isSameVersion, othersThan, type RefreshView } from "../resources/described/instance-refresh.ts";
import { alarming, type RegisteredAlarms } from "./alarms.ts";
import { answeringIn } from "./capacity.ts";
import { type Checking, checksGate } from "./checks.ts";
import { failed, lookAgain, plural, ready, type Verdict, type Wait, waiting } from "./gates.ts";
import { ownMinimum } from "./hold.ts";
import type { Rolling } from "./rolling.ts";
import type { RollingFleet } from "./rolling-fleet.ts";
import type { TemplateVersion } from "./view.ts";

/** How far a refresh was, and how far the checks have let it, from look to look: the machine hands it on. */
export interface Progress {
  /** How far it was when it went on last, in percent, and when that was seen (ISO 8601); missing before the first look. */
  readonly percent: number;
  readonly since?: string;
  /** The percentage of the last checkpoint that the checks let pass. */
  readonly passed: number;
  /** How many calls of the next one were answered as expected so far. */
  readonly calls: number;
  /** How far the refresh was when a look first found the next one reached; missing until then. */
  readonly reached?: number;
}

/** Before the first look. */
export const noProgress: Progress = { percent: 0, passed: 0, calls: 0 };

/** The refresh to that version, as AWS shows it. */
export const refreshTo = (
  { refreshes }: Pick<RollingFleet, "refreshes">,
  launched: TemplateVersion,
): RefreshView | undefined => refreshes.find(({ desired }) => isSameVersion(desired, launched));

/** The checkpoint that is reached and that the checks have not let pass; undefined if none is. Small groups skip some. */
export const checkpointDue = (
  refresh: RefreshView | undefined,
  { checkpoints: { percentages } }: Rolling,
  { passed }: Progress,
): number | undefined =>
  refresh === undefined || !isForward(refresh)
    ? undefined
    : percentages.findLast((percent) => percent > passed && percent <= refresh.percent);

const mostAsks = 60;

/**
 * How often a check is asked at a checkpoint. A load balancer cannot be asked for the new instances alone: so often, that with 99 % one of
 * them is among those that answer, if so many percent are new.
 */
export const asksAt = (percent: number): number =>
  Math.min(mostAsks, Math.ceil(Math.log(0.01) / Math.log(1 - Math.min(99, percent) / 100)));

/** What a look at a refresh sees. */
export interface RefreshLook {
  readonly launched: TemplateVersion;
  readonly rolling: Rolling;
  /** How long instances may take to become healthy: for so long a refresh may be no further. */
  readonly healthySeconds: number;
  readonly registered: RegisteredAlarms;
  readonly checkpoint: CheckpointLook;
}

/** A checkpoint as a look sees it. */
export interface CheckpointLook {
  /** As the look before left it. */
  readonly before: Progress;
  /** The answers to the checks, which are asked if a checkpoint is due. */
  readonly checking: Checking;
  /** In milliseconds since the epoch. */
  readonly seenAt: number;
}

/** For so long AWS may not show a refresh that it has taken. */
const unseenSeconds = 120;

/** AWS is further about as often. */
const changesEverySeconds = 30;

/** What AWS pauses for at a checkpoint is looked at well before it goes on, and who waits for a cluster's hook is asked about well in its time. */
const lookSeconds = (wait: Wait, { checkpoints: { percentages }, hook }: Rolling): number => {
  const usual = lookAgain(wait, changesEverySeconds);
  return percentages.length === 0 && hook === undefined ? usual : Math.min(usual, 60);
};

const saying = ({ reason }: RefreshView): string => (reason === "" ? "" : ` (AWS: ${reason.replace(/\.$/, "")})`);

const sinceOf = ({ since }: Progress, now: number): number => (since === undefined ? now : Date.parse(since));

/**
 * A refresh that is no further for as long as instances may take to become healthy never will be: AWS gives up only after an hour. It rests at
 * checkpoints, and is done while it bakes.
 */
const stalledGate = (
  { status, percent, left }: RefreshView,
  { rolling, healthySeconds, checkpoint: { before } }: RefreshLook,
  { now }: Wait,
): Verdict | undefined => {
  const { percentages, seconds } = rolling.checkpoints;
  // For each instance that comes another one goes, and the cluster's hook may let both wait.
  const gatesSeconds = 2 * (rolling.hook?.timeout ?? 0);
  const patienceSeconds = healthySeconds + gatesSeconds + (percentages.length === 0 ? 0 : seconds);
  const still = Math.round((now - sinceOf(before, now)) / 1_000);
  if (status === "Baking" || percent > before.percent || still < patienceSeconds) return undefined;
  return failed(
    `AWS is at ${percent} % for ${still} s, ${left} instances left: new ones do not become healthy; timeouts.healthy is ${healthySeconds} s`,
  );
};

/** Whether the checks let the refresh past a checkpoint: within the first half of AWS's pause, so that a late look is in time still. */
const checkpointGate = (
  due: number,
  refresh: RefreshView,
  { rolling, checkpoint: { before, checking } }: RefreshLook,
  wait: Wait,
): Verdict => {
  const verdict = checksGate(checking);
  if (verdict.verdict !== "failed") return verdict;
  const { reached = refresh.percent } = before;
  const pauseSeconds = rolling.checkpoints.seconds;
  const since = before.reached === undefined ? wait.now : sinceOf(before, wait.now);
  const why = `the checks do not pass at the checkpoint of ${due} %: ${verdict.reason}`;
  if (refresh.percent > reached) return failed(`${why} AWS went on meanwhile, and is at ${refresh.percent} %`);
  return waiting(
    why.replace(/\.$/, ""),
    { since, now: wait.now, deadlineSeconds: Math.floor(pauseSeconds / 2) },
    Math.max(5, Math.floor(pauseSeconds / 20)),
  );
};

/** Whether, once AWS says that it is done, all of the group is the release and answers. */
const arrivedGate = (fleet: RollingFleet, launched: TemplateVersion, wait: Wait): Verdict => {
  const { group, targetGroups } = fleet;
  const others = othersThan(launched, group.instances);
  const serving = group.instances.filter(({ lifecycleState }) => lifecycleState === "InService");
  const needed = Math.max(1, ownMinimum(group));
  const short = targetGroups.find((each) => answeringIn(fleet, each, launched) < needed);
  const why = [
    ...(isSameVersion(group.launchTemplate, launched)
      ? []
      : [`${group.name} launches version ${group.launchTemplate.version} still`]),
    ...(others.length > 0 ? [`${plural(others.length, "instance")} of another version (${others.join(", ")})`] : []),
    ...(serving.length < needed ? [`${serving.length} of ${needed} instances in service`] : []),
    ...(short === undefined ? [] : [`${short.name} has ${answeringIn(fleet, short, launched)} healthy of ${needed}`]),
  ];
  return why.length === 0
    ? ready(`all ${plural(serving.length, "instance")} of ${group.name} run version ${launched.version}, and answer`)
    : waiting(`the refresh is done, but ${why.join("; ")}`, wait, 10);
};

const goingGate = (fleet: RollingFleet, refresh: RefreshView, look: RefreshLook, wait: Wait): Verdict => {
  const due = checkpointDue(refresh, look.rolling, look.checkpoint.before);
  const checked = due === undefined ? undefined : checkpointGate(due, refresh, look, wait);
  if (checked !== undefined && checked.verdict !== "ready") return checked;
  const stalled = stalledGate(refresh, look, wait);
  if (stalled !== undefined) return stalled;
  const passed = checked === undefined ? "" : `; the checkpoint of ${due} % is passed: ${checked.reason}`;
  const doing =
    refresh.status === "Baking"
      ? `AWS watches ${fleet.group.name} bake`
      : `AWS replaces the instances of ${fleet.group.name}: ${refresh.percent} %, ${refresh.left} left`;
  return waiting(`${doing}${saying(refresh)}${passed}`, wait, lookSeconds(wait, look.rolling));
};

/** One look at the refresh to the release. */
export const refreshGate = (fleet: RollingFleet, look: RefreshLook, wait: Wait): Verdict => {
  const refresh = refreshTo(fleet, look.launched);
  if (refresh === undefined)
    return waiting(
      `AWS does not show a refresh of ${fleet.group.name} to version ${look.launched.version}`,
      { ...wait, deadlineSeconds: unseenSeconds },
      5,
    );
  const ringing = alarming(look.registered);
  if (isForward(refresh)) return ringing === undefined ? goingGate(fleet, refresh, look, wait) : failed(ringing);
  if (refresh.status === "Successful") return arrivedGate(fleet, look.launched, wait);
  return failed(
    `the refresh of ${fleet.group.name} to version ${look.launched.version} is ${refresh.status} at ${refresh.percent} %${saying(refresh)}`,
  );
};

/** What the next look is told. */
export const nextProgress = (fleet: RollingFleet, { launched, rolling, checkpoint }: RefreshLook): Progress => {
  const { before, checking, seenAt } = checkpoint;
  const refresh = refreshTo(fleet, launched);
  const due = checkpointDue(refresh, rolling, before);
  const isFurther = before.since === undefined || (refresh?.percent ?? 0) > before.percent;
  const gone = isFurther
    ? { percent: refresh?.percent ?? 0, since: new Date(seenAt).toISOString() }
    : { percent: before.percent, ...(before.since !== undefined && { since: before.since }) };
  if (refresh === undefined || due === undefined) return { ...gone, passed: before.passed, calls: 0 };
  const { verdict } = checksGate(checking);
  if (verdict === "ready") return { ...gone, passed: due, calls: 0 };
  const { passed, reached = refresh.percent } = before;
  return { ...gone, passed, calls: verdict === "failed" ? 0 : checking.before + checking.answers.length, reached };
};
