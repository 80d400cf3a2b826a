import type { Dimension, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { type Alarm, comparisons } from "./alarm.ts";
import type { MetricName } from "./metric-store.ts";
import { basicStatistics, extendedStatistic, isPercentile, type Statistic } from "./statistics.ts";

const invalid = (message: string) => new AwsError("ValidationError", message);

/** The value of a parameter that must be there. */
export const requiredParameter = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new AwsError("MissingParameter", `The parameter ${name} is required.`);
  return value;
};

/** A value that must be one of a few. */
export const enumValue = <T extends string>(value: string, allowed: readonly T[], name: string): T => {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw invalid(
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(", ")}]`,
    );
  return found;
};

/** The metric that a request names. */
export const metricOf = (input: {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
}): MetricName => ({
  namespace: requiredParameter(input.Namespace, "Namespace"),
  name: requiredParameter(input.MetricName, "MetricName"),
  dimensions: Object.fromEntries((input.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value])),
});

/** Refuses a period that no alarm has. */
const checkedPeriod = (seconds: number): number => {
  if (![10, 20, 30].includes(seconds) && (seconds <= 0 || seconds % 60 !== 0))
    throw invalid("Period must be 10, 20, 30, or a multiple of 60");
  return seconds;
};

// Whatever is another's would go nowhere here, and its owner would wait for it in vain.
const checkedActions = (arns: readonly string[] | undefined): readonly string[] => {
  const foreign = arns?.find((arn) => !/^arn:aws:(autoscaling:[^:]*:[^:]*:scalingPolicy|sns:[^:]*:[^:]*):/.test(arn));
  if (foreign !== undefined)
    throw new NotEmulated(`the alarm action ${foreign} (only Auto Scaling policies and SNS topics)`);
  return arns ?? [];
};

/** "When you call PutMetricAlarm and specify a MetricName, you must specify either Statistic or ExtendedStatistic but not both." */
const checkedStatistic = ({ Statistic: basic, ExtendedStatistic: extended }: PutMetricAlarmCommandInput): Statistic => {
  if (basic !== undefined && extended !== undefined)
    throw invalid("Statistic and ExtendedStatistic are mutually exclusive: specify one of them.");
  if (extended !== undefined) return extendedStatistic(extended, "ExtendedStatistic");
  return enumValue(requiredParameter(basic, "Statistic"), basicStatistics, "statistic");
};

const missingDataTreatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
const lowSampleCounts = ["evaluate", "ignore"] as const;

/** How an alarm on a percentile judges few samples; no other alarm knows it. */
const checkedLowSampleCount = (statistic: Statistic, asked: string | undefined): Alarm["lowSampleCount"] => {
  if (asked === undefined) return undefined;
  if (!isPercentile(statistic))
    throw invalid("EvaluateLowSampleCountPercentile is only valid for alarms on percentiles.");
  return enumValue(asked, lowSampleCounts, "evaluateLowSampleCountPercentile");
};

/** The configuration in a PutMetricAlarm request, checked. Throws AwsError. */
export const configured = (input: PutMetricAlarmCommandInput): Omit<Alarm, "configuredAt" | "state" | "tags"> => {
  const evaluationPeriods = requiredParameter(input.EvaluationPeriods, "EvaluationPeriods");
  const { DatapointsToAlarm: datapointsToAlarm = evaluationPeriods, TreatMissingData: missingData } = input;
  const periodSeconds = checkedPeriod(requiredParameter(input.Period, "Period"));
  if (evaluationPeriods < 1) throw invalid("EvaluationPeriods must be at least 1");
  if (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods)
    throw invalid("DatapointsToAlarm must be at least 1 and at most EvaluationPeriods");
  if (evaluationPeriods * periodSeconds > 86_400)
    throw invalid("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).");
  const statistic = checkedStatistic(input);
  return {
    name: requiredParameter(input.AlarmName, "AlarmName"),
    description: input.AlarmDescription,
    metric: metricOf(input),
    statistic,
    lowSampleCount: checkedLowSampleCount(statistic, input.EvaluateLowSampleCountPercentile),
    unit: input.Unit,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: input.DatapointsToAlarm,
    threshold: requiredParameter(input.Threshold, "Threshold"),
    comparison: enumValue(
      requiredParameter(input.ComparisonOperator, "ComparisonOperator"),
      Object.keys(comparisons) as (keyof typeof comparisons)[],
      "comparisonOperator",
    ),
    missingData:
      missingData === undefined ? undefined : enumValue(missingData, missingDataTreatments, "treatMissingData"),
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: {
      OK: checkedActions(input.OKActions),
      ALARM: checkedActions(input.AlarmActions),
      INSUFFICIENT_DATA: checkedActions(input.InsufficientDataActions),
    },
  };
};
