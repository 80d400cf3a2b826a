import type {
  SetInstanceProtectionCommandInput,
  SetInstanceProtectionCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { withMember } from "../group.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

const mostProtected = 50;

/**
 * Protects instances in service from scale-in, or does so no more: all of them, or none.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceProtection.html
 */
export const setInstanceProtection = (context: AutoScalingContext) =>
  operation<SetInstanceProtectionCommandInput, SetInstanceProtectionCommandOutput>({
    accepts: ["InstanceIds", "AutoScalingGroupName", "ProtectedFromScaleIn"],
    needs: onNamedGroup(context, "SetInstanceProtection"),
    run: ({ InstanceIds: ids = [], AutoScalingGroupName, ProtectedFromScaleIn: protectedFromScaleIn = false }) => {
      const { store, wake } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      if (ids.length > mostProtected)
        throw new AwsError("LimitExceededFault", `At most ${mostProtected} instances can be specified`);
      for (const id of ids) {
        const member = group.members.find((one) => one.id === id);
        if (member === undefined)
          throw validationError(`The instance ${id} is not part of Auto Scaling group ${group.name}.`);
        if (!["InService", "EnteringStandby", "Standby"].includes(member.state))
          throw validationError(`The instance ${id} is not in InService or EnteringStandby or Standby.`);
      }
      const changed = ids.reduce((soFar, id) => withMember(soFar, id, { protectedFromScaleIn }), group);
      store.groups.put(group.name, changed);
      wake(group.name);
      return {};
    },
  });
