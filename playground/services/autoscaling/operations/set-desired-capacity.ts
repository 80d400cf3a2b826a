import type { SetDesiredCapacityCommandInput, SetDesiredCapacityCommandOutput } from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import { changeCapacity, honorCooldown } from "../capacity.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/**
 * Another desired capacity within the group's bounds.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html
 */
export const setDesiredCapacity = (context: AutoScalingContext) =>
  operation<SetDesiredCapacityCommandInput, SetDesiredCapacityCommandOutput>({
    accepts: ["AutoScalingGroupName", "DesiredCapacity", "HonorCooldown"],
    needs: onNamedGroup(context, "SetDesiredCapacity"),
    run: ({ AutoScalingGroupName, DesiredCapacity = 0, HonorCooldown }) => {
      const { surroundings, store, wake } = context;
      const now = surroundings.clock.now();
      const group = groupNamed(store, AutoScalingGroupName);
      const { MinSize, MaxSize } = group.settings;
      const refuse = (relation: string) =>
        validationError(`New SetDesiredCapacity value ${DesiredCapacity} is ${relation} for the AutoScalingGroup.`);
      if (DesiredCapacity < MinSize) throw refuse(`below min value ${MinSize}`);
      if (DesiredCapacity > MaxSize) throw refuse(`above max value ${MaxSize}`);
      if (HonorCooldown) honorCooldown(group, now);
      const who = "a user request explicitly set group desired capacity";
      store.groups.put(group.name, changeCapacity(group, { MinSize, MaxSize, DesiredCapacity }, now, who));
      wake(group.name);
      return {};
    },
  });
