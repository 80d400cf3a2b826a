import type {
  DescribeLifecycleHooksCommandInput,
  DescribeLifecycleHooksCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { groupSeen } from "../store.ts";

/**
 * The hooks of a group, unpaged; a name that no hook has is passed over.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeLifecycleHooks.html
 */
export const describeLifecycleHooks = ({ store }: AutoScalingContext) =>
  operation<DescribeLifecycleHooksCommandInput, DescribeLifecycleHooksCommandOutput>({
    accepts: ["AutoScalingGroupName", "LifecycleHookNames"],
    run: ({ AutoScalingGroupName, LifecycleHookNames: names = [] }) => {
      const { name } = groupSeen(store, AutoScalingGroupName);
      const hooks = store.hooks
        .seenValues()
        .filter(
          (hook) =>
            hook.AutoScalingGroupName === name && (names.length === 0 || names.includes(hook.LifecycleHookName)),
        );
      return { LifecycleHooks: hooks };
    },
  });
