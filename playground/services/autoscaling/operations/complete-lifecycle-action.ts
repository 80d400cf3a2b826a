import type {
  CompleteLifecycleActionCommandInput,
  CompleteLifecycleActionCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { changeActions, outstanding } from "../lifecycle-actions.ts";
import { lifecycleResult } from "../lifecycle-hooks.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/**
 * Ends an instance's wait for a hook; it goes on when no other hook holds it.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CompleteLifecycleAction.html
 */
export const completeLifecycleAction = (context: AutoScalingContext) =>
  operation<CompleteLifecycleActionCommandInput, CompleteLifecycleActionCommandOutput>({
    accepts: [
      "LifecycleHookName",
      "AutoScalingGroupName",
      "LifecycleActionToken",
      "LifecycleActionResult",
      "InstanceId",
    ],
    needs: onNamedGroup(context, "CompleteLifecycleAction"),
    run: (input) => {
      const group = groupNamed(context.store, input.AutoScalingGroupName);
      const { LifecycleHookName: hook = "", LifecycleActionResult = "" } = input;
      const result = lifecycleResult(LifecycleActionResult, "LifecycleActionResult");
      const token = outstanding(group, hook, input.LifecycleActionToken, input.InstanceId);
      changeActions(context, group, hook, (action) => (action.token === token ? { ...action, result } : action));
      return {};
    },
  });
