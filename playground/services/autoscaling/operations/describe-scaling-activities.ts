import type {
  DescribeScalingActivitiesCommandInput,
  DescribeScalingActivitiesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import { shownActivity } from "../activities.ts";
import type { AutoScalingContext } from "../context.ts";
import type { Activity } from "../records.ts";
import { groupNotFound } from "../store.ts";

const sixWeeksMilliseconds = 6 * 7 * 24 * 60 * 60 * 1000;

/**
 * Newest first, of the last six weeks; those of deleted groups only if asked for.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html
 */
export const describeScalingActivities = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeScalingActivitiesCommandInput, DescribeScalingActivitiesCommandOutput>({
    accepts: ["ActivityIds", "AutoScalingGroupName", "IncludeDeletedGroups", "MaxRecords", "NextToken", "Filters"],
    run: ({ ActivityIds, AutoScalingGroupName, IncludeDeletedGroups, MaxRecords, NextToken, Filters = [] }) => {
      const known = AutoScalingGroupName === undefined || store.groups.seen(AutoScalingGroupName) !== undefined;
      if (!known && !IncludeDeletedGroups) throw groupNotFound();
      const arns = new Set(store.groups.seenValues().map((group) => group.arn));
      const since = surroundings.clock.now() - sixWeeksMilliseconds;
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
