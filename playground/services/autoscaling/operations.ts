import type { AnyOperation } from "../../world/service.ts";
import type { AutoScalingContext } from "./context.ts";
import { attachInstances } from "./operations/attach-instances.ts";
import { cancelInstanceRefresh } from "./operations/cancel-instance-refresh.ts";
import { completeLifecycleAction } from "./operations/complete-lifecycle-action.ts";
import { createAutoScalingGroup } from "./operations/create-auto-scaling-group.ts";
import { deleteAutoScalingGroup } from "./operations/delete-auto-scaling-group.ts";
import { deleteLifecycleHook } from "./operations/delete-lifecycle-hook.ts";
import { deletePolicy } from "./operations/delete-policy.ts";
import { batchDeleteScheduledAction, deleteScheduledAction } from "./operations/delete-scheduled-action.ts";
import { describeAccountLimits } from "./operations/describe-account-limits.ts";
import { describeAutoScalingGroups } from "./operations/describe-auto-scaling-groups.ts";
import { describeAutoScalingInstances } from "./operations/describe-auto-scaling-instances.ts";
import { describeInstanceRefreshes } from "./operations/describe-instance-refreshes.ts";
import { describeLaunchConfigurations } from "./operations/describe-launch-configurations.ts";
import { describeLifecycleHooks } from "./operations/describe-lifecycle-hooks.ts";
import { describePolicies } from "./operations/describe-policies.ts";
import { describeScalingActivities } from "./operations/describe-scaling-activities.ts";
import { describeScheduledActions } from "./operations/describe-scheduled-actions.ts";
import { detachInstances } from "./operations/detach-instances.ts";
import { enterStandby } from "./operations/enter-standby.ts";
import { executePolicy } from "./operations/execute-policy.ts";
import { exitStandby } from "./operations/exit-standby.ts";
import {
  attachLoadBalancerTargetGroups,
  describeLoadBalancerTargetGroups,
  detachLoadBalancerTargetGroups,
} from "./operations/load-balancer-target-groups.ts";
import { disableMetricsCollection, enableMetricsCollection } from "./operations/metrics-collection.ts";
import {
  deleteNotificationConfiguration,
  describeNotificationConfigurations,
  putNotificationConfiguration,
} from "./operations/notification-configurations.ts";
import { resumeProcesses, suspendProcesses } from "./operations/processes.ts";
import { putLifecycleHook } from "./operations/put-lifecycle-hook.ts";
import { putScalingPolicy } from "./operations/put-scaling-policy.ts";
import {
  batchPutScheduledUpdateGroupAction,
  putScheduledUpdateGroupAction,
} from "./operations/put-scheduled-update-group-action.ts";
import { recordLifecycleActionHeartbeat } from "./operations/record-lifecycle-action-heartbeat.ts";
import { rollbackInstanceRefresh } from "./operations/rollback-instance-refresh.ts";
import { setDesiredCapacity } from "./operations/set-desired-capacity.ts";
import { setInstanceHealth } from "./operations/set-instance-health.ts";
import { setInstanceProtection } from "./operations/set-instance-protection.ts";
import { startInstanceRefresh } from "./operations/start-instance-refresh.ts";
import { createOrUpdateTags, deleteGroupTags, describeGroupTags } from "./operations/tags.ts";
import { terminateInstanceInAutoScalingGroup } from "./operations/terminate-instance-in-auto-scaling-group.ts";
import { attachTrafficSources, describeTrafficSources, detachTrafficSources } from "./operations/traffic-sources.ts";
import {
  describeAdjustmentTypes,
  describeAutoScalingNotificationTypes,
  describeLifecycleHookTypes,
  describeMetricCollectionTypes,
  describeScalingProcessTypes,
  describeTerminationPolicyTypes,
} from "./operations/types.ts";
import { updateAutoScalingGroup } from "./operations/update-auto-scaling-group.ts";
import { deleteWarmPool, describeWarmPool, putWarmPool } from "./operations/warm-pool.ts";

