import type { DeletePolicyCommandInput, DeletePolicyCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onGroupOfPolicy } from "../needs.ts";
import { removePolicy } from "../policies.ts";
import { groupNamed, policyNamed } from "../store.ts";

/**
 * By name and group, or by ARN. Deleting what does not exist succeeds, when the group does.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeletePolicy.html
 */
export const deletePolicy = (context: AutoScalingContext) =>
  operation<DeletePolicyCommandInput, DeletePolicyCommandOutput>({
    accepts: ["AutoScalingGroupName", "PolicyName"],
    needs: onGroupOfPolicy(context, "DeletePolicy"),
    run: ({ AutoScalingGroupName, PolicyName = "" }) => {
      const { store } = context;
      if (AutoScalingGroupName !== undefined) groupNamed(store, AutoScalingGroupName);
      const policy = policyNamed(store, AutoScalingGroupName, PolicyName);
      if (policy) removePolicy(context, policy);
      return {};
    },
  });
