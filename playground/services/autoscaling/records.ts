/** What Auto Scaling remembers: immutable values, which the store keeps. */
import type {
  AutoScalingGroup,
  DesiredConfiguration,
  InstanceRefreshProgressDetails,
  InstanceRefreshStatus,
  RefreshPreferences,
  ScalingActivityStatusCode,
  ScalingPolicy,
  WarmPoolConfiguration,
} from "@aws-sdk/client-auto-scaling";

/** What a caller sets and DescribeAutoScalingGroups shows, under AWS's own names. */
export type Settings = Readonly<
  {
    MinSize: number;
    MaxSize: number;
    DesiredCapacity: number;
    DefaultCooldown: number;
    HealthCheckType: string;
    HealthCheckGracePeriod: number;
    VPCZoneIdentifier: string;
    TerminationPolicies: readonly string[];
    NewInstancesProtectedFromScaleIn: boolean;
    ServiceLinkedRoleARN: string;
  } & Pick<
    AutoScalingGroup,
    | "LaunchTemplate"
    | "MixedInstancesPolicy"
    | "PlacementGroup"
    | "CapacityRebalance"
    | "MaxInstanceLifetime"
    | "Context"
    | "DesiredCapacityType"
    | "DefaultInstanceWarmup"
    | "InstanceMaintenancePolicy"
    | "InstanceLifecyclePolicy"
    | "CapacityReservationSpecification"
    | "AvailabilityZoneDistribution"
    | "AvailabilityZoneImpairmentPolicy"
    | "DeletionProtection"
  >
>;

export interface GroupSubnet {
  readonly id: string;
  readonly zone: string;
}

export interface GroupTag {
  readonly Key: string;
  readonly Value: string;
  readonly PropagateAtLaunch: boolean;
}

/** A target group of the group, on its way from Adding to Added to InService, or out (Removing). */
export interface TrafficSource {
  readonly arn: string;
  readonly state: "Adding" | "Added" | "InService" | "Removing";
  /** DescribeLoadBalancerTargetGroups shows only those attached by the older API. */
  readonly attachedBy: "TargetGroupARNs" | "TrafficSources";
}

/** One hook's claim on one instance in a wait state. */
export interface LifecycleAction {
  readonly hook: string;
  readonly token: string;
  readonly heartbeatMilliseconds: number;
  /** When the heartbeat timeout elapses, in milliseconds since the epoch. */
  readonly deadline: number;
  /** When no further heartbeat helps. */
  readonly globalDeadline: number;
  readonly defaultResult: "CONTINUE" | "ABANDON";
  readonly result: "CONTINUE" | "ABANDON" | undefined;
}

/** What an instance passes through on its way in or out, of the group or of its warm pool. */
type Passage =
  | "Pending"
  | "Pending:Wait"
  | "Pending:Proceed"
  | "Terminating"
  | "Terminating:Wait"
  | "Terminating:Proceed"
  | "Terminating:Retained";

export type LifecycleState =
  | Passage
  | `Warmed:${Passage}`
  | "Warmed:Pending:Retained"
  | "Warmed:Stopped"
  | "Warmed:Running"
  | "InService"
  | "EnteringStandby"
  | "Standby"
  | "Detaching";

/** An instance of the group, or of its warm pool. */
export interface GroupMember {
  readonly id: string;
  readonly instanceType: string;
  /** How many units it counts for, where the group counts units. */
  readonly weight?: string | undefined;
  readonly subnet: GroupSubnet;
  /** It is a spot instance. */
  readonly spot?: boolean;
  readonly state: LifecycleState;
  readonly launchTemplate: { readonly id: string; readonly name: string; readonly version: string } | undefined;
  readonly protectedFromScaleIn: boolean;
  readonly launchedAt: number;
  /** When it entered service: the health check grace period counts from here. */
  readonly inServiceAt: number | undefined;
  /** Who says that it is unhealthy; undefined while it is healthy. */
  readonly unhealthy: "EC2" | "ELB" | "user" | undefined;
  /** The scaling activity that launches or terminates it, or launched it. */
  readonly activity: string;
  readonly lifecycleActions: readonly LifecycleAction[];
  /** EC2 has been told to terminate it. */
  readonly shutDown: boolean;
  /** It was in service, and is on its way back into the warm pool. */
  readonly returning?: boolean;
  /** How it will rest in the warm pool: as the pool said when it set out for it. */
  readonly restState?: WarmPoolConfiguration["PoolState"];
}

/** An Auto Scaling group: the whole truth about it, an immutable value. */
export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  readonly settings: Settings;
  readonly subnets: readonly GroupSubnet[];
  readonly tags: readonly GroupTag[];
  readonly trafficSources: readonly TrafficSource[];
  readonly members: readonly GroupMember[];
  /** Suspended process → SuspensionReason. */
  readonly suspended: Readonly<Record<string, string>>;
  /** When AlarmNotification was last resumed, in milliseconds since the epoch; undefined if it never was. */
  readonly alarmsResumedAt: number | undefined;
  readonly enabledMetrics: readonly string[];
  /** Set while the group is being deleted: when it can be gone at the earliest, in milliseconds since the epoch. */
  readonly deleting: { readonly until: number } | undefined;
  /** The sentence that opens the Cause of the activities a change of capacity leads to, until capacity is reached. */
  readonly capacityChange: string | undefined;
  /** The instance refresh that is under way. */
  readonly refresh?: InstanceRefresh | undefined;
  /** Unhealthy instances terminated and not replaced yet. */
  readonly unreplaced: number;
  /** Zones in which the last launch failed, since the last one that succeeded. */
  readonly failedZones: readonly string[];
  readonly launchFailures: number;
  readonly nextLaunchAt: number;
  /** The cooldown that follows the activities under way, and when the last one ends. */
  readonly cooldownSeconds: number;
  readonly cooldownUntil: number;
}

