/** What is asked at each look while both sides have traffic: the first answer that is a reason ends the deployment, and all is undone. */
import { type AlarmView, alarming } from "./alarms.ts";
import type { AnyEnvironment } from "./environment.ts";
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
}

/** Why the traffic must go back, in words; undefined if it need not. */
export type SplitCheck = (sight: SplitSight) => string | undefined;

const carriesShare = (side: SideView, percent: number): string | undefined => {
  const verdict = carryingGate(side, percent);
  return verdict.verdict === "ready" ? undefined : verdict.reason;
};

/** In the order in which they are asked. What else a split must pass is one more of these. */
export const splitChecks: readonly SplitCheck[] = [
  ({ to, percent }) => carriesShare(to, percent),
  ({ from, percent }) => carriesShare(from, 100 - percent),
  ({ environment, alarms }) => alarming({ expected: environment.bake.alarms, alarms }),
];

/** The first reason for which the traffic must go back; undefined if there is none. */
export const whyToGoBack = (sight: SplitSight): string | undefined => {
  for (const check of splitChecks) {
    const why = check(sight);
    if (why !== undefined) return why;
  }
  return undefined;
};
