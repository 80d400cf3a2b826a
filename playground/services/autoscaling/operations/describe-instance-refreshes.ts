import type {
  DescribeInstanceRefreshesCommandInput,
  DescribeInstanceRefreshesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { shownRefresh } from "../instance-refresh.ts";
import type { InstanceRefresh } from "../records.ts";
import { groupSeen } from "../store.ts";

const sixWeeksMilliseconds = 6 * 7 * 24 * 3_600_000;

/**
 * Those of the last six weeks. "Instance refreshes are ordered by start time. Instance refreshes still in progress are described first."
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeInstanceRefreshes.html
 */
export const describeInstanceRefreshes = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeInstanceRefreshesCommandInput, DescribeInstanceRefreshesCommandOutput>({
    accepts: ["AutoScalingGroupName", "InstanceRefreshIds", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupName, InstanceRefreshIds: ids, NextToken, MaxRecords }) => {
      const now = surroundings.clock.now();
      const { name } = groupSeen(store, AutoScalingGroupName);
      const isAsked = ({ AutoScalingGroupName: of, id, requested }: InstanceRefresh) =>
        of === name &&
        now - requested < sixWeeksMilliseconds &&
        (ids === undefined || ids.length === 0 || ids.includes(id));
      const latestFirst = store.refreshes
        .seenValues()
        .filter(isAsked)
        .sort(
          (one, other) =>
            Number(one.end !== undefined) - Number(other.end !== undefined) || other.requested - one.requested,
        );
      const { items, next } = page(latestFirst, NextToken, MaxRecords, surroundings.pageSize);
      return { InstanceRefreshes: items.map((refresh) => shownRefresh(refresh, now)), NextToken: next };
    },
  });
