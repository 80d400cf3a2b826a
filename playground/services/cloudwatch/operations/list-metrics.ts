import type { DimensionFilter, ListMetricsCommandInput, ListMetricsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { enumValue } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import type { MetricName } from "../metric-store.ts";

const minute = 60_000;
const hour = 60 * minute;
/** "After you create a metric, allow up to 15 minutes for the metric to appear." */
const appearance = 15 * minute;
/** "ListMetrics doesn't return information about metrics if those metrics haven't reported data in the past two weeks." */
const longestSilence = 14 * 24 * hour;

/** "If you specify one dimension name and a metric has that dimension and also other dimensions, it will be returned." */
const passes = ({ dimensions }: MetricName, filters: readonly DimensionFilter[]): boolean =>
  filters.every(({ Name = "", Value }) => {
    const value = dimensions[Name];
    return value !== undefined && (Value === undefined || Value === value);
  });

/**
 * The metrics that were measured, without what was measured.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
export const listMetrics = ({ surroundings, metrics }: CloudWatchContext) =>
  operation<ListMetricsCommandInput, ListMetricsCommandOutput>({
    accepts: ["Namespace", "MetricName", "Dimensions", "NextToken", "RecentlyActive"],
    needs: () => [{ action: "cloudwatch:ListMetrics", resource: "*" }],
    run({ Namespace, MetricName, Dimensions = [], NextToken, RecentlyActive }) {
      if (RecentlyActive !== undefined) enumValue(RecentlyActive, ["PT3H"], "recentlyActive");
      const now = surroundings.clock.now();
      const silence = RecentlyActive === undefined ? longestSilence : 3 * hour;
      const matching = metrics
        .list()
        .filter(
          ({ metric, known, last }) =>
            known <= now - appearance &&
            last >= now - silence &&
            (Namespace === undefined || Namespace === metric.namespace) &&
            (MetricName === undefined || MetricName === metric.name) &&
            passes(metric, Dimensions),
        )
        .map(({ metric }) => ({
          Namespace: metric.namespace,
          MetricName: metric.name,
          Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
        }));
      const { items, next } = page(matching, NextToken, undefined, surroundings.pageSize);
      return { Metrics: items, NextToken: next };
    },
  });
