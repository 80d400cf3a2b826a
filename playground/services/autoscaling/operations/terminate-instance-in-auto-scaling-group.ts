import type {
  TerminateInstanceInAutoScalingGroupCommandInput,
  TerminateInstanceInAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import { shownActivity } from "../activities.ts";
import type { AutoScalingContext } from "../context.ts";
import { isPooled, isRetained, isTerminating } from "../group.ts";
import { onGroupOfInstance } from "../needs.ts";
import { memberNamed } from "../store.ts";
import { terminateMember } from "../terminations.ts";
import { sentenceAt } from "../text.ts";

/**
 * Begins to terminate an instance, which the group then replaces, or not if its desired capacity shrinks with it.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
 */
export const terminateInstanceInAutoScalingGroup = (context: AutoScalingContext) =>
  operation<TerminateInstanceInAutoScalingGroupCommandInput, TerminateInstanceInAutoScalingGroupCommandOutput>({
    accepts: ["InstanceId", "ShouldDecrementDesiredCapacity"],
    needs: onGroupOfInstance(context, "TerminateInstanceInAutoScalingGroup"),
    run: ({ InstanceId, ShouldDecrementDesiredCapacity: decrement = false }) => {
      const { surroundings, store, wake } = context;
      const { group, member } = memberNamed(store, InstanceId);
      const { DesiredCapacity: desired, MinSize } = group.settings;
      if (isTerminating(member))
        throw new AwsError(
          "ScalingActivityInProgressFault",
          `Scaling activity ${member.activity} is in progress and blocks this action`,
        );
      const retained = isRetained(member);
      if (retained && decrement)
        throw validationError(
          `The instance ${member.id} is retained and does not count toward the desired capacity, which cannot be decremented with it.`,
        );
      if (isPooled(member) && !retained)
        throw validationError(`The instance ${member.id} is in a warm pool: this operation cannot be called on it.`);
      if (decrement && desired <= MinSize)
        throw validationError(
          `Currently, desiredSize equals minSize (${MinSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
        );
      const shrinking = decrement ? `, shrinking the capacity from ${desired} to ${desired - 1}` : "";
      if (decrement)
        store.groups.put(group.name, { ...group, settings: { ...group.settings, DesiredCapacity: desired - 1 } });
      const sentence = `instance ${member.id} was taken out of service in response to a user request${shrinking}`;
      const activity = terminateMember(context, group, member, sentenceAt(surroundings.clock.now(), sentence));
      wake(group.name);
      return { Activity: shownActivity(store, activity) };
    },
  });
