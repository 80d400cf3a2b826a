import type { AttachInstancesCommandInput, AttachInstancesCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { attach } from "../attachments.ts";
import type { AutoScalingContext } from "../context.ts";
import { checkCount } from "../departures.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/**
 * Takes instances that run into the group.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachInstances.html
 */
export const attachInstances = (context: AutoScalingContext) =>
  operation<AttachInstancesCommandInput, AttachInstancesCommandOutput>({
    accepts: ["InstanceIds", "AutoScalingGroupName"],
    needs: onNamedGroup(context, "AttachInstances"),
    run: ({ InstanceIds = [], AutoScalingGroupName }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      checkCount(InstanceIds, "attach");
      attach(context, group, InstanceIds);
      return {};
    },
  });
