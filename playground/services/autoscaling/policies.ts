import type { Alarm } from "@aws-sdk/client-auto-scaling";
import type { AutoScalingContext } from "./context.ts";
import type { GroupPolicy } from "./records.ts";
import { ofGroup, ownedBy } from "./store.ts";
import { removeTrackingAlarms } from "./tracking-alarms.ts";

/** The alarms that act on a policy, as the API shows them. */
export const alarmsOf = ({ alarms }: AutoScalingContext, { PolicyARN }: GroupPolicy): Alarm[] =>
  (alarms?.describe() ?? [])
    .filter(({ actions }) => actions.includes(PolicyARN))
    .map(({ name, arn }) => ({ AlarmName: name, AlarmARN: arn }));

/** "Deleting either a step scaling policy or a simple scaling policy deletes the underlying alarm action, but does not delete the alarm." */
export const removePolicy = (context: AutoScalingContext, policy: GroupPolicy): void => {
  removeTrackingAlarms(context, policy);
  context.alarms?.forgetAction(policy.PolicyARN);
  context.store.policies.remove(ownedBy(policy.AutoScalingGroupName, policy.PolicyName));
};

/**
 * "If the group has policies, deleting the group deletes the policies, the underlying alarm actions, and any alarm that no longer has
 * an associated action." (API_DeleteAutoScalingGroup)
 */
export const removePoliciesOf = (context: AutoScalingContext, group: string): void => {
  for (const policy of ofGroup(context.store.policies, group)) {
    context.alarms?.forgetAction(policy.PolicyARN, "orphans");
    context.store.policies.remove(ownedBy(group, policy.PolicyName));
  }
};
