import type {
  CancelInstanceRefreshCommandInput,
  CancelInstanceRefreshCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { keepRefresh } from "../refresh-effects.ts";
import { groupNamed } from "../store.ts";

/**
 * Ends a refresh, or a rollback, without undoing what it did: once what is on its way has arrived, unless that is not to be waited for.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CancelInstanceRefresh.html
 */
export const cancelInstanceRefresh = (context: AutoScalingContext) =>
  operation<CancelInstanceRefreshCommandInput, CancelInstanceRefreshCommandOutput>({
    accepts: ["AutoScalingGroupName", "WaitForTransitioningInstances"],
    needs: onNamedGroup(context, "CancelInstanceRefresh"),
    run: ({ AutoScalingGroupName, WaitForTransitioningInstances: waits = true }) => {
      const { name, refresh } = groupNamed(context.store, AutoScalingGroupName);
      // Recorded.
      if (refresh === undefined)
        throw new AwsError(
          "ActiveInstanceRefreshNotFoundFault",
          `No in progress, baking, pending, or cancelling Instance Refresh found for Auto Scaling group ${name}.`,
        );
      keepRefresh(context, name, { ...refresh, status: "Cancelling", reason: "Cancelled due to user request.", waits });
      context.wake(name);
      return { InstanceRefreshId: refresh.id };
    },
  });
