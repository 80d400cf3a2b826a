import { AwsError } from "../../world/aws-error.ts";
import type { Fleet, TargetGroups } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import { beginActivity, continueActivity } from "./activities.ts";
import { afterActivity } from "./capacity.ts";
import { emitActivity } from "./events.ts";
import { attached, type Group, isSuspended, launchTemplateOf, type Member, type Subnet, withMember } from "./group.ts";
import { type Store, update } from "./store.ts";

const firstRetry = 10_000;
const longestRetry = 5 * 60_000;

/** AWS tries a failed launch again and again, each time later. */
const afterFailure = (group: Group, now: number): Group => ({
  ...group,
  launchFailures: group.launchFailures + 1,
  nextLaunchAt: now + Math.min(firstRetry * 2 ** group.launchFailures, longestRetry),
});

/** Tags of an instance: the group's name, and every tag that propagates. */
const instanceTags = (group: Group): Record<string, string> => ({
  ...Object.fromEntries(group.tags.filter((tag) => tag.PropagateAtLaunch).map((tag) => [tag.Key, tag.Value])),
  "aws:autoscaling:groupName": group.name,
});

/** How an instance comes into service, or fails to. */
export const createLaunches = (surroundings: Surroundings, store: Store, fleet: Fleet, targetGroups: TargetGroups) => {
  const { clock } = surroundings;

  /** The new instance's id, or why there is none. */
  const start = (group: Group, subnet: Subnet): string | AwsError => {
    const sources = isSuspended(group, "AddToLoadBalancer") ? [] : attached(group);
    if (sources.some(({ arn }) => !targetGroups.exists(arn)))
      return new AwsError(
        "ValidationError",
        "One or more target groups not found. Validating load balancer configuration failed.",
      );
    const { LaunchTemplateId: id, LaunchTemplateName: name, Version } = launchTemplateOf(group.settings) ?? {};
    try {
      return fleet.launch({
        launchTemplate: {
          ...(id === undefined ? {} : { id }),
          ...(name === undefined || id !== undefined ? {} : { name }),
          version: Version ?? "$Default",
        },
        subnet: subnet.id,
        tags: instanceTags(group),
      });
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  };

  const failed = (group: Group, subnet: Subnet, cause: string, error: AwsError) => {
    const message = `${error.message} Launching EC2 instance failed.`;
    const begun = beginActivity(surroundings, store, group, {
      instance: "",
      subnet,
      description: `Launching a new EC2 instance.  Status Reason: ${message}`,
      cause,
      status: "Failed",
      progress: 100,
    });
    const activity = continueActivity(store, begun.id, { message, end: clock.now() });
    if (activity) emitActivity(surroundings, "Launch", "Unsuccessful", activity);
    update(store, group.name, (now) => afterFailure(now, clock.now()));
  };

  const launch = (group: Group, subnet: Subnet, cause: string) => {
    // The first failure of several launches delays the rest.
    if (clock.now() < group.nextLaunchAt) return;
    const id = start(group, subnet);
    if (typeof id !== "string") return failed(group, subnet, cause, id);
    const activity = beginActivity(surroundings, store, group, {
      instance: id,
      subnet,
      description: `Launching a new EC2 instance: ${id}`,
      cause,
      status: "PreInService",
      progress: 30,
    });
    const instance = fleet.instance(id);
    const member: Member = {
      id,
      instanceType: instance?.instanceType ?? "",
      subnet,
      state: "Pending",
      launchTemplate: instance?.launchTemplate,
      protectedFromScaleIn: group.settings.NewInstancesProtectedFromScaleIn,
      launchedAt: clock.now(),
      inServiceAt: undefined,
      unhealthy: undefined,
      activity: activity.id,
      lifecycleActions: [],
      shutDown: false,
    };
    update(store, group.name, (now) => ({ ...now, members: [...now.members, member] }));
  };

  const putInService = (group: Group, member: Member, register: readonly string[]): void => {
    // Registered before InService: "the instance is registered with the load balancer, then enters the InService state".
    for (const arn of register) if (targetGroups.exists(arn)) targetGroups.register(arn, [member.id]);
    const activity = continueActivity(store, member.activity, {
      status: "Successful",
      progress: 100,
      end: clock.now(),
    });
    update(store, group.name, (now) =>
      afterActivity(
        {
          ...withMember(now, member.id, { state: "InService", inServiceAt: clock.now(), lifecycleActions: [] }),
          launchFailures: 0,
          unreplaced: Math.max(0, now.unreplaced - 1),
        },
        clock.now(),
      ),
    );
    if (activity) emitActivity(surroundings, "Launch", "Successful", activity);
  };

  /** The activity that launched the instance ends without an instance in service. */
  const cancel = (member: Member, reason: string): void => {
    const cancelled = continueActivity(store, member.activity, {
      status: "Cancelled",
      progress: 100,
      end: clock.now(),
      message: reason,
      description: `Launching a new EC2 instance: ${member.id}.  Status Reason: ${reason}`,
    });
    if (cancelled) emitActivity(surroundings, "Launch", "Unsuccessful", cancelled);
  };

  /** The instance ended before it was in service. */
  const giveUp = (group: Group, member: Member, reason: string): void => {
    cancel(member, reason);
    const without = (now: Group) => ({ ...now, members: now.members.filter((one) => one.id !== member.id) });
    update(store, group.name, (now) => afterFailure(without(now), clock.now()));
    const left = fleet.instance(member.id)?.state;
    if (left === "stopping" || left === "stopped") fleet.terminate(member.id);
  };

  return { launch, putInService, cancel, giveUp };
};
