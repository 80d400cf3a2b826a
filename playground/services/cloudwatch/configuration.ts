import type { Dimension, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { type Alarm, comparisons } from "./alarm.ts";
import type { MetricName, Statistic } from "./metric-store.ts";

const invalid = (message: string) => new AwsError("ValidationError", message);

const given = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new AwsError("MissingParameter", `The parameter ${name} is required.`);
  return value;
};

/** A value that must be one of a few. */
const oneOf = <T extends string>(value: string, allowed: readonly T[], name: string): T => {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw invalid(
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(", ")}]`,
    );
  return found;
};

export const statistics = [
  "SampleCount",
  "Average",
  "Sum",
  "Minimum",
  "Maximum",
] as const satisfies readonly Statistic[];

/** The metric that a request names. */
export const metricOf = (input: {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly Dimension[] | undefined;
}): MetricName => ({
  namespace: given(input.Namespace, "Namespace"),
  name: given(input.MetricName, "MetricName"),
  dimensions: Object.fromEntries((input.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value])),
});

/** Refuses a period that CloudWatch does not have. */
export const checkedPeriod = (seconds: number): number => {
  if (![10, 20, 30].includes(seconds) && (seconds <= 0 || seconds % 60 !== 0))
    throw invalid("Period must be 10, 20, 30, or a multiple of 60");
  return seconds;
};

// Whatever is none of Auto Scaling's would go nowhere here, and its owner would wait for it in vain.
const checkedActions = (arns: readonly string[] | undefined): readonly string[] => {
  const foreign = arns?.find((arn) => !/^arn:aws:autoscaling:[^:]*:[^:]*:scalingPolicy:/.test(arn));
  if (foreign !== undefined) throw new NotEmulated(`the alarm action ${foreign} (only Auto Scaling policies)`);
  return arns ?? [];
};

/** The configuration in a PutMetricAlarm request, checked. Throws AwsError. */
export const configured = (input: PutMetricAlarmCommandInput): Omit<Alarm, "configuredAt" | "state" | "tags"> => {
  const evaluationPeriods = given(input.EvaluationPeriods, "EvaluationPeriods");
  const datapointsToAlarm = input.DatapointsToAlarm ?? evaluationPeriods;
  const periodSeconds = checkedPeriod(given(input.Period, "Period"));
  if (evaluationPeriods < 1) throw invalid("EvaluationPeriods must be at least 1");
  if (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods)
    throw invalid("DatapointsToAlarm must be at least 1 and at most EvaluationPeriods");
  if (evaluationPeriods * periodSeconds > 86_400)
    throw invalid("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).");
  return {
    name: given(input.AlarmName, "AlarmName"),
    description: input.AlarmDescription,
    metric: metricOf(input),
    statistic: oneOf(given(input.Statistic, "Statistic"), statistics, "statistic"),
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    threshold: given(input.Threshold, "Threshold"),
    comparison: oneOf(
      given(input.ComparisonOperator, "ComparisonOperator"),
      Object.keys(comparisons) as (keyof typeof comparisons)[],
      "comparisonOperator",
    ),
    missingData: oneOf(
      input.TreatMissingData ?? "missing",
      ["missing", "ignore", "breaching", "notBreaching"],
      "treatMissingData",
    ),
    actionsEnabled: input.ActionsEnabled ?? true,
    actions: {
      OK: checkedActions(input.OKActions),
      ALARM: checkedActions(input.AlarmActions),
      INSUFFICIENT_DATA: checkedActions(input.InsufficientDataActions),
    },
  };
};
