import type { PutScalingPolicyCommandInput, PutScalingPolicyCommandOutput } from "@aws-sdk/client-auto-scaling";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { policyParameters, policyType, validatePolicy } from "../policy-parameters.ts";
import type { GroupPolicy } from "../records.ts";
import { groupNamed, ownedBy } from "../store.ts";

/**
 * A new policy, or another in place of one, with its ARN. Target tracking is kept and shown; AWS would also make alarms.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html
 */
export const putScalingPolicy = (context: AutoScalingContext) =>
  operation<PutScalingPolicyCommandInput, PutScalingPolicyCommandOutput>({
    accepts: ["AutoScalingGroupName", "PolicyName", "PolicyType", "Enabled", ...policyParameters],
    needs: onNamedGroup(context, "PutScalingPolicy"),
    run: (input) => {
      const { surroundings, store } = context;
      const { account, region, random } = surroundings;
      const group = groupNamed(store, input.AutoScalingGroupName);
      const { PolicyName = "" } = input;
      const before = store.policies.get(ownedBy(group.name, PolicyName));
      const PolicyType = policyType(input.PolicyType ?? "SimpleScaling");
      validatePolicy(input, PolicyType);
      const given = policyParameters.filter((name) => input[name] !== undefined);
      const policy: GroupPolicy = {
        ...Object.fromEntries(given.map((name) => [name, input[name]])),
        ...(PolicyType === "StepScaling" ? { MetricAggregationType: input.MetricAggregationType ?? "Average" } : {}),
        AutoScalingGroupName: group.name,
        PolicyName,
        PolicyARN:
          before?.PolicyARN ??
          `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${uuid(random)}:autoScalingGroupName/${group.name}:policyName/${PolicyName}`,
        PolicyType,
        Enabled: input.Enabled ?? true,
      };
      store.policies.put(ownedBy(group.name, PolicyName), policy);
      return { PolicyARN: policy.PolicyARN, Alarms: [] };
    },
  });
