import type {
  BatchPutScheduledUpdateGroupActionCommandInput,
  BatchPutScheduledUpdateGroupActionCommandOutput,
  PutScheduledUpdateGroupActionCommandInput,
  PutScheduledUpdateGroupActionCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { eachInBatch, putScheduledAction } from "../scheduled-action.ts";
import { groupNamed } from "../store.ts";

/**
 * A new scheduled action, or another in place of one: at a time, by a crontab line, or both.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html
 */
export const putScheduledUpdateGroupAction = (context: AutoScalingContext) =>
  operation<PutScheduledUpdateGroupActionCommandInput, PutScheduledUpdateGroupActionCommandOutput>({
    accepts: [
      "AutoScalingGroupName",
      "ScheduledActionName",
      "StartTime",
      "EndTime",
      "Recurrence",
      "MinSize",
      "MaxSize",
      "DesiredCapacity",
      "TimeZone",
    ],
    needs: onNamedGroup(context, "PutScheduledUpdateGroupAction"),
    run: ({ AutoScalingGroupName, ...asked }) => {
      putScheduledAction(context, groupNamed(context.store, AutoScalingGroupName), asked);
      return {};
    },
  });

/**
 * Each by itself: the answer names those that could not be put.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_BatchPutScheduledUpdateGroupAction.html
 */
export const batchPutScheduledUpdateGroupAction = (context: AutoScalingContext) =>
  operation<BatchPutScheduledUpdateGroupActionCommandInput, BatchPutScheduledUpdateGroupActionCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScheduledUpdateGroupActions"],
    needs: onNamedGroup(context, "BatchPutScheduledUpdateGroupAction"),
    run: ({ AutoScalingGroupName, ScheduledUpdateGroupActions = [] }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      const failed = eachInBatch(
        ScheduledUpdateGroupActions,
        (one) => one.ScheduledActionName,
        (one) => putScheduledAction(context, group, one),
      );
      return { FailedScheduledUpdateGroupActions: failed };
    },
  });
