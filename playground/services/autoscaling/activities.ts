import type {
  DescribeScalingActivitiesCommandInput,
  DescribeScalingActivitiesCommandOutput,
  ScalingActivityStatusCode,
  Activity as ShownActivity,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../world/pages.ts";
import { uuid } from "../../world/random.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { type Group, groupNotFound, type Subnet, timestamp, validationError } from "./group.ts";
import type { Store } from "./store.ts";

/** A scaling activity: one launch or one termination. */
export interface Activity {
  readonly id: string;
  readonly group: string;
  readonly groupArn: string;
  /** Empty if there is none (a launch that failed). */
  readonly instance: string;
  readonly subnet: Subnet;
  readonly description: string;
  readonly cause: string;
  readonly start: number;
  readonly end: number | undefined;
  readonly status: ScalingActivityStatusCode;
  readonly message: string | undefined;
  readonly progress: number;
}

const sixWeeks = 6 * 7 * 24 * 60 * 60 * 1000;

/** Details of an activity: an object in events, a JSON string in DescribeScalingActivities. */
export const details = (activity: Activity): Record<string, string> => ({
  "Subnet ID": activity.subnet.id,
  "Availability Zone": activity.subnet.zone,
});

/** AWS keeps whole seconds of the end, so that an activity may end before it starts. */
export const endTime = (activity: Activity): Date | undefined =>
  activity.end === undefined ? undefined : new Date(Math.floor(activity.end / 1000) * 1000);

/** Records an activity that begins now. */
export const beginActivity = (
  { clock, random }: Surroundings,
  store: Store,
  group: Group,
  begun: Pick<Activity, "instance" | "subnet" | "description" | "cause" | "status" | "progress">,
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
  AutoScalingGroupState: store.groups.get(activity.group)?.arn === activity.groupArn ? undefined : "Deleted",
  Description: activity.description,
  Cause: activity.cause,
  StartTime: new Date(activity.start),
  EndTime: endTime(activity),
  StatusCode: activity.status,
  StatusMessage: activity.message,
  Progress: activity.progress,
  Details: JSON.stringify(details(activity)),
});

const matches = (activity: Activity, filters: NonNullable<DescribeScalingActivitiesCommandInput["Filters"]>): boolean =>
  filters.every(({ Name, Values = [] }) => {
    switch (Name) {
      case "Status":
        return Values.includes(activity.status);
      case "StartTimeLowerBound":
        return Values.some((value) => activity.start >= Date.parse(value));
      case "StartTimeUpperBound":
        return Values.some((value) => activity.start <= Date.parse(value));
      default:
        throw validationError(`Invalid filter name: ${Name}`);
    }
  });

/** DescribeScalingActivities: newest first, of the last six weeks. */
export const activityOperations = (surroundings: Surroundings, store: Store) => ({
  DescribeScalingActivities: operation<DescribeScalingActivitiesCommandInput, DescribeScalingActivitiesCommandOutput>({
    accepts: ["ActivityIds", "AutoScalingGroupName", "IncludeDeletedGroups", "MaxRecords", "NextToken", "Filters"],
    run: ({ ActivityIds, AutoScalingGroupName, IncludeDeletedGroups, MaxRecords, NextToken, Filters = [] }) => {
      const known = AutoScalingGroupName === undefined || store.groups.seen(AutoScalingGroupName) !== undefined;
      if (!known && !IncludeDeletedGroups) throw groupNotFound(AutoScalingGroupName);
      const arns = new Set(store.groups.seenValues().map((group) => group.arn));
      const since = surroundings.clock.now() - sixWeeks;
      const activities = store.activities
        .seenValues()
        .filter(
          (activity) =>
            activity.start >= since &&
            (ActivityIds === undefined || ActivityIds.length === 0 || ActivityIds.includes(activity.id)) &&
            (AutoScalingGroupName === undefined || activity.group === AutoScalingGroupName) &&
            (IncludeDeletedGroups || arns.has(activity.groupArn)) &&
            matches(activity, Filters),
        )
        .reverse();
      const { items, next } = page(activities, NextToken, MaxRecords, surroundings.pageSize);
      return { Activities: items.map((activity) => shownActivity(store, activity)), NextToken: next };
    },
  }),
});

/** "At 2026-01-01T00:00:00Z an instance was …", as each sentence of a Cause begins. */
export const at = (time: number, what: string): string => `At ${timestamp(time)} ${what}.`;

/** Sentences of a Cause, two spaces between them as AWS writes them. */
export const cause = (...sentences: (string | undefined)[]): string =>
  sentences.filter((sentence) => sentence !== undefined).join("  ");
