import type {
  RollbackInstanceRefreshCommandInput,
  RollbackInstanceRefreshCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { applyRefresh, irreversible } from "../refresh-effects.ts";
import { rollbackOf } from "../refresh-steps.ts";
import { groupNamed } from "../store.ts";

/**
 * Replaces again what a refresh has replaced, by what the group's settings say, which the refresh has not changed yet.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RollbackInstanceRefresh.html
 */
export const rollbackInstanceRefresh = (context: AutoScalingContext) =>
  operation<RollbackInstanceRefreshCommandInput, RollbackInstanceRefreshCommandOutput>({
    accepts: ["AutoScalingGroupName"],
    needs: onNamedGroup(context, "RollbackInstanceRefresh"),
    run: ({ AutoScalingGroupName }) => {
      const { surroundings, store, wake } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      const { refresh } = group;
      // Recorded.
      if (refresh === undefined || !["InProgress", "Baking"].includes(refresh.status))
        throw new AwsError(
          "ActiveInstanceRefreshNotFoundFault",
          `No in progress or baking Instance Refresh found for Auto Scaling group ${group.name}.`,
        );
      const why = irreversible(group, refresh.desired);
      if (why) throw new AwsError("IrreversibleInstanceRefreshFault", why);
      // Recorded.
      const change = rollbackOf(group, refresh, surroundings.clock.now(), "Rollback triggered due to user request.");
      applyRefresh(context, group, { kind: "refresh", change, event: "Rollback Started" });
      wake(group.name);
      return { InstanceRefreshId: refresh.id };
    },
  });
