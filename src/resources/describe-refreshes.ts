import { type AutoScalingClient, DescribeInstanceRefreshesCommand } from "@aws-sdk/client-auto-scaling";
import { type RefreshView, refreshView } from "./described/instance-refresh.ts";
import { allPages } from "./pages.ts";

/** The refreshes of a group of the last six weeks, newest first, as AWS answers them. */
export const describeRefreshes = async (
  autoScaling: AutoScalingClient,
  group: string,
): Promise<readonly RefreshView[]> => {
  const refreshes = await allPages(async (NextToken) => {
    const answer = await autoScaling.send(
      new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: group, NextToken }),
    );
    return [answer.InstanceRefreshes, answer.NextToken];
  });
  return refreshes.map(refreshView);
};
