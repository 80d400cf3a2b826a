import type { Metrics } from "../../world/neighbours.ts";
import { isPooled, isRetained, stageOf } from "./group.ts";
import { capacityOf } from "./mixed-instances.ts";
import type { Group, GroupMember, WarmPool } from "./records.ts";
import { desiredPoolSize, pooledMembers } from "./warm-pool-size.ts";

const ownMembers = (group: Group) => group.members.filter((member) => !isPooled(member));

/** Retained instances are counted as such, and in the totals. */
const standingAt = (members: readonly GroupMember[], stage: string) =>
  members.filter(
    (member) =>
      stageOf(member).startsWith(stage) && (stage === "" || stage.endsWith("Retained") || !isRetained(member)),
  );

const count = (prefix: string) => (group: Group) => standingAt(ownMembers(group), prefix).length;

const units = (prefix: string) => (group: Group) => capacityOf(standingAt(ownMembers(group), prefix));

const warm = (stages: readonly string[]) => (group: Group) =>
  stages.flatMap((stage) => standingAt(pooledMembers(group), stage)).length;

/** Each metric and how it is measured. */
const measures: Readonly<Record<string, (group: Group, pool: WarmPool | undefined) => number>> = {
  GroupMinSize: (group) => group.settings.MinSize,
  GroupMaxSize: (group) => group.settings.MaxSize,
  GroupDesiredCapacity: (group) => group.settings.DesiredCapacity,
  GroupInServiceInstances: count("InService"),
  GroupPendingInstances: count("Pending"),
  GroupStandbyInstances: count("Standby"),
  GroupTerminatingInstances: count("Terminating"),
  GroupTerminatingRetainedInstances: count("Terminating:Retained"),
  GroupTotalInstances: count(""),
  GroupInServiceCapacity: units("InService"),
  GroupPendingCapacity: units("Pending"),
  GroupStandbyCapacity: units("Standby"),
  GroupTerminatingCapacity: units("Terminating"),
  GroupTerminatingRetainedCapacity: units("Terminating:Retained"),
  GroupTotalCapacity: units(""),
  WarmPoolDesiredCapacity: desiredPoolSize,
  WarmPoolWarmedCapacity: warm(["Stopped", "Running"]),
  WarmPoolPendingCapacity: warm(["Pending"]),
  WarmPoolTerminatingCapacity: warm(["Terminating"]),
  WarmPoolPendingRetainedCapacity: warm(["Pending:Retained"]),
  WarmPoolTerminatingRetainedCapacity: warm(["Terminating:Retained"]),
  WarmPoolTotalCapacity: warm([""]),
  GroupAndWarmPoolDesiredCapacity: (group, pool) => group.settings.DesiredCapacity + desiredPoolSize(group, pool),
  GroupAndWarmPoolTotalCapacity: (group) => capacityOf(group.members),
};

/** The metrics that a group can collect. */
export const groupMetricTypes = Object.keys(measures);

/** Publishes what each group collects: once a minute, the only granularity. */
export const publishGroupMetrics = (
  groups: readonly Group[],
  poolOf: (group: string) => WarmPool | undefined,
  metrics: Metrics,
): void => {
  for (const group of groups)
    for (const metric of group.enabledMetrics)
      metrics.publish(
        "AWS/AutoScaling",
        metric,
        { AutoScalingGroupName: group.name },
        measures[metric]?.(group, poolOf(group.name)) ?? 0,
      );
};
