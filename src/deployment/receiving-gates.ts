/** The gates of the side that is to get traffic: is it the release, and can it carry what the traffic needs? */
import { answeringIn, answeringUnits, instancesIn, neededUnits, runs, strangersOf } from "./capacity.ts";
import {
  failed,
  lookAgain,
  plural,
  ready,
  unhealthyReason,
  type Verdict,
  type Wait,
  waited,
  waiting,
} from "./gates.ts";
import { moves } from "./launched.ts";
import { type Losses, lossesOf } from "./losses.ts";
import {
  type ActivityView,
  type InstanceView,
  type SideView,
  slowestIntervalSeconds,
  type TargetGroupView,
  type TemplateVersion,
} from "./view.ts";

/** Of a fleet of this size this many may die, or as many launches fail, before that says something of the release. */
const fewLosses = 2;

/** A shortage of instances passes: only once this part of the time allowed is over do launches that only fail end the wait. */
const shortagePart = 1 / 4;

const isHopeless = ({ deaths, failedLaunches }: Losses, size: number, wait: Wait): string | undefined => {
  const [death] = deaths;
  if (deaths.length > Math.max(fewLosses, Math.ceil(size / 2)))
    return `instances keep dying: ${deaths.length} lost since the launch, the last: ${death}`;
  const [failure] = failedLaunches;
  if (failedLaunches.length > Math.max(fewLosses, size) && waited(wait) >= wait.deadlineSeconds * shortagePart)
    return `instances cannot be launched: ${failedLaunches.length} launches failed in ${waited(wait)} s and none came through, the last: ${failure}`;
  return undefined;
};

/** The group of whose targets every one fails its checks; undefined if there is none. */
const brokenGroup = ({ targetGroups }: SideView): TargetGroupView | undefined =>
  targetGroups.find(({ targets }) => targets.length > 0 && targets.every(({ state }) => state === "unhealthy"));

/** The instances of a side that run something else than it launches; undefined if there are none. */
const otherVersions = ({ group }: SideView, launched: TemplateVersion): string | undefined => {
  const others = group.instances.filter((instance) => !runs(instance, launched));
  const named = ({ id, launchTemplate: from }: InstanceView) =>
    `${id} runs ${from === undefined ? "what no launch template made" : `version ${from.version} of ${from.id}`}`;
  return (
    others[0] &&
    `${plural(others.length, "instance")} of another version (${named(others[0])}, expected version ${launched.version} of ${launched.id})`
  );
};

/** That a side's group launches something else by now; undefined if it does not. A version that nobody could resolve is any. */
const launchesOther = (
  { side, group: { name, launchTemplate } }: SideView,
  launched: TemplateVersion,
): Verdict | undefined =>
  launchTemplate.id === launched.id && (launchTemplate.version === launched.version || moves(launchTemplate.version))
    ? undefined
    : failed(
        `${side} launches something else by now: group ${name} names version ${launchTemplate.version} of ${launchTemplate.id}, expected version ${launched.version} of ${launched.id}. Somebody changed it meanwhile; deploy again`,
      );

const counts = (side: SideView, needed: number, launched: TemplateVersion): string =>
  side.targetGroups.map((group) => `${group.name} ${answeringIn(side, group, launched)}/${needed}`).join(", ");

/** A wait for a side to become healthy. */
export interface HealthyWait {
  /** In units of its group's size. */
  readonly needed: number;
  /** What its instances are to run: others do not count. */
  readonly launched: TemplateVersion;
  /** What happened to its group since the wait began. */
  readonly activities: readonly ActivityView[];
  /** How long all targets of one of its groups may fail their checks, where the environment says so. */
  readonly unhealthySeconds?: number | undefined;
}

/**
 * Every target group of the side has at least what is needed, of the version that was launched. An empty list is "not ready", never
 * success. How long a server boots is known to nobody but its owner: so what is unhealthy may become healthy until the deadline, or for as
 * long as the environment says. A side fails at once if its instances keep dying, and soon if none can be launched.
 */
export const healthyGate = (
  side: SideView,
  { needed, launched, activities, unhealthySeconds = Number.POSITIVE_INFINITY }: HealthyWait,
  wait: Wait,
): Verdict => {
  const other = launchesOther(side, launched);
  if (other !== undefined) return other;
  if (needed > 0 && answeringUnits(side, launched) >= needed)
    return ready(`${side.side} is healthy: ${counts(side, needed, launched)}`);

  const losses = lossesOf(activities);
  const hopeless = isHopeless(losses, instancesIn(needed, side.group), wait);
  if (hopeless !== undefined) return failed(`${side.side}'s ${hopeless}`);

  const broken = brokenGroup(side);
  if (broken !== undefined && waited(wait) >= unhealthySeconds)
    return failed(
      `No instance of ${side.side} ever became healthy: all ${broken.targets.length} targets of ${broken.name} fail their health checks ${waited(wait)} s after the launch (${unhealthyReason(broken)}); timeouts.unhealthy is ${unhealthySeconds} s`,
    );
  const why = [
    otherVersions(side, launched),
    broken && `all targets of ${broken.name} fail their health checks (${unhealthyReason(broken)})`,
    losses.failedLaunches[0] &&
      `${plural(losses.failedLaunches.length, "launch", "es")} failed, the last: ${losses.failedLaunches[0]}`,
  ].filter((each) => each !== undefined);
  return waiting(
    [`${side.side} is not healthy yet: ${counts(side, needed, launched)}`, ...why].join("; ").replace(/\.$/, ""),
    wait,
    lookAgain(wait, slowestIntervalSeconds(side)),
  );
};

/** A share of the traffic, and what it needs in units of a group's size. */
export interface ShareNeeds {
  readonly percent: number;
  readonly units: number;
}

/**
 * The side that is to get traffic can carry what the other needs now, or the share that it gets, with instances of the version that it
 * launches. Requires the health of both to have been read.
 */
export const switchGate = (
  idle: SideView,
  active: SideView,
  launched: TemplateVersion,
  { percent, units: needed }: ShareNeeds = { percent: 100, units: neededUnits(active) },
): Verdict => {
  const other = launchesOther(idle, launched);
  if (other !== undefined) return other;
  const short = idle.targetGroups.find((group) => answeringIn(idle, group, launched) < needed);
  if (short === undefined) return ready(`${idle.side} has at least ${needed} healthy in every target group`);
  const why = short.targets.length === 0 ? "deploy a release to it first" : otherVersions(idle, launched);
  const strangers = strangersOf(active);
  return failed(
    [
      percent === 100
        ? `${idle.side} cannot take the traffic: ${short.name} has ${answeringIn(idle, short, launched)} healthy, ${active.side} needs ${needed}`
        : `${idle.side} cannot take ${percent} % of the traffic: ${short.name} has ${answeringIn(idle, short, launched)} healthy, that share needs ${needed}`,
      ...(strangers.length === 0
        ? []
        : [`${active.side} has targets that are no instance of ${active.group.name}: ${strangers.join(", ")}`]),
      ...(why === undefined ? [] : [why]),
    ].join("; "),
  );
};
