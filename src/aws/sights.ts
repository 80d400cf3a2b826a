/** How what a step looks at is read: one reader for each sight. */
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { systemClock } from "../clock.ts";
import { type Answered, type Checking, callsOf, checksOf, judgeCheck, type Probe } from "../deployment/checks.ts";
import { asLongBefore, knownSince, type MeasuredMinutes } from "../deployment/comparison.ts";
import { drainSecondsOf } from "../deployment/described-waits.ts";
import { drainingSince } from "../deployment/emptying.ts";
import { twoSided } from "../deployment/environment.ts";
import { withHolds } from "../deployment/hold.ts";
import { underwayOf } from "../deployment/moves.ts";
import { previewsOf } from "../deployment/preview-doors.ts";
import { spreading } from "../deployment/previews.ts";
import type { Progress } from "../deployment/refresh-gates.ts";
import type { Given, LookingStep, Sights } from "../deployment/steps/step.ts";
import { activeSide, bothSides, idleSide } from "../deployment/traffic.ts";
import { hasOwnTemplate } from "../deployment/upgrade/own-template.ts";
import { withTargetGroups } from "../deployment/view.ts";
import { alarmsOf } from "./alarms.ts";
import { request } from "./http-check.ts";
import { readLaunchTemplateData, templateTags } from "./launch-templates.ts";
import { rulesOfListeners } from "./listener-rules.ts";
import { measuredMinutes } from "./measured-minutes.ts";
import { activitiesOf, type Observers, observeSides, withHealth, withHealthChecks } from "./observe.ts";
import { predictivePolicies } from "./predictive-sight.ts";
import type { Run } from "./run.ts";
import { readingAttributes } from "./target-group-attributes.ts";
import { waitsOf } from "./waits.ts";

/**
 * What a sight is read with: what was seen before it, the run, since when the step waits, in milliseconds since the epoch, and how many
 * checks the looks before this one passed.
 */
export interface Reading {
  readonly seen: Given & Partial<Sights>;
  readonly run: Run;
  readonly since: number;
  readonly passed: number;
  /** What the look before told this one of a refresh. */
  readonly progress: Progress;
}

/** A reader for each of the sights that a step names. */
export type Readers<Look extends keyof Sights> = {
  readonly [Sight in Look]: (reading: Reading) => Promise<Sights[Sight]>;
};

const viewIn = ({ seen: { view } }: Reading) => {
  if (view === undefined)
    throw new TypeError("A step looks at its view before anything else of an upgraded environment.");
  return view;
};

/** The environment, with the holds that stand and the health of the sides that the step asks for. */
export const viewFor =
  ({ health, healthChecks }: Pick<LookingStep<"view">, "health" | "healthChecks">, observers: Observers) =>
  async ({ seen, run }: Reading): Promise<Sights["view"]> => {
    const observed = await observeSides(observers, twoSided(seen.environment), run.loadBalancer);
    const view = withHolds(observed, seen.holds ?? []);
    const groups = (health?.({ ...seen, view }) ?? []).flatMap(({ targetGroups }) => targetGroups);
    const { loadBalancing } = observers;
    const asked = healthChecks === true ? await withHealthChecks(loadBalancing, groups, run.healthChecks) : groups;
    return withTargetGroups(view, await withHealth(loadBalancing, asked));
  };

/** What happened to the idle group since the wait began. */
export const idleActivities = (autoScaling: AutoScalingClient) => (reading: Reading) =>
  activitiesOf(autoScaling, idleSide(viewIn(reading)).group.name, reading.since);

/** How the idle side's instances go, once the environment's time for that is over. */
export const overdueDeparture = (observers: Observers) => async (reading: Reading) => {
  const { since, seen } = reading;
  const seenAt = systemClock.now();
  if (seenAt < since + seen.environment.timeouts.empty * 1_000) return null;
  return { ...(await waitsOf(observers, idleSide(viewIn(reading)))), since, seenAt };
};

/** When the idle side's targets are drained at the soonest; AWS is asked for their delay only where it is known since when they drain. */
export const idleDraining = (loadBalancing: ElasticLoadBalancingV2Client) => async (reading: Reading) => {
  const idle = idleSide(viewIn(reading));
  const since = drainingSince(idle, { now: systemClock.now(), emptiedAt: reading.seen.emptiedAt });
  if (since === undefined) return null;
  const attributesOf = readingAttributes(loadBalancing);
  const seconds = drainSecondsOf(await Promise.all(idle.targetGroups.map(({ arn }) => attributesOf(arn))));
  return since + seconds * 1_000;
};

/** The alarms that the environment registers, as far as they exist. */
export const registeredAlarms = (cloudWatch: CloudWatchClient) => (reading: Reading) =>
  alarmsOf(cloudWatch, reading.seen.environment.bake.alarms);

