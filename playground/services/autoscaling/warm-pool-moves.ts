/** How instances come into the warm pool's rest, and from there into service and back. */
import { AwsError } from "../../world/aws-error.ts";
import { beginActivity, continueActivity } from "./activities.ts";
import { afterActivity } from "./capacity.ts";
import type { AutoScalingContext } from "./context.ts";
import { emitActivity } from "./events.ts";
import { withMember } from "./group.ts";
import { isHeldOff, recordRefusal } from "./launches.ts";
import type { Group, GroupMember } from "./records.ts";
import { poolStateOf, updateGroup } from "./store.ts";

/** "As instances leave the warm pool, they count toward the desired capacity of the group": with the version that they have. */
export const startWarm = (context: AutoScalingContext, group: Group, member: GroupMember, cause: string): void => {
  const { store, fleet } = context;
  if (isHeldOff(context, group, member.subnet)) return;
  try {
    if (fleet.instance(member.id)?.state === "stopped") fleet.startInstance(member.id);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    recordRefusal(context, group, member.subnet, cause, error);
    return;
  }
  const activity = beginActivity(context, group, {
    instance: member.id,
    subnet: member.subnet,
    description: `Launching a new EC2 instance from warm pool: ${member.id}`,
    cause,
    status: "PreInService",
    progress: 30,
    route: { Origin: "WarmPool", Destination: "AutoScalingGroup" },
  });
  const protectedFromScaleIn = group.settings.NewInstancesProtectedFromScaleIn;
  updateGroup(store, group.name, (current) =>
    withMember(current, member.id, { state: "Pending", activity: activity.id, protectedFromScaleIn }),
  );
};

/** Takes an instance out of its target groups, on its way from the group back into the pool. */
export const returnToPool = (context: AutoScalingContext, group: Group, member: GroupMember, cause: string): void => {
  const { store, targetGroups } = context;
  for (const { arn } of group.trafficSources) if (targetGroups.exists(arn)) targetGroups.deregister(arn, [member.id]);
  const activity = beginActivity(context, group, {
    instance: member.id,
    subnet: member.subnet,
    description: `Scaling in EC2 instance into warm pool: ${member.id}`,
    cause,
    status: "InProgress",
    progress: 50,
    route: { Origin: "AutoScalingGroup", Destination: "WarmPool" },
  });
  updateGroup(store, group.name, (current) =>
    withMember(current, member.id, {
      state: "Warmed:Pending",
      returning: true,
      restState: poolStateOf(store, group),
      activity: activity.id,
    }),
  );
};

/** The instance rests in the pool, and can be drawn on. */
export const warmed = ({ surroundings, store, fleet }: AutoScalingContext, group: Group, member: GroupMember): void => {
  const { clock } = surroundings;
  const activity = continueActivity(store, member.activity, { status: "Successful", progress: 100, end: clock.now() });
  const state = fleet.instance(member.id)?.state === "stopped" ? "Warmed:Stopped" : "Warmed:Running";
  updateGroup(store, group.name, (current) => {
    const rested = withMember(current, member.id, { state, returning: false, inServiceAt: undefined });
    return member.returning ? afterActivity(rested, clock.now()) : { ...rested, launchFailures: 0, failedZones: [] };
  });
  if (activity) emitActivity(surroundings, member.returning ? "Terminate" : "Launch", "Successful", activity);
};
