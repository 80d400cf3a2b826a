import type { MetricAlarm, Tag } from "@aws-sdk/client-cloudwatch";
import type { State } from "../../changes/change.ts";
import { configurationOf, type Fields } from "./fields.ts";
import type { Plain } from "./plain.ts";
import { tagsOf } from "./tags.ts";

export const alarmFields = {
  AlarmName: "identity",
  AlarmArn: "identity",
  AlarmDescription: "configuration",
  AlarmConfigurationUpdatedTimestamp: "runtime",
  ActionsEnabled: "configuration",
  OKActions: "configuration",
  AlarmActions: "configuration",
  InsufficientDataActions: "configuration",
  StateValue: "runtime",
  StateReason: "runtime",
  StateReasonData: "runtime",
  StateUpdatedTimestamp: "runtime",
  StateTransitionedTimestamp: "runtime",
  MetricName: "configuration",
  Namespace: "configuration",
  Statistic: "configuration",
  ExtendedStatistic: "configuration",
  Dimensions: "configuration",
  Period: "configuration",
  Unit: "configuration",
  EvaluationPeriods: "configuration",
  DatapointsToAlarm: "configuration",
  Threshold: "configuration",
  ComparisonOperator: "configuration",
  TreatMissingData: "configuration",
  EvaluateLowSampleCountPercentile: "configuration",
  Metrics: "configuration",
  ThresholdMetricId: "configuration",
  EvaluationState: "runtime",
  EvaluationWindow: "configuration",
  WarmUpConfiguration: "configuration",
  EvaluationCriteria: "configuration",
  EvaluationInterval: "configuration",
  ActionConfiguration: "configuration",
} as const satisfies Fields<MetricAlarm>;

export interface DescribedAlarm {
  readonly alarm: Plain<MetricAlarm>;
  readonly tags: readonly Plain<Tag>[];
}

/** The whole of an alarm's settings, under the names that PutMetricAlarm takes. */
export const alarmState = ({ alarm, tags }: DescribedAlarm): State => ({
  ...configurationOf(alarmFields, alarm),
  Tags: tagsOf(tags),
});
