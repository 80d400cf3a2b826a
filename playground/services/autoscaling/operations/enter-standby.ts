import type { EnterStandbyCommandInput, EnterStandbyCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { shownActivity } from "../activities.ts";
import type { AutoScalingContext } from "../context.ts";
import { leaveService } from "../departures.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/**
 * Takes instances out of service for as long as somebody works on them; they stay in the group.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnterStandby.html
 */
export const enterStandby = (context: AutoScalingContext) =>
  operation<EnterStandbyCommandInput, EnterStandbyCommandOutput>({
    accepts: ["AutoScalingGroupName", "InstanceIds", "ShouldDecrementDesiredCapacity"],
    needs: onNamedGroup(context, "EnterStandby"),
    run: ({ AutoScalingGroupName, InstanceIds = [], ShouldDecrementDesiredCapacity = false }) => {
      const { store } = context;
      const activities = leaveService(
        context,
        groupNamed(store, AutoScalingGroupName),
        InstanceIds,
        "EnteringStandby",
        ShouldDecrementDesiredCapacity,
      );
      return { Activities: activities.map((activity) => shownActivity(store, activity)) };
    },
  });
