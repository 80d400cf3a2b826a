import type { Metrics } from "../../world/neighbours.ts";
import { isPooled, stageOf } from "./group.ts";
import { capacityOf } from "./mixed-instances.ts";
import type { Group, WarmPool } from "./records.ts";
import { desiredPoolSize, pooledMembers } from "./warm-pool-size.ts";

const ownMembers = (group: Group) => group.members.filter((member) => !isPooled(member));

const count = (prefix: string) => (group: Group) =>
  ownMembers(group).filter((member) => member.state.startsWith(prefix)).length;

const units = (prefix: string) => (group: Group) =>
  capacityOf(ownMembers(group).filter((member) => member.state.startsWith(prefix)));

const warm = (stages: readonly string[]) => (group: Group) =>
  pooledMembers(group).filter((member) => stages.some((stage) => stageOf(member).startsWith(stage))).length;

/** Each metric and how it is measured. */
const measures: Readonly<Record<string, (group: Group, pool: WarmPool | undefined) => number>> = {
  GroupMinSize: (group) => group.settings.MinSize,
  GroupMaxSize: (group) => group.settings.MaxSize,
  GroupDesiredCapacity: (group) => group.settings.DesiredCapacity,
  GroupInServiceInstances: count("InService"),
  GroupPendingInstances: count("Pending"),
  GroupStandbyInstances: count("Standby"),
  GroupTerminatingInstances: count("Terminating"),
  GroupTotalInstances: count(""),
  GroupInServiceCapacity: units("InService"),
  GroupPendingCapacity: units("Pending"),
  GroupStandbyCapacity: units("Standby"),
  GroupTerminatingCapacity: units("Terminating"),
  GroupTotalCapacity: units(""),
  WarmPoolDesiredCapacity: desiredPoolSize,
  WarmPoolWarmedCapacity: warm(["Stopped", "Running"]),
  WarmPoolPendingCapacity: warm(["Pending"]),
  WarmPoolTerminatingCapacity: warm(["Terminating"]),
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
