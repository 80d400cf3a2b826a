/** How an instance comes into service, or fails to. */
import { AwsError } from "../../world/aws-error.ts";
import { beginActivity, continueActivity } from "./activities.ts";
import { afterActivity } from "./capacity.ts";
import type { AutoScalingContext } from "./context.ts";
import { emitActivity } from "./events.ts";
import { attachedSources, isActive, isSuspended, launchTemplateOf, withMember, withoutMember } from "./group.ts";
import { launchSettings } from "./instance-refresh.ts";
import { isSpotNext, nextOverride, weightOf } from "./mixed-instances.ts";
import type { Group, GroupMember, GroupSubnet } from "./records.ts";
import type { Step } from "./steps.ts";
import { poolStateOf, updateGroup } from "./store.ts";

const firstRetryMilliseconds = 10_000;
const longestRetryMilliseconds = 5 * 60_000;

/** The first failure of several launches delays the rest. */
export const isHeldOff = ({ surroundings }: AutoScalingContext, group: Group, { zone }: GroupSubnet): boolean =>
  surroundings.clock.now() < group.nextLaunchAt || group.failedZones.includes(zone);

/** Begins to launch one instance into the group or its warm pool, or records why that failed. */
export const launch = (
  context: AutoScalingContext,
  group: Group,
  { subnet, cause, into }: Extract<Step, { readonly kind: "launch" }>,
): void => {
  const { store } = context;
  if (isHeldOff(context, group, subnet)) return;
  const id = start(context, group, subnet);
  if (typeof id !== "string") {
    recordRefusal(context, group, subnet, cause, id, into);
    return;
  }
  const activity = beginActivity(context, group, {
    instance: id,
    subnet,
    description: `Launching a new EC2 instance${into === "WarmPool" ? " into warm pool" : ""}: ${id}`,
    cause,
    status: "PreInService",
    progress: 30,
    route: { Origin: "EC2", Destination: into },
  });
  const pooled = { state: "Warmed:Pending", restState: poolStateOf(store, group) } as const;
  const member = {
    ...newMember(context, group, id, subnet, activity.id),
    ...(into === "WarmPool" ? pooled : {}),
  };
  updateGroup(store, group.name, (current) => ({ ...current, members: [...current.members, member] }));
};

/** Puts an instance that runs into service; `register` are the target groups that it joins, by ARN. */
export const putInService = (
  { surroundings, store, targetGroups }: AutoScalingContext,
  group: Group,
  member: GroupMember,
  register: readonly string[],
): void => {
  const { clock } = surroundings;
  // Registered before InService: "the instance is registered with the load balancer, then enters the InService state".
  for (const arn of register) if (targetGroups.exists(arn)) targetGroups.register(arn, [member.id]);
  const activity = continueActivity(store, member.activity, {
    status: "Successful",
    progress: 100,
    end: clock.now(),
  });
  updateGroup(store, group.name, (current) =>
    afterActivity(
      {
        ...withMember(current, member.id, { state: "InService", inServiceAt: clock.now(), lifecycleActions: [] }),
        launchFailures: 0,
        failedZones: [],
        unreplaced: Math.max(0, current.unreplaced - 1),
      },
      clock.now(),
    ),
  );
  if (activity) emitActivity(surroundings, "Launch", "Successful", activity);
};

/** The activity that brought the instance in ends without an instance in service, or in the warm pool. */
export const cancelLaunch = (
  { surroundings, store }: AutoScalingContext,
  member: GroupMember,
  reason: string,
): void => {
  const cancelled = continueActivity(store, member.activity, {
    status: "Cancelled",
    progress: 100,
    end: surroundings.clock.now(),
    message: reason,
    description: `${store.activities.get(member.activity)?.description}.  Status Reason: ${reason}`,
  });
  if (cancelled) emitActivity(surroundings, member.returning ? "Terminate" : "Launch", "Unsuccessful", cancelled);
};

/** The instance ended before it was in service. */
export const giveUpLaunch = (context: AutoScalingContext, group: Group, member: GroupMember, reason: string): void => {
  const { surroundings, store, fleet } = context;
  cancelLaunch(context, member, reason);
  updateGroup(store, group.name, (current) =>
    afterFailure(withoutMember(current, member.id), surroundings.clock.now()),
  );
  const left = fleet.instance(member.id)?.state;
  if (left === "stopping" || left === "stopped") fleet.terminate(member.id);
};

