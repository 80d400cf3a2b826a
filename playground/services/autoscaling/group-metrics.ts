import type {
  DescribeMetricCollectionTypesCommandInput,
  DescribeMetricCollectionTypesCommandOutput,
  DisableMetricsCollectionCommandInput,
  DisableMetricsCollectionCommandOutput,
  EnableMetricsCollectionCommandInput,
  EnableMetricsCollectionCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import type { Metrics } from "../../world/neighbours.ts";
import { operation } from "../../world/service.ts";
import { type Group, required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import { groupNamed, type Store } from "./store.ts";

const count = (prefix: string) => (group: Group) =>
  group.members.filter((member) => member.state.startsWith(prefix)).length;

/** Each metric and how it is measured; the playground has no standby instances, weights or warm instances. */
const measures: Readonly<Record<string, (group: Group) => number>> = {
  GroupMinSize: (group) => group.settings.MinSize,
  GroupMaxSize: (group) => group.settings.MaxSize,
  GroupDesiredCapacity: (group) => group.settings.DesiredCapacity,
  GroupInServiceInstances: count("InService"),
  GroupPendingInstances: count("Pending"),
  GroupStandbyInstances: () => 0,
  GroupTerminatingInstances: count("Terminating"),
  GroupTotalInstances: count(""),
  GroupInServiceCapacity: count("InService"),
  GroupPendingCapacity: count("Pending"),
  GroupStandbyCapacity: () => 0,
  GroupTerminatingCapacity: count("Terminating"),
  GroupTotalCapacity: count(""),
  WarmPoolDesiredCapacity: () => 0,
  WarmPoolWarmedCapacity: () => 0,
  WarmPoolPendingCapacity: () => 0,
  WarmPoolTerminatingCapacity: () => 0,
  WarmPoolTotalCapacity: () => 0,
  GroupAndWarmPoolDesiredCapacity: (group) => group.settings.DesiredCapacity,
  GroupAndWarmPoolTotalCapacity: count(""),
};
const metricTypes = Object.keys(measures);

const named = (asked: readonly string[] | undefined): readonly string[] => {
  const unknown = (asked ?? []).filter((metric) => !metricTypes.includes(metric));
  if (unknown.length > 0) throw validationError(`Invalid metric types: ${unknown.join(", ")}`);
  return asked === undefined || asked.length === 0 ? metricTypes : asked;
};

/** Publishes what each group collects: once a minute, the only granularity. */
export const publishGroupMetrics = (groups: readonly Group[], metrics: Metrics): void => {
  for (const group of groups)
    for (const metric of group.enabledMetrics)
      metrics.publish("AWS/AutoScaling", metric, { AutoScalingGroupName: group.name }, measures[metric]?.(group) ?? 0);
};

/** EnableMetricsCollection, DisableMetricsCollection, DescribeMetricCollectionTypes. */
export const metricsOperations = (store: Store, permissions: Permissions) => ({
  EnableMetricsCollection: operation<EnableMetricsCollectionCommandInput, EnableMetricsCollectionCommandOutput>({
    accepts: ["AutoScalingGroupName", "Metrics", "Granularity"],
    needs: permissions.onGroup("EnableMetricsCollection"),
    run: ({ AutoScalingGroupName, Metrics: asked, Granularity }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      if (required(Granularity, "granularity") !== "1Minute")
        throw validationError(`Invalid granularity: ${Granularity}. The only valid value is 1Minute`);
      const enabled = new Set([...group.enabledMetrics, ...named(asked)]);
      store.groups.put(group.name, { ...group, enabledMetrics: metricTypes.filter((metric) => enabled.has(metric)) });
      return {};
    },
  }),

  DisableMetricsCollection: operation<DisableMetricsCollectionCommandInput, DisableMetricsCollectionCommandOutput>({
    accepts: ["AutoScalingGroupName", "Metrics"],
    needs: permissions.onGroup("DisableMetricsCollection"),
    run: ({ AutoScalingGroupName, Metrics: asked }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      const disabled = named(asked);
      const enabledMetrics = group.enabledMetrics.filter((metric) => !disabled.includes(metric));
      store.groups.put(group.name, { ...group, enabledMetrics });
      return {};
    },
  }),

  DescribeMetricCollectionTypes: operation<
    DescribeMetricCollectionTypesCommandInput,
    DescribeMetricCollectionTypesCommandOutput
  >({
    accepts: [],
    run: () => ({
      Metrics: metricTypes.map((Metric) => ({ Metric })),
      Granularities: [{ Granularity: "1Minute" }],
    }),
  }),
});
