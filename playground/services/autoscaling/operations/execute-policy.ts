import type { ExecutePolicyCommandInput, ExecutePolicyCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import { type Adjustment, stepFor } from "../adjustment.ts";
import { honorCooldown } from "../capacity.ts";
import type { AutoScalingContext } from "../context.ts";
import { onGroupOfPolicy } from "../needs.ts";
import type { Group, GroupPolicy } from "../records.ts";
import { adjustmentOf, scale } from "../scaling.ts";
import { groupNamed, policyNamed } from "../store.ts";

/**
 * Does at once what an alarm would do.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExecutePolicy.html
 */
export const executePolicy = (context: AutoScalingContext) =>
  operation<ExecutePolicyCommandInput, ExecutePolicyCommandOutput>({
    accepts: ["AutoScalingGroupName", "PolicyName", "HonorCooldown", "MetricValue", "BreachThreshold"],
    needs: onGroupOfPolicy(context, "ExecutePolicy"),
    run: (input) => {
      const { surroundings, store } = context;
      const { PolicyName: name = "" } = input;
      if (input.AutoScalingGroupName !== undefined) groupNamed(store, input.AutoScalingGroupName);
      const policy = policyNamed(store, input.AutoScalingGroupName, name);
      if (policy === undefined) throw validationError(`Policy ${name} not found`);
      const group = groupNamed(store, policy.AutoScalingGroupName);
      const adjustment = asked(policy, group, input, surroundings.clock.now());
      scale(context, group, policy, adjustment, `a user request executed policy ${policy.PolicyName}`);
      return {};
    },
  });

/** How the request lets the policy adjust the capacity; throws what AWS has against it. */
const asked = (policy: GroupPolicy, group: Group, input: ExecutePolicyCommandInput, now: number): Adjustment => {
  const { MetricValue, BreachThreshold } = input;
  switch (policy.PolicyType) {
    case "SimpleScaling":
      if (MetricValue !== undefined || BreachThreshold !== undefined)
        throw validationError("MetricValue and BreachThreshold are not supported for SimpleScaling policies");
      if (input.HonorCooldown) honorCooldown(group, now);
      return adjustmentOf(policy, policy.ScalingAdjustment);
    case "StepScaling": {
      if (MetricValue === undefined || BreachThreshold === undefined)
        throw validationError("MetricValue and BreachThreshold are required for StepScaling policies");
      const step = stepFor(policy.StepAdjustments ?? [], MetricValue - BreachThreshold);
      if (step === undefined)
        throw validationError(
          `No step adjustment found for metric value ${MetricValue} and breach threshold ${BreachThreshold}`,
        );
      return adjustmentOf(policy, step.ScalingAdjustment);
    }
    case "TargetTrackingScaling":
    case "PredictiveScaling":
      throw validationError(`ExecutePolicy is not supported for ${policy.PolicyType} policies`);
  }
};
