import {
  type AutoScalingClient,
  DisableMetricsCollectionCommand,
  EnableMetricsCollectionCommand,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { describeGroup } from "./describe-group.ts";
import { metricsState } from "./described/scaling.ts";

const metricsOf = (state: State | null): readonly string[] => (state?.metrics ?? []) as readonly string[];

/** The metrics that a group reports; id: the group's name; state: `{ granularity, metrics }`, sorted. */
export const groupMetrics = (autoScaling: AutoScalingClient): ResourceKind => ({
  belongsTo: (name) => ({ kind: "auto-scaling-group", id: name }),

  async read(name) {
    const group = await describeGroup(autoScaling, name);
    return group === undefined ? null : metricsState(group.EnabledMetrics);
  },

  async write(name, before, after) {
    const enable = metricsOf(after).filter((metric) => !metricsOf(before).includes(metric));
    const disable = metricsOf(before).filter((metric) => !metricsOf(after).includes(metric));
    if (enable.length > 0)
      await autoScaling.send(
        new EnableMetricsCollectionCommand({
          AutoScalingGroupName: name,
          Granularity: String(after?.granularity),
          Metrics: enable,
        }),
      );
    // An empty list would mean all of them.
    if (disable.length > 0)
      await autoScaling.send(new DisableMetricsCollectionCommand({ AutoScalingGroupName: name, Metrics: disable }));
  },
});