/** Auto Scaling's operations by AWS's names. */
export const autoScalingOperations = (context: AutoScalingContext): Readonly<Record<string, AnyOperation>> => ({
  AttachInstances: attachInstances(context),
  AttachLoadBalancerTargetGroups: attachLoadBalancerTargetGroups(context),
  AttachTrafficSources: attachTrafficSources(context),
  BatchDeleteScheduledAction: batchDeleteScheduledAction(context),
  BatchPutScheduledUpdateGroupAction: batchPutScheduledUpdateGroupAction(context),
  CompleteLifecycleAction: completeLifecycleAction(context),
  CreateAutoScalingGroup: createAutoScalingGroup(context),
  CreateOrUpdateTags: createOrUpdateTags(context),
  DeleteAutoScalingGroup: deleteAutoScalingGroup(context),
  DeleteLifecycleHook: deleteLifecycleHook(context),
  DeleteNotificationConfiguration: deleteNotificationConfiguration(context),
  DeletePolicy: deletePolicy(context),
  DeleteScheduledAction: deleteScheduledAction(context),
  DeleteTags: deleteGroupTags(context),
  DeleteWarmPool: deleteWarmPool(context),
  DescribeAccountLimits: describeAccountLimits(context),
  DescribeAdjustmentTypes: describeAdjustmentTypes,
  DescribeAutoScalingGroups: describeAutoScalingGroups(context),
  DescribeAutoScalingInstances: describeAutoScalingInstances(context),
  DescribeAutoScalingNotificationTypes: describeAutoScalingNotificationTypes,
  DescribeLaunchConfigurations: describeLaunchConfigurations,
  DescribeLifecycleHookTypes: describeLifecycleHookTypes,
  DescribeLifecycleHooks: describeLifecycleHooks(context),
  DescribeLoadBalancerTargetGroups: describeLoadBalancerTargetGroups(context),
  DescribeMetricCollectionTypes: describeMetricCollectionTypes,
  DescribeNotificationConfigurations: describeNotificationConfigurations(context),
  DescribePolicies: describePolicies(context),
  DescribeScalingActivities: describeScalingActivities(context),
  DescribeScalingProcessTypes: describeScalingProcessTypes,
  DescribeScheduledActions: describeScheduledActions(context),
  DescribeTags: describeGroupTags(context),
  DescribeTerminationPolicyTypes: describeTerminationPolicyTypes,
  DescribeTrafficSources: describeTrafficSources(context),
  DescribeWarmPool: describeWarmPool(context),
  DetachInstances: detachInstances(context),
  DetachLoadBalancerTargetGroups: detachLoadBalancerTargetGroups(context),
  DetachTrafficSources: detachTrafficSources(context),
  DisableMetricsCollection: disableMetricsCollection(context),
  EnableMetricsCollection: enableMetricsCollection(context),
  EnterStandby: enterStandby(context),
  ExecutePolicy: executePolicy(context),
  ExitStandby: exitStandby(context),
  PutLifecycleHook: putLifecycleHook(context),
  PutNotificationConfiguration: putNotificationConfiguration(context),
  PutScalingPolicy: putScalingPolicy(context),
  PutScheduledUpdateGroupAction: putScheduledUpdateGroupAction(context),
  PutWarmPool: putWarmPool(context),
  RecordLifecycleActionHeartbeat: recordLifecycleActionHeartbeat(context),
  ResumeProcesses: resumeProcesses(context),
  SetDesiredCapacity: setDesiredCapacity(context),
  SetInstanceHealth: setInstanceHealth(context),
  SetInstanceProtection: setInstanceProtection(context),
  SuspendProcesses: suspendProcesses(context),
  TerminateInstanceInAutoScalingGroup: terminateInstanceInAutoScalingGroup(context),
  UpdateAutoScalingGroup: updateAutoScalingGroup(context),
  ...refreshOperations(context),
});

const refreshOperations = (context: AutoScalingContext): Readonly<Record<string, AnyOperation>> => ({
  CancelInstanceRefresh: cancelInstanceRefresh(context),
  DescribeInstanceRefreshes: describeInstanceRefreshes(context),
  RollbackInstanceRefresh: rollbackInstanceRefresh(context),
  StartInstanceRefresh: startInstanceRefresh(context),
});
