import { AwsError } from "../../world/aws-error.ts";
import { hasTrait } from "../../world/traits.ts";
import { validationError } from "../constraints.ts";
import type { AutoScalingContext } from "./context.ts";
import { isPooled, isTerminating, retains } from "./group.ts";
import type { Group } from "./records.ts";

/**
 * Throws what AWS has against deleting the group: its protection, its instances, its scaling activities. The last two only without
 * force.
 */
export const refuseDeletion = (context: AutoScalingContext, group: Group, force: boolean): void => {
  const protection = group.settings.DeletionProtection ?? "none";
  if (protection === "prevent-all-deletion" || (force && protection === "prevent-force-deletion"))
    throw validationError(`AutoScalingGroup ${group.name} cannot be deleted: its deletion protection is ${protection}`);
  if (force && retains(group))
    throw validationError(`AutoScalingGroup ${group.name} cannot be deleted by force: it retains instances`);
  if (force) return;
  if (!group.members.every(isTerminating))
    throw new AwsError("ResourceInUseFault", group.members.some(isPooled) ? `${inUse}${pooled}` : inUse);
  if (group.members.length > 0 || seemsBusy(context, group))
    throw new AwsError(
      "ScalingActivityInProgressFault",
      "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
    );
};

const inUse =
  "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.";

/** Recorded of a group whose only instances were in its warm pool. */
const pooled = " Also, you can\u2019t delete it while there are instances that are part of a warm pool.";

/**
 * "Sometimes when deleting an ASG, the marker for 'scaling activity' is eventually consistent": an activity that has just ended may
 * still count. https://github.com/ansible/ansible/pull/46124
 */
const seemsBusy = ({ surroundings, store }: AutoScalingContext, group: Group): boolean =>
  hasTrait("deletions-take-time", surroundings) &&
  store.activities.seenValues().some((one) => one.groupArn === group.arn && one.end === undefined);
