import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { type Plain, plain } from "./described/plain.ts";
import { allPages } from "./pages.ts";

/** The group as AWS describes it; undefined if there is none of that name. */
export const describeGroup = async (
  autoScaling: AutoScalingClient,
  name: string,
): Promise<Plain<AutoScalingGroup> | undefined> => {
  const [group] = await allPages(async (NextToken) => {
    const answer = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name], NextToken }),
    );
    return [answer.AutoScalingGroups, answer.NextToken];
  });
  return group && plain(group);
};
