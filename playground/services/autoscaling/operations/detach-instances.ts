import type { DetachInstancesCommandInput, DetachInstancesCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { shownActivity } from "../activities.ts";
import type { AutoScalingContext } from "../context.ts";
import { checkCount, leaveService } from "../departures.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/**
 * Lets instances go, which run on: the group has them no more.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachInstances.html
 */
export const detachInstances = (context: AutoScalingContext) =>
  operation<DetachInstancesCommandInput, DetachInstancesCommandOutput>({
    accepts: ["AutoScalingGroupName", "InstanceIds", "ShouldDecrementDesiredCapacity"],
    needs: onNamedGroup(context, "DetachInstances"),
    run: ({ AutoScalingGroupName, InstanceIds = [], ShouldDecrementDesiredCapacity = false }) => {
      const { store } = context;
      checkCount(InstanceIds, "detach");
      const activities = leaveService(
        context,
        groupNamed(store, AutoScalingGroupName),
        InstanceIds,
        "Detaching",
        ShouldDecrementDesiredCapacity,
      );
      return { Activities: activities.map((activity) => shownActivity(store, activity)) };
    },
  });
