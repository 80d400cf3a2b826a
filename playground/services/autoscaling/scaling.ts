import type { ExecutePolicyCommandInput, ExecutePolicyCommandOutput } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import type { Clock } from "../../world/clock.ts";
import type { Alarms, AlarmTargets } from "../../world/neighbours.ts";
import { type Need, operation } from "../../world/service.ts";
import { type Adjustment, adjusted, stepFor } from "./adjustment.ts";
import { changeCapacity, clamp, honorCooldown, isBusy } from "./capacity.ts";
import { type Group, isActive, isSuspended, required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import { adjustmentTypes, findPolicy, type Policy } from "./policies.ts";
import type { Reconciler } from "./reconciler.ts";
import { groupNamed, type Store } from "./store.ts";

const adjustmentOf = (policy: Policy, by: number | undefined): Adjustment => ({
  type: adjustmentTypes.find((type) => type === policy.AdjustmentType) ?? "ChangeInCapacity",
  by: by ?? 0,
  atLeast: policy.MinAdjustmentMagnitude ?? 0,
});

/** Instances that came into service so recently that a step policy does not count them yet. */
const warmingUp = (group: Group, policy: Policy, now: number): number => {
  const { DefaultInstanceWarmup, DefaultCooldown } = group.settings;
  const warmup = (policy.EstimatedInstanceWarmup ?? DefaultInstanceWarmup ?? DefaultCooldown) * 1000;
  return group.members.filter((member) => isActive(member) && now - (member.inServiceAt ?? now) < warmup).length;
};

/**
 * The desired capacity that the policy leads to, within the group's bounds. A step policy counts warming instances as
 * already asked for: scaling out adds only what they do not cover, and scaling in waits until they are warm.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html ("Instance warmup")
 */
export const desiredBy = (group: Group, policy: Policy, adjustment: Adjustment, now: number): number => {
  const { DesiredCapacity: desired, MinSize, MaxSize } = group.settings;
  const plain = clamp(adjusted(desired, adjustment), MinSize, MaxSize);
  if (policy.PolicyType !== "StepScaling") return plain;
  const warming = warmingUp(group, policy, now);
  if (plain < desired) return warming > 0 ? desired : plain;
  return Math.max(desired, clamp(adjusted(desired - warming, adjustment), MinSize, MaxSize));
};

/** ExecutePolicy, and what alarms do: run scaling policies. */
export const createScaling = (
  clock: Clock,
  store: Store,
  permissions: Permissions,
  reconciler: Reconciler,
  alarms: Alarms | undefined,
) => {
  const scale = (group: Group, policy: Policy, adjustment: Adjustment, who: string) => {
    const now = clock.now();
    const { MinSize, MaxSize } = group.settings;
    const bounds = { MinSize, MaxSize, DesiredCapacity: desiredBy(group, policy, adjustment, now) };
    store.groups.put(group.name, changeCapacity(group, bounds, now, who, policy.Cooldown));
    reconciler.wake(group.name);
  };

  const execute = (policy: Policy, group: Group, input: ExecutePolicyCommandInput) => {
    const who = `a user request executed policy ${policy.PolicyName}`;
    const { MetricValue, BreachThreshold } = input;
    switch (policy.PolicyType) {
      case "SimpleScaling":
        if (MetricValue !== undefined || BreachThreshold !== undefined)
          throw validationError("MetricValue and BreachThreshold are not supported for SimpleScaling policies");
        if (input.HonorCooldown) honorCooldown(group, clock.now());
        return scale(group, policy, adjustmentOf(policy, policy.ScalingAdjustment), who);
      case "StepScaling": {
        if (MetricValue === undefined || BreachThreshold === undefined)
          throw validationError("MetricValue and BreachThreshold are required for StepScaling policies");
        const step = stepFor(policy.StepAdjustments ?? [], MetricValue - BreachThreshold);
        if (step === undefined)
          throw validationError(
            `No step adjustment found for metric value ${MetricValue} and breach threshold ${BreachThreshold}`,
          );
        return scale(group, policy, adjustmentOf(policy, step.ScalingAdjustment), who);
      }
      case "TargetTrackingScaling":
        throw validationError("ExecutePolicy is not supported for TargetTrackingScaling policies");
    }
  };

  /** How an alarm adjusts the capacity now; undefined if it does not. */
  const alarmed = (policy: Policy, group: Group, alarmName: string): Adjustment | undefined => {
    if (policy.PolicyType === "SimpleScaling")
      // "the policy must wait for the scaling activity or health check replacement to complete and the cooldown to end"
      return isBusy(group, clock.now()) ? undefined : adjustmentOf(policy, policy.ScalingAdjustment);
    if (policy.PolicyType !== "StepScaling") return undefined;
    const steps = policy.StepAdjustments ?? [];
    const [alarm] = alarms?.describe([alarmName]) ?? [];
    // Without a measured value the alarm is taken to be at its threshold: the steps next to it, above or below.
    const breach = alarm?.value === undefined || alarm.threshold === undefined ? 0 : alarm.value - alarm.threshold;
    const step = stepFor(steps, breach);
    return step === undefined ? undefined : adjustmentOf(policy, step.ScalingAdjustment);
  };

  const targets: AlarmTargets = {
    /** An alarm went to, or stays in, a state with this action. Never throws: CloudWatch hears nothing back. */
    alarm(actionArn, alarmName) {
      const policy = findPolicy(store, undefined, actionArn);
      const group = policy && store.groups.get(policy.AutoScalingGroupName);
      if (!policy?.Enabled || !group || group.deleting || isSuspended(group, "AlarmNotification")) return;
      const adjustment = alarmed(policy, group, alarmName);
      if (adjustment === undefined) return;
      scale(
        group,
        policy,
        adjustment,
        `a monitor alarm ${alarmName} in state ALARM triggered policy ${policy.PolicyName}`,
      );
    },
  };

  const operations = {
    ExecutePolicy: operation<ExecutePolicyCommandInput, ExecutePolicyCommandOutput>({
      accepts: ["AutoScalingGroupName", "PolicyName", "HonorCooldown", "MetricValue", "BreachThreshold"],
      needs: (input): readonly Need[] => [
        permissions.need(
          "ExecutePolicy",
          input.AutoScalingGroupName ?? findPolicy(store, undefined, input.PolicyName ?? "")?.AutoScalingGroupName,
        ),
      ],
      run: (input) => {
        const name = required(input.PolicyName, "policyName");
        if (input.AutoScalingGroupName !== undefined) groupNamed(store, input.AutoScalingGroupName);
        const policy = findPolicy(store, input.AutoScalingGroupName, name);
        if (policy === undefined) throw new AwsError("ValidationError", `Policy ${name} not found`);
        execute(policy, groupNamed(store, policy.AutoScalingGroupName), input);
        return {};
      },
    }),
  };

  return { targets, operations };
};
