import type {
  DescribeAutoScalingGroupsCommandInput,
  DescribeAutoScalingGroupsCommandOutput,
  Filter,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { groupTags } from "../group.ts";
import type { Group } from "../records.ts";
import { shownGroup } from "../shown-group.ts";

/**
 * By name, by tag, or all; a name that no group has is passed over.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html
 */
export const describeAutoScalingGroups = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeAutoScalingGroupsCommandInput, DescribeAutoScalingGroupsCommandOutput>({
    accepts: ["AutoScalingGroupNames", "IncludeInstances", "NextToken", "MaxRecords", "Filters"],
    run: ({ AutoScalingGroupNames: names = [], IncludeInstances = true, NextToken, MaxRecords, Filters = [] }) => {
      const groups = store.groups
        .seenValues()
        .filter((group) => (names.length === 0 || names.includes(group.name)) && matches(group, Filters));
      const { items, next } = page(groups, NextToken, MaxRecords, surroundings.pageSize);
      const shown = items.map((group) => shownGroup(group, store.warmPools.seen(group.name)));
      return {
        AutoScalingGroups: IncludeInstances ? shown : shown.map((group) => ({ ...group, Instances: [] })),
        NextToken: next,
      };
    },
  });

const matches = (group: Group, filters: readonly Filter[]): boolean => {
  const tags = groupTags(group);
  return filters.every(({ Name = "", Values = [] }) => {
    if (Name === "tag-key") return Values.some((key) => Object.hasOwn(tags, key));
    if (Name === "tag-value") return Object.values(tags).some((value) => Values.includes(value));
    if (!Name.startsWith("tag:")) throw validationError(`Invalid filter name: ${Name}`);
    const value = tags[Name.slice("tag:".length)];
    return value !== undefined && Values.includes(value);
  });
};
