import {
  type AutoScalingClient,
  type AutoScalingGroup,
  paginateDescribeAutoScalingGroups,
} from "@aws-sdk/client-auto-scaling";
import type { PageOf } from "../../inventory/sweep.ts";

const mostGroups = 50;

/** The groups of these names that there are. Auto Scaling leaves out those that there are not. */
export const describeGroups = async (
  autoScaling: AutoScalingClient,
  names: readonly string[],
): Promise<readonly AutoScalingGroup[]> => {
  const groups: AutoScalingGroup[] = [];
  for (let at = 0; at < names.length; at += mostGroups)
    for await (const { AutoScalingGroups } of paginateDescribeAutoScalingGroups(
      { client: autoScaling },
      { AutoScalingGroupNames: names.slice(at, at + mostGroups) },
    ))
      groups.push(...(AutoScalingGroups ?? []));
  return groups;
};

/** Every group, a page at a time, or those from a token on. */
export const groupPages = async function* (
  client: AutoScalingClient,
  startingToken?: string,
): AsyncGenerator<PageOf<AutoScalingGroup>> {
  const pages = paginateDescribeAutoScalingGroups({ client, startingToken }, { MaxRecords: 100 });
  for await (const { AutoScalingGroups, NextToken } of pages) yield { items: AutoScalingGroups ?? [], next: NextToken };
};
