import type { MetricDatum, PutMetricDataCommandInput, PutMetricDataCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { metricOf } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";
import { type Aggregate, combined } from "../metric-store.ts";

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

/**
 * All data of the request, or none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const putMetricData = ({ surroundings: { clock }, metrics }: CloudWatchContext) =>
  operation<PutMetricDataCommandInput, PutMetricDataCommandOutput>({
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
        metrics.add(metric, datum.Timestamp?.getTime() ?? clock.now(), samples);
      return {};
    },
  });