/** The rules of the production listeners, for an environment with a preview. */
export const productionRules = (loadBalancing: ElasticLoadBalancingV2Client) => (reading: Reading) => {
  const { environment, opened = [] } = reading.seen;
  const isPreviewed = twoSided(environment).preview !== undefined || opened.length > 0;
  return isPreviewed ? rulesOfListeners(loadBalancing, viewIn(reading)) : Promise.resolve([]);
};

/** The predictive policies of both sides. */
export const bothPredictive = (autoScaling: AutoScalingClient) => (reading: Reading) =>
  predictivePolicies(autoScaling, viewIn(reading));

/** What the active side launches. */
export const activeTemplate = (ec2: EC2Client) => (reading: Reading) =>
  readLaunchTemplateData(ec2, bothSides(viewIn(reading)).active.group.launchTemplate);

/** The tags of the template that a person made, as long as the idle side launches from that. */
export const idleTemplateTags =
  (ec2: EC2Client) =>
  async (reading: Reading): Promise<Sights["templateTags"]> => {
    const view = viewIn(reading);
    const { side, group } = idleSide(view);
    return hasOwnTemplate(view, side) ? {} : templateTags(ec2, group.launchTemplate.id);
  };

/** For how long one look goes on with the checks, in milliseconds: the function has that, and 10 s for the answer to its last call. */
const checkingTime = 20_000;

/**
 * The answers to calls, one after the other, from where the look before stopped: up to the first that is not as expected, or until this look
 * has had its time.
 */
export const answersTo = async (calls: readonly Probe[], passed: number): Promise<Checking> => {
  const began = systemClock.now();
  const answers: Answered[] = [];
  for (const probe of calls.slice(passed)) {
    const answered = { probe, answer: await request(probe) };
    answers.push(answered);
    if (judgeCheck(answered).verdict !== "ready" || systemClock.now() - began >= checkingTime) break;
  }
  return { before: passed, answers, of: calls.length };
};

/** The idle side's answers to the environment's checks: none while a preview may not be everywhere yet. */
export const idleChecks = async (reading: Reading): Promise<Checking> => {
  const view = viewIn(reading);
  const { environment, rules = [], opened = [] } = reading.seen;
  const calls = callsOf(checksOf(environment, view, idleSide(view).side, previewsOf(view, rules, opened)));
  if (spreading(opened, systemClock.now()) !== undefined)
    return { before: reading.passed, answers: [], of: calls.length };
  return answersTo(calls, reading.passed);
};

/** All of them once, and once more when the wait is over, in which the side is watched. */
const watched = (calls: readonly Probe[], isOver: boolean) => (isOver ? [...calls, ...calls] : calls);

/** Those of the side that has the traffic: all of them once, and all once more when the bake is over. */
export const bakeChecks = (reading: Reading): Promise<Checking> => {
  const view = viewIn(reading);
  const { environment } = reading.seen;
  const calls = callsOf(checksOf(environment, view, activeSide(view)));
  const isOver = systemClock.now() >= reading.since + environment.bake.seconds * 1_000;
  return answersTo(watched(calls, isOver), reading.passed);
};

const compares = ({ seen: { environment } }: Reading): boolean => twoSided(environment).compare !== undefined;

/** What was measured since the wait began and as long before it, for an environment that compares. */
export const measuredSides =
  (cloudWatch: CloudWatchClient) =>
  async (reading: Reading): Promise<MeasuredMinutes> => {
    const span = knownSince(reading.since, systemClock.now());
    if (!compares(reading) || span === undefined) return new Map();
    const { start } = asLongBefore(reading.since, span);
    return measuredMinutes(cloudWatch, viewIn(reading), { start, end: span.end });
  };

/** How far the traffic is moved, while both sides have some; undefined while only one has. */
const splitIn = (reading: Reading) => {
  const underway = underwayOf({ ...reading.seen, view: viewIn(reading) });
  return underway.percent === 0 || underway.next === undefined ? undefined : underway;
};

/** Those of the side that has a part of the traffic: all of them after each move, and all once more before the next. */
export const splitChecked = async (reading: Reading): Promise<Checking> => {
  const split = splitIn(reading);
  if (split === undefined) return answersTo([], 0);
  const calls = callsOf(checksOf(reading.seen.environment, viewIn(reading), split.to.side));
  const isOver = systemClock.now() >= split.since + split.waitSeconds * 1_000;
  return answersTo(watched(calls, isOver), reading.passed);
};

/** What was measured since the last move, while both sides have traffic, for an environment that compares. */
export const measuredSplit =
  (cloudWatch: CloudWatchClient) =>
  async (reading: Reading): Promise<MeasuredMinutes> => {
    const split = splitIn(reading);
    const span = split && knownSince(split.since, systemClock.now());
    return compares(reading) && span !== undefined ? measuredMinutes(cloudWatch, viewIn(reading), span) : new Map();
  };
