import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { NotYet } from "../errors.ts";
import { type Plain, plain } from "./described/plain.ts";
import { allPages } from "./pages.ts";

/**
 * The group as AWS describes it; undefined if there is none of that name. Throws `NotYet` while AWS deletes it, which takes minutes: it
 * is neither there, as nothing can be done with it, nor gone, as its name is taken.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html (`Status`)
 */
export const describeGroup = async (
  autoScaling: AutoScalingClient,
  name: string,
): Promise<Plain<AutoScalingGroup> | undefined> => {
  const [group] = await describeAll(autoScaling, [name]);
  return group && settledGroup(group);
};

/** The groups of those names as AWS describes them, as far as there are such, by name. Throws as `describeGroup` does. */
export const describeGroupsNamed = async (
  autoScaling: AutoScalingClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, Plain<AutoScalingGroup>>> =>
  new Map(
    (await describeAll(autoScaling, names)).map((group) => [group.AutoScalingGroupName ?? "", settledGroup(group)]),
  );

const describeAll = (autoScaling: AutoScalingClient, names: readonly string[]) =>
  allPages(async (NextToken) => {
    const answer = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [...names], NextToken }),
    );
    return [answer.AutoScalingGroups, answer.NextToken];
  });

const settledGroup = (group: AutoScalingGroup): Plain<AutoScalingGroup> => {
  if (group.Status !== undefined)
    throw new NotYet(`AWS is deleting the Auto Scaling group '${group.AutoScalingGroupName}' (${group.Status}).`);
  return plain(group);
};
