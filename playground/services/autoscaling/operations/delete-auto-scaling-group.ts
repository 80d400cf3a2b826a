import type {
  DeleteAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { isActive } from "../group.ts";
import { onNamedGroup } from "../needs.ts";
import { removePoliciesOf } from "../policies.ts";
import type { Group } from "../records.ts";
import { groupNotFound, ofGroup, ownedBy, type Store } from "../store.ts";

/**
 * Takes a group away with all that belongs to it. With ForceDelete its instances are terminated first, and the group stays
 * for so long.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteAutoScalingGroup.html
 */
export const deleteAutoScalingGroup = (context: AutoScalingContext) =>
  operation<DeleteAutoScalingGroupCommandInput, DeleteAutoScalingGroupCommandOutput>({
    accepts: ["AutoScalingGroupName", "ForceDelete"],
    needs: onNamedGroup(context, "DeleteAutoScalingGroup"),
    run: ({ AutoScalingGroupName: name = "", ForceDelete = false }) => {
      const { store, wake } = context;
      const group = store.groups.get(name);
      if (group === undefined) throw groupNotFound(name);
      refuseDeletion(group, ForceDelete);
      removePoliciesOf(context, group.name);
      removeOwned(store, group.name);
      if (group.members.length === 0) store.groups.remove(group.name);
      else store.groups.put(group.name, { ...group, deleting: true });
      wake(group.name);
      return {};
    },
  });

const refuseDeletion = (group: Group, force: boolean): void => {
  const protection = group.settings.DeletionProtection ?? "none";
  if (protection === "prevent-all-deletion" || (force && protection === "prevent-force-deletion"))
    throw validationError(`AutoScalingGroup ${group.name} cannot be deleted: its deletion protection is ${protection}`);
  if (force || group.members.length === 0) return;
  if (group.members.some(isActive))
    throw new AwsError(
      "ResourceInUseFault",
      "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
    );
  throw new AwsError(
    "ScalingActivityInProgressFault",
    "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
  );
};

const removeOwned = (store: Store, name: string): void => {
  for (const action of ofGroup(store.scheduledActions, name))
    store.scheduledActions.remove(ownedBy(name, action.ScheduledActionName));
  for (const hook of ofGroup(store.hooks, name)) store.hooks.remove(ownedBy(name, hook.LifecycleHookName));
  for (const one of ofGroup(store.notifications, name)) store.notifications.remove(ownedBy(name, one.TopicARN));
  store.warmPools.remove(name);
};
