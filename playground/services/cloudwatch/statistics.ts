import { AwsError, NotEmulated } from "../../world/aws-error.ts";

export const basicStatistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;

/** One of the five, or a percentile: `p99`, `p99.9`. */
export type Statistic = (typeof basicStatistics)[number] | `p${number}`;

/** Samples of one metric in one stretch of time, as far as the statistics need them. */
export interface Aggregate {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** How often each value was measured; undefined if no more than the other four is known. */
  readonly values: ReadonlyMap<number, number> | undefined;
}

/** So many samples of one value. */
export const samplesOf = (value: number, count = 1): Aggregate => ({
  count,
  sum: value * count,
  minimum: value,
  maximum: value,
  values: new Map([[value, count]]),
});

/** Two sets of samples as one; the first may be empty. */
export const combined = (a: Aggregate | undefined, b: Aggregate): Aggregate =>
  a === undefined
    ? b
    : {
        count: a.count + b.count,
        sum: a.sum + b.sum,
        minimum: Math.min(a.minimum, b.minimum),
        maximum: Math.max(a.maximum, b.maximum),
        values: a.values && b.values && bothValues(a.values, b.values),
      };

const bothValues = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): ReadonlyMap<number, number> => {
  const both = new Map(a);
  for (const [value, count] of b) both.set(value, (both.get(value) ?? 0) + count);
  return both;
};

/** A statistic of what was measured; undefined for a percentile of samples of which only their sums are known. */
export const statisticOf = (samples: Aggregate, statistic: Statistic): number | undefined => {
  switch (statistic) {
    case "SampleCount":
      return samples.count;
    case "Average":
      return samples.sum / samples.count;
    case "Sum":
      return samples.sum;
    case "Minimum":
      return samples.minimum;
    case "Maximum":
      return samples.maximum;
    default:
      return percentile(samples, percentOf(statistic));
  }
};

/**
 * The value that so many percent of the samples do not exceed. "Percentile statistics are not available … unless SampleCount is 1 or Min and
 * Max are equal" where a statistic set was published.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
const percentile = ({ count, minimum, maximum, values }: Aggregate, percent: number): number | undefined => {
  if (minimum === maximum) return minimum;
  if (values === undefined) return undefined;
  let remaining = Math.max(1, Math.ceil((percent / 100) * count));
  for (const [value, times] of [...values].toSorted(([a], [b]) => a - b)) {
    remaining -= times;
    if (remaining <= 0) return value;
  }
  return maximum;
};

/** 99.9 of `p99.9`. */
export const percentOf = (statistic: `p${number}`): number => Number(statistic.slice(1));

/** Tells a percentile from the five that every alarm can name as its `Statistic`. */
export const isPercentile = (statistic: Statistic): statistic is `p${number}` => statistic.startsWith("p");

/** A statistic by name, as GetMetricData and ExtendedStatistic take it. Throws AwsError, or NotEmulated for trimmed means and the like. */
export const extendedStatistic = (name: string, parameter: string): `p${number}` => {
  if (/^(tm|tc|ts|wm)\d|^IQM$|^(PR|TM|TC|TS|WM)\(/i.test(name)) throw new NotEmulated(`the statistic ${name}`);
  const percent = /^p(\d{1,3}(?:\.\d+)?)$/.exec(name)?.[1];
  if (percent === undefined || Number(percent) > 100)
    throw new AwsError("InvalidParameterValueException", `The value ${name} for parameter ${parameter} is invalid.`);
  return `p${Number(percent)}`;
};
