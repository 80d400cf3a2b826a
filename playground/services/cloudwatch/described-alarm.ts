import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Surroundings } from "../../world/service.ts";
import type { Alarm } from "./alarm.ts";
import { alarmArn } from "./alarm-store.ts";
import { isPercentile, type Statistic } from "./statistics.ts";

/** An alarm as DescribeAlarms shows it. */
export const describedAlarm = (surroundings: Surroundings, alarm: Alarm): MetricAlarm => ({
  AlarmName: alarm.name,
  AlarmArn: alarmArn(surroundings, alarm.name),
  AlarmDescription: alarm.description,
  AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: [...alarm.actions.OK],
  AlarmActions: [...alarm.actions.ALARM],
  InsufficientDataActions: [...alarm.actions.INSUFFICIENT_DATA],
  StateValue: alarm.state.value,
  StateReason: alarm.state.reason,
  StateReasonData: alarm.state.reasonData,
  StateUpdatedTimestamp: new Date(alarm.state.at),
  StateTransitionedTimestamp: new Date(alarm.state.at),
  MetricName: alarm.metric.name,
  Namespace: alarm.metric.namespace,
  ...statisticShown(alarm.statistic),
  EvaluateLowSampleCountPercentile: alarm.lowSampleCount,
  Unit: alarm.unit,
  Dimensions: Object.entries(alarm.metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
  Period: alarm.periodSeconds,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparison,
  TreatMissingData: alarm.missingData,
});

const statisticShown = (statistic: Statistic): Pick<MetricAlarm, "Statistic" | "ExtendedStatistic"> =>
  isPercentile(statistic) ? { ExtendedStatistic: statistic } : { Statistic: statistic };
