import type {
  BatchDeleteScheduledActionCommandInput,
  BatchDeleteScheduledActionCommandOutput,
  DeleteScheduledActionCommandInput,
  DeleteScheduledActionCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { eachInBatch, removeScheduledAction } from "../scheduled-action.ts";
import { groupNamed } from "../store.ts";

/**
 * One that is not there fails the call.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteScheduledAction.html
 */
export const deleteScheduledAction = (context: AutoScalingContext) =>
  operation<DeleteScheduledActionCommandInput, DeleteScheduledActionCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScheduledActionName"],
    needs: onNamedGroup(context, "DeleteScheduledAction"),
    run: ({ AutoScalingGroupName, ScheduledActionName = "" }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      removeScheduledAction(context.store, group, ScheduledActionName);
      return {};
    },
  });

/**
 * Each by itself: the answer names those that are not there.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_BatchDeleteScheduledAction.html
 */
export const batchDeleteScheduledAction = (context: AutoScalingContext) =>
  operation<BatchDeleteScheduledActionCommandInput, BatchDeleteScheduledActionCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScheduledActionNames"],
    needs: onNamedGroup(context, "BatchDeleteScheduledAction"),
    run: ({ AutoScalingGroupName, ScheduledActionNames = [] }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      const failed = eachInBatch(
        ScheduledActionNames,
        (name) => name,
        (name) => removeScheduledAction(context.store, group, name),
      );
      return { FailedScheduledActions: failed };
    },
  });
