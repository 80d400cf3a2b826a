import type {
  DescribeScheduledActionsCommandInput,
  DescribeScheduledActionsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";

/**
 * Of a group or of all, by name, or by when they run next.
 * "If scheduled action names are provided, StartTime and EndTime are ignored."
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScheduledActions.html
 */
export const describeScheduledActions = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeScheduledActionsCommandInput, DescribeScheduledActionsCommandOutput>({
    accepts: ["AutoScalingGroupName", "ScheduledActionNames", "StartTime", "EndTime", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupName, ScheduledActionNames: names = [], StartTime, EndTime, NextToken, MaxRecords }) => {
      const actions = store.scheduledActions
        .seenValues()
        .filter(
          (action) =>
            (AutoScalingGroupName === undefined || action.AutoScalingGroupName === AutoScalingGroupName) &&
            (names.length > 0
              ? names.includes(action.ScheduledActionName) || names.includes(action.ScheduledActionARN)
              : (StartTime === undefined || action.Time >= StartTime) &&
                (EndTime === undefined || action.Time <= EndTime)),
        );
      const { items, next } = page(actions, NextToken, MaxRecords, surroundings.pageSize);
      return { ScheduledUpdateGroupActions: items, NextToken: next };
    },
  });
