import type { Metrics } from "../../world/neighbours.ts";
import { capacityOf } from "./mixed-instances.ts";
import type { Group } from "./records.ts";

const count = (prefix: string) => (group: Group) =>
  group.members.filter((member) => member.state.startsWith(prefix)).length;

const units = (prefix: string) => (group: Group) =>
  capacityOf(group.members.filter((member) => member.state.startsWith(prefix)));

/** Each metric and how it is measured; the playground has no warm instances. */
const measures: Readonly<Record<string, (group: Group) => number>> = {
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
  WarmPoolDesiredCapacity: () => 0,
  WarmPoolWarmedCapacity: () => 0,
  WarmPoolPendingCapacity: () => 0,
  WarmPoolTerminatingCapacity: () => 0,
  WarmPoolTotalCapacity: () => 0,
  GroupAndWarmPoolDesiredCapacity: (group) => group.settings.DesiredCapacity,
  GroupAndWarmPoolTotalCapacity: units(""),
};

/** The metrics that a group can collect. */
export const groupMetricTypes = Object.keys(measures);

/** Publishes what each group collects: once a minute, the only granularity. */
export const publishGroupMetrics = (groups: readonly Group[], metrics: Metrics): void => {
  for (const group of groups)
    for (const metric of group.enabledMetrics)
      metrics.publish("AWS/AutoScaling", metric, { AutoScalingGroupName: group.name }, measures[metric]?.(group) ?? 0);
};
