import type { TargetTrackingConfiguration } from "@aws-sdk/client-auto-scaling";
import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { NotEmulated } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import { hasTrait } from "../../world/traits.ts";
import type { AutoScalingContext } from "./context.ts";
import type { GroupPolicy } from "./records.ts";
import { partsOfLabel } from "./resource-label.ts";

/** Which of its two alarms told a policy: the load is above the target, or well below it. */
export type TrackingAlarm = "AlarmHigh" | "AlarmLow";

const kinds: readonly TrackingAlarm[] = ["AlarmHigh", "AlarmLow"];

const prefix = (group: string, kind: TrackingAlarm): string => `TargetTracking-${group}-${kind}-`;

/** Which alarm of the group's target tracking has this name; undefined if none. */
export const trackingAlarm = (group: string, name: string): TrackingAlarm | undefined =>
  kinds.find((kind) => name.startsWith(prefix(group, kind)));

/**
 * Makes the alarms by which a policy tracks its target, in place of those that it had; none for the other types.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html ("creates and manages the CloudWatch alarms")
 */
export const makeTrackingAlarms = (context: AutoScalingContext, policy: GroupPolicy): void => {
  const made = trackingAlarms(context, policy);
  removeTrackingAlarms(context, policy);
  for (const alarm of made) context.alarms?.put(alarm);
};

/** "Deleting a target tracking scaling policy also deletes any associated CloudWatch alarms." */
export const removeTrackingAlarms = ({ alarms }: AutoScalingContext, policy: GroupPolicy): void =>
  alarms?.remove(
    alarms
      .describe()
      .filter(
        ({ name, actions }) => actions.includes(policy.PolicyARN) && trackingAlarm(policy.AutoScalingGroupName, name),
      )
      .map(({ name }) => name),
  );

/** Throws NotEmulated for what of a configuration cannot be acted on. */
export const checkTrackable = (
  { surroundings }: AutoScalingContext,
  configuration: TargetTrackingConfiguration,
): void => {
  const { Metrics, Period = 60 } = configuration.CustomizedMetricSpecification ?? {};
  if (!hasTrait("target-tracking-acts", surroundings)) return;
  if (Metrics !== undefined)
    throw new NotEmulated("target tracking by metric math (CustomizedMetricSpecification.Metrics)");
  if (Period !== 60) throw new NotEmulated("target tracking by high-resolution metrics (Period other than 60)");
};

/**
 * As AWS makes them, by recorded alarms of groups: a period of 60 s whatever the metric's own; above the target 3 times of 3, or below
 * 90 % of it 15 times of 15. (Recordings of small groups also show 70 and 85 %; by which rule is not documented. The highest is the
 * one that scales in soonest.) Without scaling in there is no low alarm.
 */
const trackingAlarms = ({ surroundings }: AutoScalingContext, policy: GroupPolicy): PutMetricAlarmCommandInput[] => {
  const { TargetTrackingConfiguration: configuration, AutoScalingGroupName: group } = policy;
  const target = configuration?.TargetValue;
  if (configuration === undefined || target === undefined || !hasTrait("target-tracking-acts", surroundings)) return [];
  const alarm = (kind: TrackingAlarm) => ({
    AlarmName: `${prefix(group, kind)}${uuid(surroundings.random)}`,
    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.PolicyARN}.`,
    AlarmActions: [policy.PolicyARN],
    ...trackedMetric(group, configuration),
    Period: 60,
  });
  const high = {
    ...alarm("AlarmHigh"),
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: target,
    EvaluationPeriods: 3,
  } as const;
  if (configuration.DisableScaleIn) return [high];
  const low = {
    ...alarm("AlarmLow"),
    ComparisonOperator: "LessThanThreshold",
    // Rounded, so that 90 % of 70 is 63.
    Threshold: Number((target * 0.9).toPrecision(12)),
    EvaluationPeriods: 15,
  } as const;
  return [high, low];
};

const ec2Metrics: Readonly<Record<string, string>> = {
  ASGAverageCPUUtilization: "CPUUtilization",
  ASGAverageNetworkIn: "NetworkIn",
  ASGAverageNetworkOut: "NetworkOut",
};

/** The metric that a configuration tracks, as its alarms name it. */
const trackedMetric = (
  group: string,
  { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized }: TargetTrackingConfiguration,
): Partial<PutMetricAlarmCommandInput> => {
  if (customized !== undefined) {
    const { Namespace, MetricName, Dimensions = [], Statistic, Unit } = customized;
    return {
      Namespace,
      MetricName,
      Dimensions: Dimensions.map(({ Name, Value }) => ({ Name, Value })),
      Statistic,
      ...(Unit === undefined ? {} : { Unit: Unit as NonNullable<PutMetricAlarmCommandInput["Unit"]> }),
    };
  }
  const ofGroup = ec2Metrics[predefined?.PredefinedMetricType ?? ""];
  if (ofGroup !== undefined)
    return {
      Namespace: "AWS/EC2",
      MetricName: ofGroup,
      Dimensions: [{ Name: "AutoScalingGroupName", Value: group }],
      Statistic: "Average",
    };
  const { loadBalancer, targetGroup } = partsOfLabel(predefined?.ResourceLabel) ?? {};
  return {
    Namespace: "AWS/ApplicationELB",
    MetricName: "RequestCountPerTarget",
    Dimensions: [
      { Name: "LoadBalancer", Value: loadBalancer },
      { Name: "TargetGroup", Value: targetGroup },
    ],
    // "The only valid statistic is Sum. This represents the average not the sum."
    Statistic: "Sum",
  };
};
