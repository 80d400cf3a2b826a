import type { PutScalingPolicyCommandInput, PutScalingPolicyCommandOutput } from "@aws-sdk/client-auto-scaling";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { alarmsOf } from "../policies.ts";
import { givenParameters, policyParameters, policyType, validatePolicy } from "../policy-parameters.ts";
import type { Group, GroupPolicy } from "../records.ts";
import { groupNamed, ownedBy } from "../store.ts";
import { checkTrackable, makeTrackingAlarms } from "../tracking-alarms.ts";
import { validateTracking } from "../tracking-configuration.ts";

/**
 * A new policy, or another in place of one, with its ARN. One that tracks a target is answered with the alarms that were made for
 * it; one that predicts is kept, and does nothing here.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html
 */
export const putScalingPolicy = (context: AutoScalingContext) =>
  operation<PutScalingPolicyCommandInput, PutScalingPolicyCommandOutput>({
    accepts: ["AutoScalingGroupName", "PolicyName", "PolicyType", "Enabled", ...policyParameters],
    needs: onNamedGroup(context, "PutScalingPolicy"),
    run: (input) => {
      const { store } = context;
      const group = groupNamed(store, input.AutoScalingGroupName);
      const PolicyType = policyType(input.PolicyType ?? "SimpleScaling");
      validatePolicy(input, PolicyType);
      if (PolicyType === "TargetTrackingScaling") validateTracking(context, group, input.TargetTrackingConfiguration);
      checkTrackable(context, input.TargetTrackingConfiguration ?? { TargetValue: undefined });
      const policy = policyOf(context, group, input, PolicyType);
      store.policies.put(ownedBy(group.name, policy.PolicyName), policy);
      makeTrackingAlarms(context, policy);
      return {
        PolicyARN: policy.PolicyARN,
        Alarms: PolicyType === "TargetTrackingScaling" ? alarmsOf(context, policy) : [],
      };
    },
  });

const policyOf = (
  { surroundings, store }: AutoScalingContext,
  group: Group,
  input: PutScalingPolicyCommandInput,
  PolicyType: GroupPolicy["PolicyType"],
): GroupPolicy => {
  const { account, region, random } = surroundings;
  const { PolicyName = "", TargetTrackingConfiguration: tracking, PredictiveScalingConfiguration: prediction } = input;
  const before = store.policies.get(ownedBy(group.name, PolicyName));
  return {
    ...Object.fromEntries(givenParameters(input).map((name) => [name, input[name]])),
    // Recorded of every type but step scaling: an empty list.
    StepAdjustments: input.StepAdjustments ?? [],
    ...(PolicyType === "StepScaling" ? { MetricAggregationType: input.MetricAggregationType ?? "Average" } : {}),
    // API_TargetTrackingConfiguration: "The default is false." API_PredictiveScalingConfiguration: "Defaults to ForecastOnly".
    ...(tracking === undefined ? {} : { TargetTrackingConfiguration: { DisableScaleIn: false, ...tracking } }),
    ...(prediction === undefined ? {} : { PredictiveScalingConfiguration: { Mode: "ForecastOnly", ...prediction } }),
    AutoScalingGroupName: group.name,
    PolicyName,
    PolicyARN:
      before?.PolicyARN ??
      `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${uuid(random)}:autoScalingGroupName/${group.name}:policyName/${PolicyName}`,
    PolicyType,
    Enabled: input.Enabled ?? true,
  };
};
