import type { Clock } from "../../world/clock.ts";

export type Statistic = "SampleCount" | "Average" | "Sum" | "Minimum" | "Maximum";

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Samples of one metric in one stretch of time, as far as the statistics need them. */
export interface Aggregate {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface MetricStore {
  add(metric: MetricName, at: number, samples: Aggregate): void;
  /** What was measured from `start` (included) to `end` (excluded); undefined if nothing was. */
  between(metric: MetricName, start: number, end: number): Aggregate | undefined;
}

/** The finest resolution: the shortest period of an alarm is ten seconds. */
export const resolution = 10_000;
/** As far back as an alarm may look: EvaluationPeriods × Period is a day at most. */
const retention = 25 * 3_600_000;

const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

/** Two stretches of time as one; the first may be empty. */
export const combined = (a: Aggregate | undefined, b: Aggregate): Aggregate =>
  a === undefined
    ? b
    : {
        count: a.count + b.count,
        sum: a.sum + b.sum,
        minimum: Math.min(a.minimum, b.minimum),
        maximum: Math.max(a.maximum, b.maximum),
      };

/** A statistic of what was measured; there is always a sample. */
export const statisticOf = ({ count, sum, minimum, maximum }: Aggregate, statistic: Statistic): number =>
  ({ SampleCount: count, Average: sum / count, Sum: sum, Minimum: minimum, Maximum: maximum })[statistic];

/** Measurements, added up in stretches of ten seconds. A metric is its name and all its dimensions, as in CloudWatch. */
export const createMetricStore = (clock: Clock): MetricStore => {
  const metrics = new Map<string, Map<number, Aggregate>>();
  return {
    add(metric, at, samples) {
      const key = keyOf(metric);
      const buckets = metrics.get(key) ?? new Map<number, Aggregate>();
      metrics.set(key, buckets);
      const start = Math.floor(at / resolution) * resolution;
      buckets.set(start, combined(buckets.get(start), samples));
      // The oldest comes first, near enough: measurements arrive in the order of time.
      for (const old of buckets.keys()) {
        if (old >= clock.now() - retention) break;
        buckets.delete(old);
      }
    },
    between(metric, start, end) {
      const buckets = metrics.get(keyOf(metric));
      if (buckets === undefined) return undefined;
      let total: Aggregate | undefined;
      for (let at = Math.ceil(start / resolution) * resolution; at < end; at += resolution) {
        const bucket = buckets.get(at);
        if (bucket !== undefined) total = combined(total, bucket);
      }
      return total;
    },
  };
};
