import type { StandardUnit } from "@aws-sdk/client-cloudwatch";
import type { MetricName } from "./metric-store.ts";
import type { Statistic } from "./statistics.ts";

export type StateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";
export type MissingData = "missing" | "ignore" | "breaching" | "notBreaching";

export const comparisons = {
  GreaterThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value >= threshold,
    words: "greater than or equal to",
  },
  GreaterThanThreshold: { breaches: (value: number, threshold: number) => value > threshold, words: "greater than" },
  LessThanThreshold: { breaches: (value: number, threshold: number) => value < threshold, words: "less than" },
  LessThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value <= threshold,
    words: "less than or equal to",
  },
} as const;

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData: string | undefined;
  readonly at: number;
}

export interface Alarm {
  readonly name: string;
  readonly description: string | undefined;
  readonly metric: MetricName;
  readonly statistic: Statistic;
  /** Of a percentile: whether few samples count. They do, unless said. */
  readonly lowSampleCount: "evaluate" | "ignore" | undefined;
  /** Only what was measured in this unit counts; undefined for any. */
  readonly unit: StandardUnit | undefined;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** All of `evaluationPeriods`, unless said: an alarm is shown as it was put. */
  readonly datapointsToAlarm: number | undefined;
  readonly threshold: number;
  readonly comparison: keyof typeof comparisons;
  /** "missing", unless said. */
  readonly missingData: MissingData | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<StateValue, readonly string[]>>;
  readonly configuredAt: number;
  readonly state: AlarmState;
  readonly tags: Readonly<Record<string, string>>;
}
