import { hasTrait } from "../../world/traits.ts";
import { type Adjustment, adjusted, adjustmentTypes, stepFor } from "./adjustment.ts";
import { changeCapacity, clamp, isBusy } from "./capacity.ts";
import type { AutoScalingContext } from "./context.ts";
import { isSuspended } from "./group.ts";
import type { Group, GroupPolicy } from "./records.ts";
import { findPolicy } from "./store.ts";
import { trackedCapacity } from "./target-tracking.ts";
import { isWarmingUp } from "./warmup.ts";

/** How the policy adjusts, `by` so much: its own adjustment, or that of one of its steps. */
export const adjustmentOf = (policy: GroupPolicy, by: number | undefined): Adjustment => ({
  type: adjustmentTypes.find((type) => type === policy.AdjustmentType) ?? "ChangeInCapacity",
  by: by ?? 0,
  atLeast: policy.MinAdjustmentMagnitude ?? 0,
});

/**
 * The desired capacity that the policy leads to, within the group's bounds. A step policy counts warming instances as
 * already asked for: scaling out adds only what they do not cover, and scaling in waits until they are warm.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html ("Instance warmup")
 */
const desiredBy = (group: Group, policy: GroupPolicy, adjustment: Adjustment, now: number): number => {
  const { DesiredCapacity: desired, MinSize, MaxSize } = group.settings;
  const plain = clamp(adjusted(desired, adjustment), MinSize, MaxSize);
  if (policy.PolicyType !== "StepScaling") return plain;
  const warming = group.members.filter((member) => isWarmingUp(group, policy, member, now)).length;
  if (plain < desired) return warming > 0 ? desired : plain;
  return Math.max(desired, clamp(adjusted(desired - warming, adjustment), MinSize, MaxSize));
};

/** Runs a policy. `who` says in AWS's words who asked. */
export const scale = (
  context: AutoScalingContext,
  group: Group,
  policy: GroupPolicy,
  adjustment: Adjustment,
  who: string,
): void =>
  setCapacity(context, group, policy, desiredBy(group, policy, adjustment, context.surroundings.clock.now()), who);

const setCapacity = (
  { surroundings, store, wake }: AutoScalingContext,
  group: Group,
  policy: GroupPolicy,
  DesiredCapacity: number,
  who: string,
): void => {
  const { MinSize, MaxSize } = group.settings;
  const bounds = { MinSize, MaxSize, DesiredCapacity };
  store.groups.put(group.name, changeCapacity(group, bounds, surroundings.clock.now(), who, policy.Cooldown));
  wake(group.name);
};

/**
 * Whether the alarm has been in its state since before the group's AlarmNotification was resumed. AWS acts on it all the same: "When you
 * resume AlarmNotification, Amazon EC2 Auto Scaling considers policies with alarm thresholds that are currently in breach."
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
const isFromBefore = ({ alarms }: AutoScalingContext, group: Group, alarmName: string): boolean => {
  const [alarm] = alarms?.describe([alarmName]) ?? [];
  return alarm !== undefined && group.alarmsResumedAt !== undefined && alarm.since < group.alarmsResumedAt;
};

/** An alarm went to, or stays in, a state with this action. Never throws: CloudWatch hears nothing back. */
export const onAlarm = (context: AutoScalingContext, actionArn: string, alarmName: string): void => {
  const { store } = context;
  const policy = findPolicy(store, undefined, actionArn);
  const group = policy && store.groups.get(policy.AutoScalingGroupName);
  if (!policy?.Enabled || !group || group.deleting || isSuspended(group, "AlarmNotification")) return;
  if (isFromBefore(context, group, alarmName) && !hasTrait("resumed-alarms-act", context.surroundings)) return;
  const who = `a monitor alarm ${alarmName} in state ALARM triggered policy ${policy.PolicyName}`;
  if (policy.PolicyType === "TargetTrackingScaling") {
    const capacity = trackedCapacity(context, group, policy, alarmName);
    if (capacity !== undefined) setCapacity(context, group, policy, capacity, who);
    return;
  }
  const adjustment = alarmed(context, policy, group, alarmName);
  if (adjustment !== undefined) scale(context, group, policy, adjustment, who);
};

/** How an alarm adjusts the capacity now; undefined if it does not. */
const alarmed = (
  { surroundings, alarms }: AutoScalingContext,
  policy: GroupPolicy,
  group: Group,
  alarmName: string,
): Adjustment | undefined => {
  if (policy.PolicyType === "SimpleScaling")
    // "the policy must wait for the scaling activity or health check replacement to complete and the cooldown to end"
    return isBusy(group, surroundings.clock.now()) ? undefined : adjustmentOf(policy, policy.ScalingAdjustment);
  if (policy.PolicyType !== "StepScaling") return undefined;
  const steps = policy.StepAdjustments ?? [];
  const [alarm] = alarms?.describe([alarmName]) ?? [];
  // Without a measured value the alarm is taken to be at its threshold: the steps next to it, above or below.
  const breach = alarm?.value === undefined || alarm.threshold === undefined ? 0 : alarm.value - alarm.threshold;
  const step = stepFor(steps, breach);
  return step === undefined ? undefined : adjustmentOf(policy, step.ScalingAdjustment);
};
