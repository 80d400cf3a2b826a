/** What is asked at each look while both sides have traffic: the first answer that is a reason ends the deployment, and all is undone. */
import { type AlarmView, alarming } from "./alarms.ts";
import { type Checking, checksGate } from "./checks.ts";
import { type Compares, compareSideBySide, type MeasuredMinutes } from "./comparison.ts";
import { type AnyEnvironment, twoSided } from "./environment.ts";
import { carryingGate } from "./gates.ts";
import type { SideView } from "./view.ts";

/** Both sides under traffic, between two moves. Their targets' health was read. */
export interface SplitSight {
  readonly environment: AnyEnvironment;
  /** The registered alarms, as far as they exist. */
  readonly alarms: readonly AlarmView[];
  /** The side that loses the traffic. */
  readonly from: SideView;
  /** The side that gets it. */
  readonly to: SideView;
  /** The share of all traffic that `to` has now. */
  readonly percent: number;
  /** When it got that, in milliseconds since the epoch. */
  readonly since: number;
  readonly now: number;
  /** The answers of `to` to the environment's checks, as far as this look asked for them. */
  readonly checking: Checking;
  readonly measured: MeasuredMinutes;
}

/** Why the traffic must go back, in words; undefined if it need not. */
export type SplitCheck = (sight: SplitSight) => string | undefined;

const carriesShare = (side: SideView, percent: number): string | undefined => {
  const verdict = carryingGate(side, percent);
  return verdict.verdict === "ready" ? undefined : verdict.reason;
};

const passesChecks: SplitCheck = ({ to, checking }) => {
  const verdict = checksGate(checking);
  return verdict.verdict === "failed" ? `${to.side} fails its checks under traffic: ${verdict.reason}` : undefined;
};

/** The side that gets the traffic against the other one in the same minutes; undefined where nothing is to be compared. */
export const comparedWhileSplit = (sight: Omit<SplitSight, "alarms" | "checking">): Compares | undefined => {
  const { environment, to, from, percent, measured, since, now } = sight;
  const { compare: limits } = twoSided(environment);
  return limits && compareSideBySide(limits, { to, from, share: percent / 100 }, measured, { since, now });
};

const isNoWorse: SplitCheck = (sight) => {
  const worse = comparedWhileSplit(sight)?.worse;
  return worse === undefined ? undefined : `${sight.to.side} is worse under traffic: ${worse}`;
};

/** In the order in which they are asked. What else a split must pass is one more of these. */
export const splitChecks: readonly SplitCheck[] = [
  ({ to, percent }) => carriesShare(to, percent),
  ({ from, percent }) => carriesShare(from, 100 - percent),
  ({ environment, alarms }) => alarming({ expected: environment.bake.alarms, alarms }),
  passesChecks,
  isNoWorse,
];

/** The first reason for which the traffic must go back; undefined if there is none. */
export const whyToGoBack = (sight: SplitSight): string | undefined => {
  for (const check of splitChecks) {
    const why = check(sight);
    if (why !== undefined) return why;
  }
  return undefined;
};
