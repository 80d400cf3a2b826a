import type { AlarmMessage } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Alarm, AlarmState } from "./alarm.ts";
import { alarmTimestamp } from "./evaluate.ts";

/** How CloudWatch calls regions; those that are not listed by their code. */
const regionNames: Readonly<Record<string, string>> = {
  "us-east-1": "US East (N. Virginia)",
  "us-west-2": "US West (Oregon)",
  "eu-west-1": "EU (Ireland)",
  "eu-central-1": "EU (Frankfurt)",
};

/**
 * What a topic is told of an alarm that changed its state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export const alarmMessage = (
  { account, region }: Pick<Surroundings, "account" | "region">,
  alarm: Alarm,
  before: AlarmState,
): AlarmMessage => {
  const { name, metric, statistic, state, actions } = alarm;
  const where = regionNames[region] ?? region;
  const isPercentile = statistic.startsWith("p");
  const body = {
    AlarmName: name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: alarmTimestamp(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: alarmTimestamp(state.at),
    Region: where,
    AlarmArn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    OldStateValue: before.value,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    Trigger: {
      MetricName: metric.name,
      Namespace: metric.namespace,
      StatisticType: isPercentile ? "ExtendedStatistic" : "Statistic",
      ...(isPercentile ? { ExtendedStatistic: statistic } : { Statistic: statistic.toUpperCase() }),
      Unit: alarm.unit ?? null,
      Dimensions: Object.entries(metric.dimensions).map(([dimension, value]) => ({ value, name: dimension })),
      Period: alarm.periodSeconds,
      EvaluationPeriods: alarm.evaluationPeriods,
      ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
      ComparisonOperator: `${alarm.comparison}`,
      Threshold: alarm.threshold,
      TreatMissingData: alarm.missingData ?? "missing",
      EvaluateLowSampleCountPercentile: alarm.lowSampleCount ?? "",
    },
  };
  return { subject: `${state.value}: "${name}" in ${where}`, body: JSON.stringify(body) };
};
