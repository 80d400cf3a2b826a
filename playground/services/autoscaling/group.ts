import type { AutoScalingGroup, LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";

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

export interface Subnet {
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
  readonly heartbeat: number;
  /** When the heartbeat timeout elapses, in milliseconds since the epoch. */
  readonly deadline: number;
  /** When no further heartbeat helps. */
  readonly globalDeadline: number;
  readonly defaultResult: "CONTINUE" | "ABANDON";
  readonly result: "CONTINUE" | "ABANDON" | undefined;
}

export type LifecycleState =
  | "Pending"
  | "Pending:Wait"
  | "Pending:Proceed"
  | "InService"
  | "Terminating"
  | "Terminating:Wait"
  | "Terminating:Proceed";

/** An instance of the group. */
export interface Member {
  readonly id: string;
  readonly instanceType: string;
  readonly subnet: Subnet;
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
}

/** An Auto Scaling group: the whole truth about it, an immutable value. */
export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly created: number;
  readonly settings: Settings;
  readonly subnets: readonly Subnet[];
  readonly tags: readonly GroupTag[];
  readonly trafficSources: readonly TrafficSource[];
  readonly members: readonly Member[];
  /** Suspended process → SuspensionReason. */
  readonly suspended: Readonly<Record<string, string>>;
  readonly enabledMetrics: readonly string[];
  readonly deleting: boolean;
  /** The sentence that opens the Cause of the activities a change of capacity leads to, until capacity is reached. */
  readonly capacityChange: string | undefined;
  /** Unhealthy instances terminated and not replaced yet. */
  readonly unreplaced: number;
  readonly launchFailures: number;
  readonly nextLaunchAt: number;
  /** The cooldown that follows the activities under way, in seconds, and when the last one ends. */
  readonly cooldown: number;
  readonly cooldownUntil: number;
}

/** Member counts towards the group's capacity: it is, or will soon be, in service. */
export const isActive = (member: Member): boolean => !member.state.startsWith("Terminating");

export const isSuspended = (group: Group, process: string): boolean => Object.hasOwn(group.suspended, process);

/** HealthCheckType is a comma-separated list. */
export const checksElbHealth = (group: Group): boolean =>
  group.settings.HealthCheckType.split(",").some((type) => type.trim() === "ELB");

/** The launch template in force: the group's own, or that of its mixed instances policy. */
export const launchTemplateOf = (settings: Settings): LaunchTemplateSpecification | undefined =>
  settings.LaunchTemplate ?? settings.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

export const attached = (group: Group): readonly TrafficSource[] =>
  group.trafficSources.filter((source) => source.state !== "Removing");

export const tagsOf = (group: Group): Readonly<Record<string, string>> =>
  Object.fromEntries(group.tags.map((tag) => [tag.Key, tag.Value]));

export const withMember = (group: Group, id: string, change: Partial<Member>): Group => ({
  ...group,
  members: group.members.map((member) => (member.id === id ? { ...member, ...change } : member)),
});

export const validationError = (message: string): AwsError => new AwsError("ValidationError", message);

export const groupNotFound = (name: string): AwsError =>
  validationError(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);

/** The value of a member that the API model requires; AWS's text if a client did not send it. */
export const required = <T>(value: T | undefined | null, member: string): T => {
  if (value === undefined || value === null)
    throw validationError(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
};

/** AWS's timestamps in texts: to the second. */
export const timestamp = (time: number): string => new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");
