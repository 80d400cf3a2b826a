/** How an instance goes: out of its target groups, drained, terminated, forgotten. */
import { beginActivity, continueActivity } from "./activities.ts";
import { afterActivity } from "./capacity.ts";
import type { AutoScalingContext } from "./context.ts";
import { emitActivity } from "./events.ts";
import { isPooled, isRetained, passing, stageOf, withMember, withoutMember } from "./group.ts";
import { cancelLaunch } from "./launches.ts";
import type { Activity, Group, GroupMember } from "./records.ts";
import { updateGroup } from "./store.ts";

/** Begins to terminate an instance, wherever it is in its life. Answers the activity. */
export const terminateMember = (
  context: AutoScalingContext,
  group: Group,
  member: GroupMember,
  cause: string,
): Activity => {
  if (stageOf(member).startsWith("Pending") && !isRetained(member))
    cancelLaunch(context, member, "Instance was terminated before it was in service.");
  return beginTermination(context, group, member, cause);
};

/** As recorded of both: https://github.com/hashicorp/nomad-autoscaler/blob/main/plugins/builtin/target/aws-asg/plugin/aws_test.go */
const terminatingText = (member: GroupMember): string =>
  `Terminating EC2 instance${isPooled(member) ? " from warm pool" : ""}: ${member.id}`;

/** Takes an instance out of the target groups, before anything else happens to it. Answers the activity. */
export const beginTermination = (
  context: AutoScalingContext,
  group: Group,
  member: GroupMember,
  cause: string,
): Activity => {
  const { store, targetGroups } = context;
  for (const { arn } of group.trafficSources) if (targetGroups.exists(arn)) targetGroups.deregister(arn, [member.id]);
  const drains = group.trafficSources.some(({ arn }) => targetGroups.health(arn).has(member.id));
  const activity = beginActivity(context, group, {
    instance: member.id,
    subnet: member.subnet,
    description: `${terminatingText(member)}${drains ? " - Waiting For ELB Connection Draining." : ""}`,
    cause,
    status: drains ? "WaitingForELBConnectionDraining" : "InProgress",
    progress: 50,
    route: isPooled(member) ? { Origin: "WarmPool", Destination: "EC2" } : undefined,
  });
  const state = passing(member, "Terminating");
  updateGroup(store, group.name, (current) => ({
    ...withMember(current, member.id, { state, activity: activity.id, lifecycleActions: [], returning: false }),
    unreplaced: current.unreplaced + (member.unhealthy === undefined || isPooled(member) ? 0 : 1),
  }));
  return activity;
};

/** Tells EC2 to terminate an instance that has drained. */
export const shutDown = ({ store, fleet }: AutoScalingContext, group: Group, member: GroupMember): void => {
  updateGroup(store, group.name, (current) => withMember(current, member.id, { shutDown: true }));
  const description = terminatingText(member);
  continueActivity(store, member.activity, { status: "InProgress", progress: 80, description });
  fleet.terminate(member.id);
};

/**
 * Keeps an instance whose termination hook was abandoned: the termination is cancelled, and a new one waits for the hooks again.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-lifecycle-policy.html
 */
export const retain = (context: AutoScalingContext, group: Group, member: GroupMember, reason: string): void => {
  const { surroundings, store } = context;
  const ended = continueActivity(store, member.activity, { progress: 100, end: surroundings.clock.now() });
  // The event still says what the activity said before it was cancelled.
  if (ended) emitActivity(surroundings, "Terminate", "Unsuccessful", ended);
  continueActivity(store, member.activity, {
    status: "Cancelled",
    message: reason,
    description: `${ended?.description}.  Status Reason: ${reason}`,
  });
  const state = member.returning ? "Warmed:Pending:Retained" : passing(member, "Terminating:Retained");
  updateGroup(store, group.name, (current) =>
    afterActivity(withMember(current, member.id, { state, lifecycleActions: [] }), surroundings.clock.now()),
  );
};

/** Lets go of an instance that EC2 has terminated. */
export const forgetMember = ({ surroundings, store }: AutoScalingContext, group: Group, member: GroupMember): void => {
  const { clock } = surroundings;
  const activity = continueActivity(store, member.activity, {
    status: "Successful",
    progress: 100,
    end: clock.now(),
    description: terminatingText(member),
  });
  updateGroup(store, group.name, (current) => {
    const left = withoutMember(current, member.id);
    // What goes on in the warm pool begins no cooldown of the group.
    return isPooled(member) ? left : afterActivity(left, clock.now());
  });
  if (activity) emitActivity(surroundings, "Terminate", "Successful", activity);
};
