/**
 * What becomes of each member of AWS's answers when a stack is made of them. The tables are whole by their types: a member that
 * AWS adds has to be decided upon.
 */
import type {
  AutoScalingGroup,
  LifecycleHook,
  ScalingPolicy,
  ScheduledUpdateGroupAction,
} from "@aws-sdk/client-auto-scaling";
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { LaunchTemplate, LaunchTemplateVersion, SecurityGroup } from "@aws-sdk/client-ec2";
import type { Listener, LoadBalancer, Rule, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";

/**
 * `given`: it goes into the request under its name. `apart`: another call or another name makes it. `AWS's`: AWS alone fills it in,
 * and it is dropped. `not emulated`: it is refused, unless it is as if it were not there.
 */
type Fate = "given" | "apart" | "AWS's" | "not emulated";
type Fates<Item> = Readonly<Record<keyof Item, Fate>>;

const loadBalancer: Fates<LoadBalancer> = {
  LoadBalancerArn: "AWS's",
  DNSName: "AWS's",
  CanonicalHostedZoneId: "AWS's",
  CreatedTime: "AWS's",
  LoadBalancerName: "apart",
  Scheme: "given",
  VpcId: "AWS's",
  State: "AWS's",
  Type: "given",
  AvailabilityZones: "apart",
  SecurityGroups: "given",
  IpAddressType: "given",
  CustomerOwnedIpv4Pool: "not emulated",
  EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "not emulated",
  EnablePrefixForIpv6SourceNat: "not emulated",
  IpamPools: "not emulated",
};

const listener: Fates<Listener> = {
  ListenerArn: "AWS's",
  LoadBalancerArn: "given",
  Port: "given",
  Protocol: "given",
  Certificates: "apart",
  SslPolicy: "given",
  DefaultActions: "given",
  AlpnPolicy: "given",
  MutualAuthentication: "given",
};

const rule: Fates<Rule> = {
  RuleArn: "AWS's",
  Priority: "apart",
  Conditions: "apart",
  Actions: "given",
  IsDefault: "apart",
  Transforms: "not emulated",
};

const targetGroup: Fates<TargetGroup> = {
  TargetGroupArn: "AWS's",
  TargetGroupName: "apart",
  Protocol: "given",
  Port: "given",
  VpcId: "given",
  HealthCheckProtocol: "given",
  HealthCheckPort: "given",
  HealthCheckEnabled: "given",
  HealthCheckIntervalSeconds: "given",
  HealthCheckTimeoutSeconds: "given",
  HealthyThresholdCount: "given",
  UnhealthyThresholdCount: "given",
  HealthCheckPath: "given",
  Matcher: "given",
  LoadBalancerArns: "AWS's",
  TargetType: "given",
  ProtocolVersion: "given",
  IpAddressType: "given",
  TargetControlPort: "not emulated",
};

const autoScalingGroup: Fates<AutoScalingGroup> = {
  AutoScalingGroupName: "given",
  MinSize: "given",
  MaxSize: "given",
  DesiredCapacity: "given",
  PredictedCapacity: "AWS's",
  DefaultCooldown: "given",
  AvailabilityZones: "AWS's",
  AvailabilityZoneIds: "AWS's",
  HealthCheckType: "given",
  CreatedTime: "AWS's",
  AutoScalingGroupARN: "AWS's",
  LaunchConfigurationName: "not emulated",
  LaunchTemplate: "apart",
  MixedInstancesPolicy: "apart",
  LoadBalancerNames: "not emulated",
  TargetGroupARNs: "given",
  HealthCheckGracePeriod: "given",
  Instances: "AWS's",
  SuspendedProcesses: "apart",
  PlacementGroup: "given",
  VPCZoneIdentifier: "apart",
  EnabledMetrics: "apart",
  Status: "AWS's",
  Tags: "apart",
  TerminationPolicies: "given",
  NewInstancesProtectedFromScaleIn: "given",
  ServiceLinkedRoleARN: "given",
  MaxInstanceLifetime: "given",
  CapacityRebalance: "given",
  WarmPoolConfiguration: "apart",
  WarmPoolSize: "AWS's",
  Context: "given",
  DesiredCapacityType: "given",
  DefaultInstanceWarmup: "given",
  TrafficSources: "apart",
  InstanceMaintenancePolicy: "given",
  DeletionProtection: "given",
  AvailabilityZoneDistribution: "given",
  AvailabilityZoneImpairmentPolicy: "given",
  CapacityReservationSpecification: "given",
  InstanceLifecyclePolicy: "given",
  Operator: "AWS's",
};

const lifecycleHook: Fates<LifecycleHook> = {
  LifecycleHookName: "given",
  AutoScalingGroupName: "apart",
  LifecycleTransition: "given",
  NotificationTargetARN: "given",
  RoleARN: "given",
  NotificationMetadata: "given",
  HeartbeatTimeout: "given",
  GlobalTimeout: "AWS's",
  DefaultResult: "given",
};

const scalingPolicy: Fates<ScalingPolicy> = {
  AutoScalingGroupName: "given",
  PolicyName: "given",
  PolicyARN: "AWS's",
  PolicyType: "given",
  AdjustmentType: "given",
  MinAdjustmentStep: "not emulated",
  MinAdjustmentMagnitude: "given",
  ScalingAdjustment: "given",
  Cooldown: "given",
  StepAdjustments: "given",
  MetricAggregationType: "given",
  EstimatedInstanceWarmup: "given",
  Alarms: "AWS's",
  TargetTrackingConfiguration: "given",
  Enabled: "given",
  PredictiveScalingConfiguration: "given",
};

const scheduledAction: Fates<ScheduledUpdateGroupAction> = {
  AutoScalingGroupName: "given",
  ScheduledActionName: "given",
  ScheduledActionARN: "AWS's",
  Time: "AWS's",
  StartTime: "apart",
  EndTime: "given",
  Recurrence: "given",
  MinSize: "given",
  MaxSize: "given",
  DesiredCapacity: "given",
  TimeZone: "given",
};

const metricAlarm: Fates<MetricAlarm> = {
  AlarmName: "given",
  AlarmArn: "AWS's",
  AlarmDescription: "given",
  AlarmConfigurationUpdatedTimestamp: "AWS's",
  ActionsEnabled: "given",
  OKActions: "given",
  AlarmActions: "given",
  InsufficientDataActions: "given",
  StateValue: "AWS's",
  StateReason: "AWS's",
  StateReasonData: "AWS's",
  StateUpdatedTimestamp: "AWS's",
  StateTransitionedTimestamp: "AWS's",
  MetricName: "given",
  Namespace: "given",
  Statistic: "given",
  ExtendedStatistic: "given",
  Dimensions: "given",
  Period: "given",
  Unit: "given",
  EvaluationPeriods: "given",
  DatapointsToAlarm: "given",
  Threshold: "given",
  ComparisonOperator: "given",
  TreatMissingData: "given",
  EvaluateLowSampleCountPercentile: "given",
  Metrics: "not emulated",
  ThresholdMetricId: "not emulated",
  EvaluationState: "AWS's",
  EvaluationWindow: "not emulated",
  WarmUpConfiguration: "not emulated",
  EvaluationCriteria: "not emulated",
  EvaluationInterval: "not emulated",
  ActionConfiguration: "not emulated",
};

const launchTemplate: Fates<LaunchTemplate> = {
  LaunchTemplateId: "AWS's",
  LaunchTemplateName: "given",
  CreateTime: "AWS's",
  CreatedBy: "AWS's",
  DefaultVersionNumber: "apart",
  LatestVersionNumber: "apart",
  Tags: "apart",
  Operator: "AWS's",
};

const launchTemplateVersion: Fates<LaunchTemplateVersion> = {
  LaunchTemplateId: "apart",
  LaunchTemplateName: "AWS's",
  VersionNumber: "apart",
  VersionDescription: "given",
  CreateTime: "AWS's",
  CreatedBy: "AWS's",
  DefaultVersion: "AWS's",
  LaunchTemplateData: "given",
  Operator: "AWS's",
};

const securityGroup: Fates<SecurityGroup> = {
  GroupId: "AWS's",
  SecurityGroupArn: "AWS's",
  OwnerId: "AWS's",
  GroupName: "given",
  Description: "given",
  VpcId: "given",
  IpPermissions: "apart",
  IpPermissionsEgress: "apart",
  Tags: "apart",
};

const fates = {
  LoadBalancers: loadBalancer,
  Listeners: listener,
  Rules: rule,
  TargetGroups: targetGroup,
  AutoScalingGroups: autoScalingGroup,
  LifecycleHooks: lifecycleHook,
  ScalingPolicies: scalingPolicy,
  ScheduledUpdateGroupActions: scheduledAction,
  MetricAlarms: metricAlarm,
  LaunchTemplates: launchTemplate,
  LaunchTemplateVersions: launchTemplateVersion,
  SecurityGroups: securityGroup,
};

const saysNothing = (value: unknown): boolean =>
  value === undefined || value === "" || value === "off" || (Array.isArray(value) && value.length === 0);

const membersOf = (list: keyof typeof fates, item: object, fate: Fate) => {
  const all: Readonly<Record<string, Fate>> = fates[list];
  return Object.entries(item).filter(([name, value]) => all[name] === fate && value !== undefined);
};

/** The members of an item that its request takes as they are. What AWS answers as empty is left out: it was not given. */
export const givenMembers = <Item extends object>(list: keyof typeof fates, item: Item): Partial<Item> =>
  Object.fromEntries(membersOf(list, item, "given").filter(([, value]) => value !== "")) as Partial<Item>;

/** The names of those members of an item that the playground does not emulate and that say something. */
export const notEmulatedIn = (list: keyof typeof fates, item: object): readonly string[] =>
  membersOf(list, item, "not emulated")
    .filter(([, value]) => !saysNothing(value))
    .map(([name]) => name);

/** The lists whose items have a table here. */
export const madeLists = Object.keys(fates) as readonly (keyof typeof fates)[];