/** The new instance's id, or why there is none. */
const start = ({ fleet, targetGroups }: AutoScalingContext, group: Group, subnet: GroupSubnet): string | AwsError => {
  const sources = isSuspended(group, "AddToLoadBalancer") ? [] : attachedSources(group);
  if (sources.some(({ arn }) => !targetGroups.exists(arn)))
    return new AwsError(
      "ValidationError",
      "One or more target groups not found. Validating load balancer configuration failed.",
    );
  const settings = launchSettings(group);
  const override = nextOverride(settings);
  const template = override?.LaunchTemplateSpecification ?? launchTemplateOf(settings);
  const { LaunchTemplateId: id, LaunchTemplateName: name, Version } = template ?? {};
  try {
    return fleet.launch({
      launchTemplate: {
        ...(id === undefined ? {} : { id }),
        ...(name === undefined || id !== undefined ? {} : { name }),
        version: Version ?? "$Default",
      },
      ...(override?.InstanceType === undefined ? {} : { instanceType: override.InstanceType }),
      subnet: subnet.id,
      spot: isSpotNext(settings, group.members.filter(isActive), Number(override?.WeightedCapacity ?? 1)),
      tags: instanceTagsOf(group),
    });
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
};

/** Tags of an instance: the group's name, and every tag that propagates. */
export const instanceTagsOf = (group: Group): Record<string, string> => ({
  ...Object.fromEntries(group.tags.filter((tag) => tag.PropagateAtLaunch).map((tag) => [tag.Key, tag.Value])),
  [groupNameTag]: group.name,
});

/** Of an instance for as long as it is in a group. */
export const groupNameTag = "aws:autoscaling:groupName";

/** Records why EC2 launched, or started, nothing; what is next waits, or goes elsewhere. */
export const recordRefusal = (
  context: AutoScalingContext,
  group: Group,
  subnet: GroupSubnet,
  cause: string,
  error: AwsError,
  into: "AutoScalingGroup" | "WarmPool" = "AutoScalingGroup",
): void => {
  const { surroundings, store } = context;
  const message = `${error.message} Launching EC2 instance failed.`;
  const begun = beginActivity(context, group, {
    instance: "",
    subnet,
    description: `Launching a new EC2 instance${into === "WarmPool" ? " into warm pool" : ""}.  Status Reason: ${message}`,
    cause,
    status: "Failed",
    progress: 100,
    route: { Origin: "EC2", Destination: into },
  });
  const activity = continueActivity(store, begun.id, { message, end: surroundings.clock.now() });
  if (activity) emitActivity(surroundings, "Launch", "Unsuccessful", activity);
  updateGroup(store, group.name, (current) =>
    zonal.includes(error.name)
      ? afterZonalFailure(current, subnet.zone, surroundings.clock.now())
      : afterFailure(current, surroundings.clock.now()),
  );
};

/** What EC2 lacks in one zone only. */
const zonal = ["InsufficientInstanceCapacity", "Unsupported"];

/**
 * "If the attempt fails, however, Amazon EC2 Auto Scaling attempts to launch the instances in another Availability Zone until it
 * succeeds": at once, and only when it failed in all of them does it wait.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
 */
const afterZonalFailure = (group: Group, zone: string, now: number): Group => {
  const failedZones = [...new Set([...group.failedZones, zone])];
  const everywhere = group.subnets.every((subnet) => failedZones.includes(subnet.zone));
  return everywhere ? { ...afterFailure(group, now), failedZones: [] } : { ...group, failedZones };
};

/** AWS tries a failed launch again and again, each time later. */
const afterFailure = (group: Group, now: number): Group => ({
  ...group,
  launchFailures: group.launchFailures + 1,
  nextLaunchAt: now + Math.min(firstRetryMilliseconds * 2 ** group.launchFailures, longestRetryMilliseconds),
});

/** An instance on its way into the group, with what EC2 says of it. */
export const newMember = (
  { surroundings, fleet }: AutoScalingContext,
  group: Group,
  id: string,
  subnet: GroupSubnet,
  activity: string,
): GroupMember => {
  const instance = fleet.instance(id);
  return {
    id,
    instanceType: instance?.instanceType ?? "",
    weight: weightOf(launchSettings(group), instance?.instanceType),
    subnet,
    ...(instance?.spot ? { spot: true } : {}),
    state: "Pending",
    launchTemplate: instance?.launchTemplate,
    protectedFromScaleIn: group.settings.NewInstancesProtectedFromScaleIn,
    launchedAt: surroundings.clock.now(),
    inServiceAt: undefined,
    unhealthy: undefined,
    activity,
    lifecycleActions: [],
    shutDown: false,
  };
};
