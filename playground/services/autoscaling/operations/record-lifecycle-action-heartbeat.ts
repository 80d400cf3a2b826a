import type {
  RecordLifecycleActionHeartbeatCommandInput,
  RecordLifecycleActionHeartbeatCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { changeActions, outstanding } from "../lifecycle-actions.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/**
 * Lets an instance wait for another heartbeat timeout from now on, but never beyond the hook's global one.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RecordLifecycleActionHeartbeat.html
 */
export const recordLifecycleActionHeartbeat = (context: AutoScalingContext) =>
  operation<RecordLifecycleActionHeartbeatCommandInput, RecordLifecycleActionHeartbeatCommandOutput>({
    accepts: ["LifecycleHookName", "AutoScalingGroupName", "LifecycleActionToken", "InstanceId"],
    needs: onNamedGroup(context, "RecordLifecycleActionHeartbeat"),
    run: (input) => {
      const { surroundings, store } = context;
      const now = surroundings.clock.now();
      const group = groupNamed(store, input.AutoScalingGroupName);
      const { LifecycleHookName: hook = "" } = input;
      const token = outstanding(group, hook, input.LifecycleActionToken, input.InstanceId);
      changeActions(context, group, hook, (action) =>
        action.token === token ? { ...action, deadline: now + action.heartbeatMilliseconds } : action,
      );
      return {};
    },
  });
