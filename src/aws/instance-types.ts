import { type AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";

/** The type of each of a group's instances. */
export const typesInGroup = async (autoScaling: AutoScalingClient, group: string): Promise<readonly string[]> => {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
  );
  return AutoScalingGroups.flatMap(({ Instances = [] }) =>
    Instances.map(({ InstanceType }) => InstanceType ?? "(unknown)"),
  );
};
