import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { enumValue, metricOf } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import { periodsBetween, statisticsPeriod } from "../period.ts";
import { type Aggregate, basicStatistics, extendedStatistic, type Statistic, statisticOf } from "../statistics.ts";

const limit = 1440;

/** The statistics that a request asks for, by the names that it gives them. */
const asked = ({ Statistics = [], ExtendedStatistics = [] }: GetMetricStatisticsCommandInput) => {
  if (Statistics.length + ExtendedStatistics.length === 0)
    throw new AwsError("InvalidParameterCombinationException", "Must specify either Statistics or ExtendedStatistics");
  return {
    basic: Statistics.map((name) => enumValue(name, basicStatistics, "statistics")),
    extended: ExtendedStatistics.map((name) => [name, extendedStatistic(name, "ExtendedStatistics")] as const),
  };
};

const window = ({ StartTime, EndTime, Period }: GetMetricStatisticsCommandInput): readonly [number, number, number] => {
  if (StartTime === undefined || EndTime === undefined || Period === undefined)
    throw new AwsError("MissingRequiredParameterException", "StartTime, EndTime and Period are required.");
  const [start, end] = [StartTime.getTime(), EndTime.getTime()];
  if (start >= end)
    throw new AwsError(
      "InvalidParameterValueException",
      "The parameter StartTime must be less than the parameter EndTime.",
    );
  const period = statisticsPeriod(Period, "Period");
  const count = Math.ceil((end - start) / period);
  if (count > limit)
    throw new AwsError(
      "InvalidParameterCombinationException",
      `You have requested up to ${count} datapoints, which exceeds the limit of ${limit}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  return [start, end, period];
};

/** What of the samples was asked for; undefined if none of it is known. */
const datapoint = (
  samples: Aggregate,
  { basic, extended }: ReturnType<typeof asked>,
): Omit<Datapoint, "Timestamp" | "Unit"> | undefined => {
  const measured = <Name extends string>(names: readonly (readonly [Name, Statistic])[]) =>
    names.flatMap(([name, statistic]) => {
      const value = statisticOf(samples, statistic);
      return value === undefined ? [] : [[name, value] as const];
    });
  const values = measured(basic.map((name) => [name, name]));
  const percentiles = measured(extended);
  if (values.length + percentiles.length === 0) return undefined;
  return {
    ...Object.fromEntries(values),
    ...(percentiles.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(percentiles) }),
  };
};

/**
 * One datapoint for each period in which something was measured, and for each unit: "If you omit Unit, all data that was collected with
 * any unit is returned, along with the corresponding units that were specified when the data was reported."
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
export const getMetricStatistics = ({ metrics }: CloudWatchContext) =>
  operation<GetMetricStatisticsCommandInput, GetMetricStatisticsCommandOutput>({
    accepts: [
      "Namespace",
      "MetricName",
      "Dimensions",
      "StartTime",
      "EndTime",
      "Period",
      "Statistics",
      "ExtendedStatistics",
      "Unit",
    ],
    needs: () => [{ action: "cloudwatch:GetMetricStatistics", resource: "*" }],
    run(input) {
      const metric = metricOf(input);
      const [start, end, period] = window(input);
      const statistics = asked(input);
      const Datapoints = periodsBetween(start, end, period).flatMap((from) =>
        [...metrics.byUnit(metric, from, from + period)].flatMap(([Unit, samples]) => {
          const values = input.Unit === undefined || input.Unit === Unit ? datapoint(samples, statistics) : undefined;
          return values === undefined ? [] : [{ Timestamp: new Date(from), ...values, Unit }];
        }),
      );
      return { Label: metric.name, Datapoints };
    },
  });
