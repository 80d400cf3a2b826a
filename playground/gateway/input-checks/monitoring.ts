import type { Constraint, ServiceConstraints } from "./constraint.ts";

/**
 * "Values must be in the range of -2^360 to 2^360. In addition, special values (for example, NaN, +Infinity, -Infinity) are not
 * supported." https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
const measured: Constraint = { range: [-(2 ** 360), 2 ** 360] };

/** The same of statistics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_StatisticSet.html */
const statistics: Constraint = {
  members: { SampleCount: measured, Sum: measured, Minimum: measured, Maximum: measured },
};

/** What CloudWatch documents beyond its model. */
export const monitoringConstraints: ServiceConstraints = {
  // In the order in which AWS was seen to name them, which is not the model's.
  SetAlarmState: { StateValue: { oneOf: ["INSUFFICIENT_DATA", "ALARM", "OK"] } },
  PutMetricData: {
    MetricData: { items: { members: { Value: measured, Values: { items: measured }, StatisticValues: statistics } } },
  },
};
