/** The weights of a move: what a list of actions is when a share of its traffic goes to the other side. */
import type { Json } from "../changes/change.ts";
import { NotAsRegistered } from "../errors.ts";
import { isRecord } from "../resources/described/plain.ts";
import { pointAt } from "./traffic.ts";

/**
 * ELB takes weights of 0 to 999, and five target groups in one action.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
const mostWeight = 999;
const mostTargetGroups = 5;

const divisorOf = (a: number, b: number): number => (b === 0 ? a : divisorOf(b, a % b));
const commonDivisor = (numbers: readonly number[]): number => numbers.reduce(divisorOf, 0);

const weightIn = (group: Json): number => (isRecord(group) && typeof group.Weight === "number" ? group.Weight : 1);

/** Each target group with its part of the traffic, and its twin with the other: in exact shares, as small as need be. */
const shared = (groups: readonly Json[], twinOf: (arn: string) => string, percent: number): readonly Json[] => {
  const ofGroups = commonDivisor(groups.map(weightIn));
  const wanted = groups.flatMap((group) => {
    const weight = weightIn(group) / ofGroups;
    const arn = isRecord(group) ? String(group.TargetGroupArn) : "";
    return [
      { TargetGroupArn: arn, Weight: weight * (100 - percent) },
      { TargetGroupArn: twinOf(arn), Weight: weight * percent },
    ];
  });
  const isTooMuch = wanted.some(({ Weight }) => Weight > mostWeight);
  const divisor = isTooMuch ? commonDivisor(wanted.map(({ Weight }) => Weight)) : 1;
  const weights = wanted.map((each) => ({ ...each, Weight: each.Weight / divisor }));
  if (weights.some(({ Weight }) => Weight > mostWeight) || weights.length > mostTargetGroups)
    throw new NotAsRegistered(
      `${percent} % of what goes to ${groups.length} target groups cannot be moved: it would take weights ${weights.map(({ Weight }) => Weight).join(", ")}, and ELB takes weights up to ${mostWeight} and ${mostTargetGroups} target groups. Move all at once.`,
    );
  return weights;
};

/**
 * The actions, as they were before the first move, once `percent` of their traffic goes to the twins of their target groups: with less than
 * all of it both stand there, and with all of it the twins alone, with the weights that those had. All other settings are untouched; but while
 * both stand there, clients are kept with the one that they meet for `secondsToKeep`, where that is said.
 */
export const movedBy = (
  actions: readonly Json[],
  twinOf: (targetGroupArn: string) => string,
  percent: number,
  secondsToKeep?: number,
): readonly Json[] => {
  if (percent === 100) return pointAt(actions, twinOf);
  return actions.map((action) => {
    if (!isRecord(action) || !isRecord(action.ForwardConfig)) return action;
    const { TargetGroups } = action.ForwardConfig;
    const groups = Array.isArray(TargetGroups) ? TargetGroups : [];
    const config = { ...action.ForwardConfig, TargetGroups: shared(groups, twinOf, percent) };
    if (secondsToKeep === undefined) return { ...action, ForwardConfig: config };
    const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: secondsToKeep };
    return { ...action, ForwardConfig: { ...config, TargetGroupStickinessConfig } };
  });
};