/** Where an instance comes from and where it goes, in the words of AWS's events. */
export interface InstanceRoute {
  readonly Origin: "EC2" | "AutoScalingGroup" | "WarmPool";
  readonly Destination: "EC2" | "AutoScalingGroup" | "WarmPool";
}

/** A scaling activity: one launch or one termination. */
export interface Activity {
  readonly id: string;
  readonly group: string;
  readonly groupArn: string;
  /** Empty if there is none (a launch that failed). */
  readonly instance: string;
  readonly subnet: GroupSubnet;
  readonly description: string;
  readonly cause: string;
  readonly start: number;
  readonly end: number | undefined;
  /** The second is recorded of AWS; its model does not have it. */
  readonly status: ScalingActivityStatusCode | "MidTerminatingLifecycleAction";
  readonly message: string | undefined;
  readonly progress: number;
  /** Between EC2 and the group, unless it says otherwise. */
  readonly route?: InstanceRoute | undefined;
}

/** A scaling policy as the API shows it. */
export type GroupPolicy = ScalingPolicy & {
  readonly AutoScalingGroupName: string;
  readonly PolicyName: string;
  readonly PolicyARN: string;
  readonly PolicyType: "SimpleScaling" | "StepScaling" | "TargetTrackingScaling" | "PredictiveScaling";
  readonly Enabled: boolean;
};

/** A scheduled action as the API shows it: `Time`, and for a recurring action `StartTime` too, is its next run. */
export interface ScheduledAction {
  readonly AutoScalingGroupName: string;
  readonly ScheduledActionName: string;
  readonly ScheduledActionARN: string;
  readonly Time: Date;
  readonly StartTime: Date;
  readonly EndTime?: Date | undefined;
  readonly Recurrence?: string | undefined;
  readonly MinSize?: number | undefined;
  readonly MaxSize?: number | undefined;
  readonly DesiredCapacity?: number | undefined;
  readonly TimeZone?: string | undefined;
}

/** A lifecycle hook as the API shows it. A notification target is kept and shown, but only EventBridge is told. */
export interface LifecycleHook {
  readonly LifecycleHookName: string;
  readonly AutoScalingGroupName: string;
  readonly LifecycleTransition: string;
  readonly NotificationTargetARN?: string | undefined;
  readonly RoleARN?: string | undefined;
  readonly NotificationMetadata?: string | undefined;
  readonly HeartbeatTimeout: number;
  readonly GlobalTimeout: number;
  readonly DefaultResult: "CONTINUE" | "ABANDON";
}

/** What of a group is told to an SNS topic. Kept and shown, but nothing is sent: the playground has no SNS. */
export interface NotificationConfiguration {
  readonly AutoScalingGroupName: string;
  readonly TopicARN: string;
  readonly types: readonly string[];
}

/** How a group's warm pool is configured; its instances are among the group's members. */
export interface WarmPool {
  readonly AutoScalingGroupName: string;
  readonly configuration: WarmPoolConfiguration;
  /** The sentence that opens the Cause of what a change of its size leads to. */
  readonly change?: string | undefined;
  /** Once it is being deleted: when it can be gone at the earliest, in milliseconds since the epoch. */
  readonly until?: number;
}

/** How far a refresh has come, as the API shows it. */
export interface RefreshProgress {
  readonly PercentageComplete: number;
  readonly InstancesToUpdate: number;
  readonly ProgressDetails?: InstanceRefreshProgressDetails;
}

/** An instance refresh of a group; times are in milliseconds since the epoch. */
export interface InstanceRefresh {
  readonly AutoScalingGroupName: string;
  readonly id: string;
  readonly requested: number;
  readonly status: InstanceRefreshStatus;
  readonly reason: string | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly preferences: RefreshPreferences;
  readonly desired: DesiredConfiguration | undefined;
  /** The instances that were there as it began: what it replaces, and what its rollback leaves. */
  readonly earlier: readonly string[];
  /** The instances that it had launched when its rollback began: what that replaces. */
  readonly deployed: readonly string[];
  readonly progress: RefreshProgress | undefined;
  readonly rollback: { readonly reason: string; readonly start: number; readonly from: RefreshProgress } | undefined;
  /** The checkpoint that was reached last, when the group was so large, and until when the refresh pauses there. */
  readonly checkpoint: { readonly percentage: number; readonly of: number; readonly until: number } | undefined;
  readonly bakesUntil: number | undefined;
  /** How little was left to do, in units, and since when it has not become less. */
  readonly best: { readonly left: number; readonly since: number } | undefined;
  /** A cancellation waits for what is on its way. */
  readonly waits: boolean;
}
