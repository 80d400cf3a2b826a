import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { attachedSources, isPooled } from "./group.ts";
import { shownGroupTags } from "./group-tags.ts";
import type { Group, WarmPool } from "./records.ts";
import { shownInstance } from "./shown-instance.ts";
import { pooledMembers } from "./warm-pool-size.ts";

/** A group as DescribeAutoScalingGroups shows it. */
export const shownGroup = (group: Group, warmPool: WarmPool | undefined): AutoScalingGroup => ({
  AutoScalingGroupName: group.name,
  AutoScalingGroupARN: group.arn,
  ...group.settings,
  TerminationPolicies: [...group.settings.TerminationPolicies],
  AvailabilityZones: [...new Set(group.subnets.map((subnet) => subnet.zone))].sort(),
  LoadBalancerNames: [],
  TargetGroupARNs: attachedSources(group).map((source) => source.arn),
  TrafficSources: attachedSources(group).map((source) => ({ Identifier: source.arn, Type: "elbv2" })),
  Instances: group.members.filter((member) => !isPooled(member)).map(shownInstance),
  CreatedTime: new Date(group.created),
  SuspendedProcesses: Object.entries(group.suspended).map(([ProcessName, SuspensionReason]) => ({
    ProcessName,
    SuspensionReason,
  })),
  EnabledMetrics: group.enabledMetrics.map((Metric) => ({ Metric, Granularity: "1Minute" })),
  Status: group.deleting ? "Delete in progress" : undefined,
  Tags: shownGroupTags(group),
  ...(warmPool === undefined
    ? {}
    : { WarmPoolConfiguration: warmPool.configuration, WarmPoolSize: pooledMembers(group).length }),
});
