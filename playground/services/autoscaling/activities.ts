import type { ScalingActivityStatusCode, Activity as ShownActivity } from "@aws-sdk/client-auto-scaling";
import { uuid } from "../../world/random.ts";
import type { AutoScalingContext } from "./context.ts";
import type { Activity, Group } from "./records.ts";
import type { Store } from "./store.ts";

/** Details of an activity: an object in events, a JSON string in DescribeScalingActivities. */
export const activityDetails = (activity: Activity): Record<string, string> => ({
  // Recorded: of an instance that was attached there is none.
  ...(activity.subnet.id === "" ? {} : { "Subnet ID": activity.subnet.id }),
  "Availability Zone": activity.subnet.zone,
});

/** AWS keeps whole seconds of the end, so that an activity may end before it starts. */
export const activityEnd = (activity: Activity): Date | undefined =>
  activity.end === undefined ? undefined : new Date(Math.floor(activity.end / 1000) * 1000);

/** Records an activity that begins now. */
export const beginActivity = (
  { surroundings: { clock, random }, store }: AutoScalingContext,
  group: Group,
  begun: Pick<Activity, "instance" | "subnet" | "description" | "cause" | "status" | "progress" | "route">,
): Activity => {
  const activity: Activity = {
    ...begun,
    id: uuid(random),
    group: group.name,
    groupArn: group.arn,
    // The API's limit for Cause.
    cause: begun.cause.slice(0, 1023),
    start: clock.now(),
    end: undefined,
    message: undefined,
  };
  store.activities.put(activity.id, activity);
  return activity;
};

/** Records how an activity goes on; answers it as it is then. */
export const continueActivity = (store: Store, id: string, change: Partial<Activity>): Activity | undefined => {
  const activity = store.activities.get(id);
  if (activity === undefined) return undefined;
  const changed = { ...activity, ...change };
  store.activities.put(id, changed);
  return changed;
};

/** An activity as the API shows it. */
export const shownActivity = (store: Store, activity: Activity): ShownActivity => ({
  ActivityId: activity.id,
  AutoScalingGroupName: activity.group,
  AutoScalingGroupARN: activity.groupArn,
  AutoScalingGroupState: store.groups.get(activity.group)?.arn === activity.groupArn ? "InService" : "Deleted",
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.start),
  EndTime: activityEnd(activity),
  StatusCode: activity.status as ScalingActivityStatusCode,
  StatusMessage: activity.message,
  Progress: activity.progress,
  Details: JSON.stringify(activityDetails(activity)),
});
