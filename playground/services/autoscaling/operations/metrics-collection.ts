import type {
  DisableMetricsCollectionCommandInput,
  DisableMetricsCollectionCommandOutput,
  EnableMetricsCollectionCommandInput,
  EnableMetricsCollectionCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { groupMetricTypes } from "../group-metrics.ts";
import { onNamedGroup } from "../needs.ts";
import { groupNamed } from "../store.ts";

/** The metrics of a request: all of them if it names none. */
const named = (asked: readonly string[] | undefined): readonly string[] => {
  const unknown = (asked ?? []).filter((metric) => !groupMetricTypes.includes(metric));
  if (unknown.length > 0) throw validationError(`Invalid metric types: ${unknown.join(", ")}`);
  return asked === undefined || asked.length === 0 ? groupMetricTypes : asked;
};

/**
 * Adds to the metrics that are published each minute, the only granularity.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_EnableMetricsCollection.html
 */
export const enableMetricsCollection = (context: AutoScalingContext) =>
  operation<EnableMetricsCollectionCommandInput, EnableMetricsCollectionCommandOutput>({
    accepts: ["AutoScalingGroupName", "Metrics", "Granularity"],
    needs: onNamedGroup(context, "EnableMetricsCollection"),
    run: ({ AutoScalingGroupName, Metrics, Granularity }) => {
      const { store } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      if (Granularity !== "1Minute")
        throw validationError(`Invalid granularity: ${Granularity}. The only valid value is 1Minute`);
      const enabled = new Set([...group.enabledMetrics, ...named(Metrics)]);
      const enabledMetrics = groupMetricTypes.filter((metric) => enabled.has(metric));
      store.groups.put(group.name, { ...group, enabledMetrics });
      return {};
    },
  });

/**
 * Publishes those metrics no more.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DisableMetricsCollection.html
 */
export const disableMetricsCollection = (context: AutoScalingContext) =>
  operation<DisableMetricsCollectionCommandInput, DisableMetricsCollectionCommandOutput>({
    accepts: ["AutoScalingGroupName", "Metrics"],
    needs: onNamedGroup(context, "DisableMetricsCollection"),
    run: ({ AutoScalingGroupName, Metrics }) => {
      const { store } = context;
      const group = groupNamed(store, AutoScalingGroupName);
      const disabled = named(Metrics);
      const enabledMetrics = group.enabledMetrics.filter((metric) => !disabled.includes(metric));
      store.groups.put(group.name, { ...group, enabledMetrics });
      return {};
    },
  });
