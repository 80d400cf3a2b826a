import type {
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../world/service.ts";
import { metricOf } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import { describedAlarm } from "../described-alarm.ts";

/**
 * All on one page.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html
 */
export const describeAlarmsForMetric = (cloudWatch: CloudWatchContext) =>
  operation<DescribeAlarmsForMetricCommandInput, DescribeAlarmsForMetricCommandOutput>({
    accepts: ["MetricName", "Namespace", "Dimensions", "Statistic", "ExtendedStatistic", "Unit", "Period"],
    run(input) {
      const { namespace, name, dimensions } = metricOf(input);
      const asked = input.Statistic ?? input.ExtendedStatistic;
      const same = (given: Readonly<Record<string, string>>) =>
        Object.keys(given).length === Object.keys(dimensions).length &&
        Object.entries(given).every(([key, value]) => dimensions[key] === value);
      const matching = cloudWatch.alarms.records
        .seenValues()
        .filter(
          ({ metric, statistic, unit, periodSeconds }) =>
            metric.namespace === namespace &&
            metric.name === name &&
            same(metric.dimensions) &&
            (asked === undefined || asked === statistic) &&
            (input.Unit === undefined || input.Unit === unit) &&
            (input.Period === undefined || input.Period === periodSeconds),
        );
      return { MetricAlarms: matching.map((alarm) => describedAlarm(cloudWatch.surroundings, alarm)) };
    },
  });
