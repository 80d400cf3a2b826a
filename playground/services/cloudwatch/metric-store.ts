import type { StandardUnit } from "@aws-sdk/client-cloudwatch";
import type { Clock } from "../../world/clock.ts";
import { type Aggregate, combined } from "./statistics.ts";

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricStore {
  add(metric: MetricName, at: number, samples: Aggregate, unit?: StandardUnit): void;
  /** What was measured from `start` (included) to `end` (excluded), by unit; nothing if nothing was. */
  byUnit(metric: MetricName, start: number, end: number): ReadonlyMap<StandardUnit, Aggregate>;
  /** The same in one unit; in all of them together if none is named. Undefined if nothing was measured. */
  between(metric: MetricName, start: number, end: number, unit?: StandardUnit): Aggregate | undefined;
  /** When something of a metric was measured, by the second. */
  moments(metric: MetricName): readonly number[];
  /** Every metric that there ever was, with when it became known and when it was measured last. */
  list(): readonly { readonly metric: MetricName; readonly known: number; readonly last: number }[];
}

/** The finest resolution: GetMetricStatistics has periods of a second. */
const second = 1_000;
const minute = 60_000;
/** As far back as an alarm may look: EvaluationPeriods × Period is a day at most. */
const retention = 25 * 3_600_000;

interface Stored {
  readonly metric: MetricName;
  /** By minute, then by second and unit. */
  readonly minutes: Map<number, Measurement[]>;
  readonly known: number;
  last: number;
}

interface Measurement {
  readonly at: number;
  readonly unit: StandardUnit;
  samples: Aggregate;
}

const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

/** The minutes to look at; of a stretch of years, only those in which there is something. */
const minutesBetween = (kept: Stored["minutes"], start: number, end: number): Iterable<number> => {
  const first = Math.floor(start / minute) * minute;
  const count = Math.max(0, Math.ceil((end - first) / minute));
  return count > kept.size ? kept.keys() : Array.from({ length: count }, (_, index) => first + index * minute);
};

const addTo = (measured: Measurement[], at: number, samples: Aggregate, unit: StandardUnit): void => {
  const same = measured.find((each) => each.at === at && each.unit === unit);
  if (same === undefined) measured.push({ at, unit, samples });
  else same.samples = combined(same.samples, samples);
};

/** Measurements, added up by the second. A metric is its name and all its dimensions, as in CloudWatch; its units stay apart. */
export const createMetricStore = (clock: Clock): MetricStore => {
  const metrics = new Map<string, Stored>();

  const byUnit: MetricStore["byUnit"] = (metric, start, end) => {
    const total = new Map<StandardUnit, Aggregate>();
    const minutes = metrics.get(keyOf(metric))?.minutes;
    if (minutes === undefined) return total;
    for (const at of minutesBetween(minutes, start, end))
      for (const measured of minutes.get(at) ?? [])
        if (measured.at >= start && measured.at < end)
          total.set(measured.unit, combined(total.get(measured.unit), measured.samples));
    return total;
  };

  return {
    add(metric, at, samples, unit = "None") {
      const key = keyOf(metric);
      const stored: Stored = metrics.get(key) ?? { metric, minutes: new Map(), known: clock.now(), last: at };
      metrics.set(key, stored);
      stored.last = Math.max(stored.last, at);
      const start = Math.floor(at / minute) * minute;
      const measured = stored.minutes.get(start) ?? [];
      stored.minutes.set(start, measured);
      addTo(measured, Math.floor(at / second) * second, samples, unit);
      // The oldest comes first, near enough: measurements arrive in the order of time.
      for (const old of stored.minutes.keys()) {
        if (old >= clock.now() - retention) break;
        stored.minutes.delete(old);
      }
    },
    byUnit,
    between(metric, start, end, unit) {
      const units = byUnit(metric, start, end);
      if (unit !== undefined) return units.get(unit);
      return [...units.values()].reduce<Aggregate | undefined>(combined, undefined);
    },
    moments: (metric) =>
      [...(metrics.get(keyOf(metric))?.minutes.values() ?? [])].flatMap((measured) => measured.map(({ at }) => at)),
    list: () => [...metrics.values()].map(({ metric, known, last }) => ({ metric, known, last })),
  };
};
