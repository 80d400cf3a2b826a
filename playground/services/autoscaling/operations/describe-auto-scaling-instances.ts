import type {
  AutoScalingInstanceDetails,
  DescribeAutoScalingInstancesCommandInput,
  DescribeAutoScalingInstancesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import type { Group, GroupMember } from "../records.ts";
import { shownInstance } from "../shown-instance.ts";

/**
 * The instances of all groups, or those asked for; one that is in no group is passed over.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingInstances.html
 */
export const describeAutoScalingInstances = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeAutoScalingInstancesCommandInput, DescribeAutoScalingInstancesCommandOutput>({
    accepts: ["InstanceIds", "MaxRecords", "NextToken"],
    run: ({ InstanceIds: ids = [], MaxRecords, NextToken }) => {
      const instances = store.groups
        .seenValues()
        .flatMap((group) => group.members.map((member) => instanceDetails(group, member)))
        .filter((instance) => ids.length === 0 || ids.includes(instance.InstanceId ?? ""));
      const { items, next } = page(instances, NextToken, MaxRecords, surroundings.pageSize);
      return { AutoScalingInstances: items, NextToken: next };
    },
  });

/** DescribeAutoScalingInstances writes the health status in capitals, other than DescribeAutoScalingGroups. */
const instanceDetails = (group: Group, member: GroupMember): AutoScalingInstanceDetails => ({
  ...shownInstance(member),
  AutoScalingGroupName: group.name,
  HealthStatus: member.unhealthy === undefined ? "HEALTHY" : "UNHEALTHY",
});
