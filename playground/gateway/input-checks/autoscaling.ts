import type { Constraint, ServiceConstraints } from "./constraint.ts";

const required: Constraint = { required: true };
const onGroup = { AutoScalingGroupName: required };

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html */
export const autoScalingConstraints: ServiceConstraints = {
  AttachLoadBalancerTargetGroups: { ...onGroup, TargetGroupARNs: required },
  AttachTrafficSources: { ...onGroup, TrafficSources: required },
  BatchDeleteScheduledAction: { ...onGroup, ScheduledActionNames: required },
  BatchPutScheduledUpdateGroupAction: { ...onGroup, ScheduledUpdateGroupActions: required },
  CompleteLifecycleAction: { ...onGroup, LifecycleHookName: required, LifecycleActionResult: required },
  CreateAutoScalingGroup: { ...onGroup, MinSize: required, MaxSize: required },
  CreateOrUpdateTags: { Tags: required },
  DeleteAutoScalingGroup: onGroup,
  DeleteLifecycleHook: { ...onGroup, LifecycleHookName: required },
  DeleteNotificationConfiguration: { ...onGroup, TopicARN: required },
  DeletePolicy: { PolicyName: required },
  DeleteScheduledAction: { ...onGroup, ScheduledActionName: required },
  DeleteTags: { Tags: required },
  DeleteWarmPool: onGroup,
  DescribeLifecycleHooks: onGroup,
  DescribeLoadBalancerTargetGroups: onGroup,
  DescribeTrafficSources: onGroup,
  DescribeWarmPool: onGroup,
  DetachLoadBalancerTargetGroups: { ...onGroup, TargetGroupARNs: required },
  DetachTrafficSources: { ...onGroup, TrafficSources: required },
  DisableMetricsCollection: onGroup,
  EnableMetricsCollection: { ...onGroup, Granularity: required },
  ExecutePolicy: { PolicyName: required },
  PutLifecycleHook: { ...onGroup, LifecycleHookName: required },
  PutNotificationConfiguration: { ...onGroup, TopicARN: required, NotificationTypes: required },
  PutScalingPolicy: { ...onGroup, PolicyName: required },
  PutScheduledUpdateGroupAction: { ...onGroup, ScheduledActionName: required },
  PutWarmPool: { ...onGroup, PoolState: { oneOf: ["Stopped", "Running", "Hibernated"] } },
  RecordLifecycleActionHeartbeat: { ...onGroup, LifecycleHookName: required },
  ResumeProcesses: onGroup,
  SetDesiredCapacity: { ...onGroup, DesiredCapacity: required },
  SetInstanceHealth: { InstanceId: required },
  SetInstanceProtection: { ...onGroup, InstanceIds: required, ProtectedFromScaleIn: required },
  SuspendProcesses: onGroup,
  TerminateInstanceInAutoScalingGroup: { ShouldDecrementDesiredCapacity: required, InstanceId: required },
  UpdateAutoScalingGroup: onGroup,
};
