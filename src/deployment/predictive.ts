/**
 * Predictive scaling policies: on an idle side they only forecast. No process that rests there is known to stop them: suspending
 * AlarmNotification stops "target tracking, step, and simple scaling policies", and ScheduledActions those "created for you when you create
 * an AWS Auto Scaling scaling plan" (https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html).
 */
import { type Change, isVoid } from "../changes/change.ts";
import { memberId } from "../resources/described/ids.ts";
import { forecastOnly } from "../resources/described/predictive.ts";
import type { GroupView } from "./view.ts";

/** A predictive policy of one side's group. */
export interface PredictivePolicy {
  readonly group: string;
  readonly name: string;
  readonly mode: string;
}

/** The policies of a group that the other one has too, each with the other's: of one that has no counterpart, nobody would know its mode. */
const paired = (policies: readonly PredictivePolicy[], { name: of }: GroupView, { name: other }: GroupView) =>
  policies
    .filter(({ group }) => group === of)
    .flatMap((own) => {
      const twin = policies.find(({ group, name }) => group === other && name === own.name);
      return twin === undefined ? [] : [{ own, twin }];
    });

const toMode = ({ group, name, mode }: PredictivePolicy, to: string): readonly Change[] => {
  const change: Change = {
    resource: { kind: "predictive-mode", id: memberId.format({ group, name }) },
    before: { mode },
    after: { mode: to },
  };
  return isVoid(change) ? [] : [change];
};

/** Before a side gets the traffic: its policies do with their forecasts what those of `like` do. */
export const predictAs = (
  policies: readonly PredictivePolicy[],
  group: GroupView,
  like: GroupView,
): readonly Change[] => paired(policies, group, like).flatMap(({ own, twin }) => toMode(own, twin.mode));

/** Once a side has lost the traffic to `next`: its policies only forecast. */
export const predictNothing = (
  policies: readonly PredictivePolicy[],
  group: GroupView,
  next: GroupView,
): readonly Change[] => paired(policies, group, next).flatMap(({ own }) => toMode(own, forecastOnly));
