/** What belongs to an Auto Scaling group and is described by calls of its own. */
import type {
  EnabledMetric,
  LifecycleHook,
  NotificationConfiguration,
  ScalingPolicy,
  ScheduledUpdateGroupAction,
  SuspendedProcess,
  WarmPoolConfiguration,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../../changes/change.ts";
import { configurationOf, type Fields } from "./fields.ts";
import { type Plain, sorted } from "./plain.ts";

export const scalingPolicyFields = {
  AutoScalingGroupName: "identity",
  PolicyName: "identity",
  PolicyARN: "identity",
  PolicyType: "configuration",
  AdjustmentType: "configuration",
  MinAdjustmentStep: "configuration",
  MinAdjustmentMagnitude: "configuration",
  ScalingAdjustment: "configuration",
  Cooldown: "configuration",
  StepAdjustments: "configuration",
  MetricAggregationType: "configuration",
  EstimatedInstanceWarmup: "configuration",
  Alarms: "apart",
  TargetTrackingConfiguration: "configuration",
  Enabled: "configuration",
  PredictiveScalingConfiguration: "configuration",
} as const satisfies Fields<ScalingPolicy>;

/** All settings under the names that PutScalingPolicy takes; its alarms are resources of their own. */
export const scalingPolicyState = (policy: Plain<ScalingPolicy>): State => configurationOf(scalingPolicyFields, policy);

export const scheduledActionFields = {
  AutoScalingGroupName: "identity",
  ScheduledActionName: "identity",
  ScheduledActionARN: "identity",
  // An older name of StartTime.
  Time: "derived",
  StartTime: "configuration",
  EndTime: "configuration",
  Recurrence: "configuration",
  MinSize: "configuration",
  MaxSize: "configuration",
  DesiredCapacity: "configuration",
  TimeZone: "configuration",
} as const satisfies Fields<ScheduledUpdateGroupAction>;

/** All settings under the names that PutScheduledUpdateGroupAction takes. */
export const scheduledActionState = (action: Plain<ScheduledUpdateGroupAction>): State =>
  configurationOf(scheduledActionFields, action);

export const lifecycleHookFields = {
  LifecycleHookName: "identity",
  AutoScalingGroupName: "identity",
  LifecycleTransition: "configuration",
  NotificationTargetARN: "configuration",
  RoleARN: "configuration",
  NotificationMetadata: "configuration",
  HeartbeatTimeout: "configuration",
  // 48 hours or 100 times the heartbeat, whichever is smaller.
  GlobalTimeout: "derived",
  DefaultResult: "configuration",
} as const satisfies Fields<LifecycleHook>;

/** All settings under the names that PutLifecycleHook takes. */
export const lifecycleHookState = (hook: Plain<LifecycleHook>): State => configurationOf(lifecycleHookFields, hook);

export const notificationFields = {
  AutoScalingGroupName: "identity",
  TopicARN: "identity",
  NotificationType: "configuration",
} as const satisfies Fields<NotificationConfiguration>;

/** AWS describes one row for each topic and type; a resource is one topic with its types. */
export const notificationStates = (rows: readonly Plain<NotificationConfiguration>[]): ReadonlyMap<string, State> => {
  const topics = [...new Set(rows.map(({ TopicARN }) => TopicARN ?? ""))];
  const types = (topic: string) =>
    rows.filter(({ TopicARN }) => TopicARN === topic).map(({ NotificationType }) => NotificationType ?? "");
  return new Map(topics.map((topic) => [topic, { types: sorted(types(topic)) }]));
};

export const warmPoolFields = {
  MaxGroupPreparedCapacity: "configuration",
  MinSize: "configuration",
  PoolState: "configuration",
  Status: "runtime",
  InstanceReusePolicy: "configuration",
} as const satisfies Fields<WarmPoolConfiguration>;

/** Null if the group has no warm pool, or one that is on its way out. */
export const warmPoolState = (pool: Plain<WarmPoolConfiguration> | undefined): State | null =>
  pool === undefined || pool.Status === "PendingDelete" ? null : configurationOf(warmPoolFields, pool);

/** All of a group's metrics are collected at one granularity; AWS knows "1Minute" only. */
export const metricsState = (metrics: readonly Plain<EnabledMetric>[] | undefined): State => ({
  granularity: metrics?.[0]?.Granularity ?? null,
  metrics: sorted(metrics?.map(({ Metric }) => Metric ?? "")),
});

/** The processes that AWS documents; one that it suspends beyond these is data. */
const processes = [
  "Launch",
  "Terminate",
  "AddToLoadBalancer",
  "AlarmNotification",
  "AZRebalance",
  "HealthCheck",
  "InstanceRefresh",
  "ReplaceUnhealthy",
  "ScheduledActions",
] as const;

/** AWS itself suspends processes of a group that keeps failing; that is its judgement of the group, not a setting. */
export const isSuspendedByAws = ({ SuspensionReason }: Plain<SuspendedProcess>): boolean =>
  /administrativ/i.test(SuspensionReason ?? "");

/** Each process by name, `"running"` or `"suspended"`; one that AWS does not document only where it is suspended. */
export const processesState = (suspended: readonly Plain<SuspendedProcess>[] | undefined): State => ({
  ...Object.fromEntries(processes.map((process) => [process, "running"])),
  ...Object.fromEntries((suspended ?? []).map(({ ProcessName }) => [ProcessName ?? "", "suspended"])),
});
