import type { DescribePoliciesCommandInput, DescribePoliciesCommandOutput } from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { alarmsOf } from "../policies.ts";

/**
 * Of a group or of all, by name, ARN or type, with the alarms that act on them.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribePolicies.html
 */
export const describePolicies = (context: AutoScalingContext) =>
  operation<DescribePoliciesCommandInput, DescribePoliciesCommandOutput>({
    accepts: ["AutoScalingGroupName", "PolicyNames", "PolicyTypes", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupName, PolicyNames: names = [], PolicyTypes: types = [], NextToken, MaxRecords }) => {
      const { surroundings, store } = context;
      const policies = store.policies
        .seenValues()
        .filter(
          (policy) =>
            (AutoScalingGroupName === undefined || policy.AutoScalingGroupName === AutoScalingGroupName) &&
            (names.length === 0 || names.includes(policy.PolicyName) || names.includes(policy.PolicyARN)) &&
            (types.length === 0 || types.includes(policy.PolicyType)),
        );
      const { items, next } = page(policies, NextToken, MaxRecords, surroundings.pageSize);
      return {
        ScalingPolicies: items.map((policy) => ({ ...policy, Alarms: alarmsOf(context, policy) })),
        NextToken: next,
      };
    },
  });
