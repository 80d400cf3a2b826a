import type { ExitStandbyCommandInput, ExitStandbyCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { shownActivity } from "../activities.ts";
import type { AutoScalingContext } from "../context.ts";
import { returnToService } from "../departures.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/**
 * Puts instances back on their way into service; the desired capacity grows by as many.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_ExitStandby.html
 */
export const exitStandby = (context: AutoScalingContext) =>
  operation<ExitStandbyCommandInput, ExitStandbyCommandOutput>({
    accepts: ["AutoScalingGroupName", "InstanceIds"],
    needs: onNamedGroup(context, "ExitStandby"),
    run: ({ AutoScalingGroupName, InstanceIds = [] }) => {
      const { store } = context;
      const activities = returnToService(context, groupNamed(store, AutoScalingGroupName), InstanceIds);
      return { Activities: activities.map((activity) => shownActivity(store, activity)) };
    },
  });
