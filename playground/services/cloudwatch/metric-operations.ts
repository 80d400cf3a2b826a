import type {
  GetMetricStatisticsCommandInput,
  GetMetricStatisticsCommandOutput,
  MetricDatum,
  PutMetricDataCommandInput,
  PutMetricDataCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../world/aws-error.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { checkedPeriod, metricOf } from "./configuration.ts";
import { type Aggregate, combined, type MetricStore, statisticOf } from "./metric-store.ts";

const one = (value: number): Aggregate => ({ count: 1, sum: value, minimum: value, maximum: value });

/** The samples in one datum: a value, a set of statistics, or values with their counts. */
const samplesOf = ({ Value, StatisticValues, Values, Counts }: MetricDatum): Aggregate => {
  if (Value !== undefined) return one(Value);
  if (StatisticValues !== undefined) {
    const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
    return { count: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum };
  }
  const total = (Values ?? []).reduce<Aggregate | undefined>((sum, value, index) => {
    const count = Counts?.[index] ?? 1;
    return combined(sum, { ...one(value), count, sum: value * count });
  }, undefined);
  if (total === undefined)
    throw new AwsError("MissingRequiredParameterException", "A datum must have Value, Values or StatisticValues.");
  return total;
};

/** PutMetricData, GetMetricStatistics. */
export const metricOperations = ({ clock }: Surroundings, store: MetricStore) => ({
  PutMetricData: operation<PutMetricDataCommandInput, PutMetricDataCommandOutput>({
    accepts: ["Namespace", "MetricData"],
    needs: () => [{ action: "cloudwatch:PutMetricData", resource: "*" }],
    run({ Namespace, MetricData = [] }) {
      if (Namespace?.startsWith("AWS/") === true)
        throw new AwsError("InvalidParameterValueException", "The value AWS/ for parameter Namespace is invalid.");
      const data = MetricData.map((datum) => ({
        metric: metricOf({ ...datum, Namespace }),
        datum,
        samples: samplesOf(datum),
      }));
      for (const { metric, datum, samples } of data)
        store.add(metric, datum.Timestamp?.getTime() ?? clock.now(), samples);
      return {};
    },
  }),

  GetMetricStatistics: operation<GetMetricStatisticsCommandInput, GetMetricStatisticsCommandOutput>({
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
        const samples = store.between(metric, start, start + period);
        if (samples === undefined) return [];
        const values = Object.fromEntries(Statistics.map((statistic) => [statistic, statisticOf(samples, statistic)]));
        return [{ Timestamp: new Date(start), Unit: "None" as const, ...values }];
      });
      return { Label: metric.name, Datapoints };
    },
  }),
});
