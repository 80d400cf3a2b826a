/** How an instance leaves service and lives on: into Standby and back, or out of the group. */
import { validationError } from "../constraints.ts";
import { beginActivity, continueActivity } from "./activities.ts";
import { afterActivity } from "./capacity.ts";
import type { AutoScalingContext } from "./context.ts";
import { isRetained, isSuspended, withMember, withoutMember } from "./group.ts";
import { groupNameTag } from "./launches.ts";
import type { Activity, Group, GroupMember } from "./records.ts";
import { updateGroup } from "./store.ts";
import { sentenceAt } from "./text.ts";

/** Where an instance goes that leaves service, and AWS's words for it. */
const ways = {
  EnteringStandby: {
    from: ["InService"],
    description: (id: string) => `Moving EC2 instance to Standby: ${id}`,
    did: "moved to standby",
    refused: "place into standby",
  },
  // Recorded: "The instance i-XXXX is not in InService or Standby." https://github.com/reproio/ecs_deploy/issues/47
  Detaching: {
    from: ["InService", "Standby", "Terminating:Retained"],
    description: (id: string) => `Detaching EC2 instance: ${id}`,
    did: "detached",
    refused: "detach",
  },
} as const;

/** The instances that a request names, which must be of the group and in one of these states. Throws AwsError. */
export const membersIn = (group: Group, ids: readonly string[], states: readonly string[]): readonly GroupMember[] =>
  ids.map((id) => {
    const member = group.members.find((one) => one.id === id);
    if (member === undefined)
      throw validationError(`The instance ${id} is not part of Auto Scaling group ${group.name}.`);
    const named = states.filter((state) => !state.endsWith(":Retained")).join(" or ");
    if (!states.includes(member.state)) throw validationError(`The instance ${id} is not in ${named}.`);
    return member;
  });

/** "List exceeds the maximum number of instances to detach": https://github.com/reproio/ecs_deploy/pull/39 */
const mostAtOnce = 20;

/** Throws what AWS says of too long a list. */
export const checkCount = (ids: readonly string[], what: "attach" | "detach"): void => {
  if (ids.length > mostAtOnce)
    throw validationError(
      `List exceeds the maximum number of instances to ${what}. Please retry your request with fewer instances.`,
    );
};

/** The group with so much more or less desired capacity. Throws AwsError if that is beyond its bounds; `what` names who asked. */
export const resized = (group: Group, by: number, what: string): Group => {
  const { MinSize, MaxSize, DesiredCapacity } = group.settings;
  const desired = DesiredCapacity + by;
  if (desired < MinSize || desired > MaxSize)
    throw validationError(
      `AutoScalingGroup ${group.name} has min-size=${MinSize}, max-size=${MaxSize}, and desired-size=${DesiredCapacity}. To ${what} ${Math.abs(by)} instance${Math.abs(by) === 1 ? "" : "s"}, please update the AutoScalingGroup sizes appropriately.`,
    );
  return { ...group, settings: { ...group.settings, DesiredCapacity: desired } };
};

/**
 * Takes instances out of service, all or none: they drain, and then stand by or are let go. Unless the desired capacity shrinks with
 * them, they are replaced. Answers the activities.
 */
export const leaveService = (
  context: AutoScalingContext,
  group: Group,
  ids: readonly string[],
  way: keyof typeof ways,
  shrink: boolean,
): readonly Activity[] => {
  const { surroundings, store, targetGroups, wake } = context;
  const { from, description, did, refused } = ways[way];
  const members = membersIn(group, ids, from);
  if (shrink && members.some(isRetained))
    throw validationError("The desired capacity cannot be decremented with instances that are retained.");
  const counted = members.filter(({ state }) => state === "InService").length;
  store.groups.put(group.name, shrink ? resized(group, -counted, refused) : group);
  let capacity = group.settings.DesiredCapacity;
  const activities = members.map((member) => {
    for (const { arn } of group.trafficSources) if (targetGroups.exists(arn)) targetGroups.deregister(arn, [member.id]);
    const shrinking =
      shrink && member.state === "InService" ? `, shrinking the capacity from ${capacity} to ${--capacity}` : "";
    const activity = beginActivity(context, group, {
      instance: member.id,
      subnet: member.subnet,
      description: description(member.id),
      cause: sentenceAt(
        surroundings.clock.now(),
        `instance ${member.id} was ${did} in response to a user request${shrinking}`,
      ),
      status: "InProgress",
      progress: 50,
    });
    updateGroup(store, group.name, (current) =>
      withMember(current, member.id, { state: way, activity: activity.id, unhealthy: undefined }),
    );
    return activity;
  });
  wake(group.name);
  return activities;
};

/** Ends the activity of an instance that has drained. */
const ended = ({ surroundings, store }: AutoScalingContext, member: GroupMember): void => {
  continueActivity(store, member.activity, { status: "Successful", progress: 100, end: surroundings.clock.now() });
};

/** The instance has drained, and stands by. */
export const standBy = (context: AutoScalingContext, group: Group, member: GroupMember): void => {
  ended(context, member);
  const now = context.surroundings.clock.now();
  updateGroup(context.store, group.name, (current) =>
    afterActivity(withMember(current, member.id, { state: "Standby" }), now),
  );
};

/**
 * The instance has drained, and is nobody's but its owner's. "When you detach an instance from an Auto Scaling group, it removes only the
 * aws:autoscaling:groupName tag." https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
 */
export const parted = (context: AutoScalingContext, group: Group, member: GroupMember): void => {
  ended(context, member);
  context.fleet.tagInstance(member.id, { [groupNameTag]: undefined });
  const now = context.surroundings.clock.now();
  updateGroup(context.store, group.name, (current) => afterActivity(withoutMember(current, member.id), now));
};

/**
 * Puts instances that stand by back on their way into service, all or none: "After you put the instances back in service, the
 * desired capacity is incremented." Answers the activities.
 */
export const returnToService = (
  context: AutoScalingContext,
  group: Group,
  ids: readonly string[],
): readonly Activity[] => {
  const { surroundings, store, wake } = context;
  const members = membersIn(group, ids, ["Standby"]);
  // Recorded that it is refused, not how: https://github.com/radkawar/stackd
  if (isSuspended(group, "Launch"))
    throw validationError(`Instances cannot exit standby while the Launch process of ${group.name} is suspended.`);
  store.groups.put(group.name, resized(group, members.length, "take out of standby"));
  let capacity = group.settings.DesiredCapacity;
  const activities = members.map((member) => {
    const activity = beginActivity(context, group, {
      instance: member.id,
      subnet: member.subnet,
      description: `Moving EC2 instance out of Standby: ${member.id}`,
      cause: sentenceAt(
        surroundings.clock.now(),
        `instance ${member.id} was moved out of standby in response to a user request, increasing the capacity from ${capacity} to ${++capacity}`,
      ),
      status: "PreInService",
      progress: 30,
    });
    updateGroup(store, group.name, (current) =>
      withMember(current, member.id, { state: "Pending", activity: activity.id }),
    );
    return activity;
  });
  wake(group.name);
  return activities;
};
