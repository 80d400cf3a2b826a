import type { GetMetricStatisticsCommandInput, GetMetricStatisticsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { checkedPeriod, metricOf } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import { statisticOf } from "../metric-store.ts";

/**
 * One datapoint for each period in which something was measured.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
export const getMetricStatistics = ({ metrics }: CloudWatchContext) =>
  operation<GetMetricStatisticsCommandInput, GetMetricStatisticsCommandOutput>({
    accepts: ["Namespace", "MetricName", "Dimensions", "StartTime", "EndTime", "Period", "Statistics"],
    needs: () => [{ action: "cloudwatch:GetMetricStatistics", resource: "*" }],
    run(input) {
      const metric = metricOf(input);
      const { StartTime, EndTime, Statistics = [] } = input;
      if (StartTime === undefined || EndTime === undefined || input.Period === undefined || Statistics.length === 0)
        throw new AwsError(
          "MissingRequiredParameterException",
          "StartTime, EndTime, Period and Statistics are required.",
        );
      if (StartTime >= EndTime)
        throw new AwsError(
          "InvalidParameterValueException",
          "The parameter StartTime must be less than the parameter EndTime.",
        );
      const period = checkedPeriod(input.Period) * 1000;
      const first = Math.floor(StartTime.getTime() / period) * period;
      const count = Math.ceil((EndTime.getTime() - first) / period);
      if (count > 1440)
        throw new AwsError(
          "InvalidParameterCombinationException",
          `You have requested up to ${count} datapoints, which exceeds the limit of 1,440.`,
        );
      const Datapoints = Array.from({ length: count }, (_, index) => first + index * period).flatMap((start) => {
        const samples = metrics.between(metric, start, start + period);
        if (samples === undefined) return [];
        const values = Object.fromEntries(Statistics.map((statistic) => [statistic, statisticOf(samples, statistic)]));
        return [{ Timestamp: new Date(start), Unit: "None" as const, ...values }];
      });
      return { Label: metric.name, Datapoints };
    },
  });
