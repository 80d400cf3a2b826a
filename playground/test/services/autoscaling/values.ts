/** Groups and their instances as plain values, for what is decided about them. */
import type { Group, GroupMember, TrafficSource } from "../../../services/autoscaling/records.ts";
import type { Snapshot } from "../../../services/autoscaling/steps.ts";

export const now = Date.UTC(2026, 0, 1, 12);
export const subnetA = { id: "subnet-a", zone: "a" };
export const subnetB = { id: "subnet-b", zone: "b" };

export const member = (id: string, change: Partial<GroupMember> = {}): GroupMember => ({
  id,
  instanceType: "t3.small",
  subnet: subnetA,
  state: "InService",
  launchTemplate: { id: "lt-1", name: "web", version: "1" },
  protectedFromScaleIn: false,
  launchedAt: now - 60_000,
  inServiceAt: now - 30_000,
  unhealthy: undefined,
  activity: "activity",
  lifecycleActions: [],
  shutDown: false,
  ...change,
});

export const action = (change: Partial<GroupMember["lifecycleActions"][number]> = {}) => ({
  hook: "hook",
  token: "token",
  heartbeatMilliseconds: 60_000,
  deadline: now + 60_000,
  globalDeadline: now + 600_000,
  defaultResult: "ABANDON" as const,
  result: undefined,
  ...change,
});

export const inService: TrafficSource = { arn: "tg", state: "InService", attachedBy: "TargetGroupARNs" };

export const group = (change: Partial<Group> = {}, settings: Partial<Group["settings"]> = {}): Group => ({
  name: "web",
  arn: "arn",
  created: 0,
  settings: {
    MinSize: 0,
    MaxSize: 8,
    DesiredCapacity: change.members?.length ?? 0,
    DefaultCooldown: 300,
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: 0,
    VPCZoneIdentifier: "subnet-a,subnet-b",
    TerminationPolicies: ["Default"],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: "role",
    LaunchTemplate: { LaunchTemplateId: "lt-1" },
    ...settings,
  },
  subnets: [subnetA, subnetB],
  tags: [],
  trafficSources: [inService],
  members: [],
  suspended: {},
  alarmsResumedAt: undefined,
  enabledMetrics: [],
  deleting: undefined,
  capacityChange: "At T somebody asked.",
  unreplaced: 0,
  failedZones: [],
  launchFailures: 0,
  nextLaunchAt: 0,
  cooldownSeconds: 300,
  cooldownUntil: 0,
  ...change,
});

export const snapshot = (of: Group, change: Partial<Snapshot> = {}): Snapshot => ({
  now,
  group: of,
  pool: undefined,
  hooked: new Set(),
  instance: () => "running",
  reason: () => undefined,
  target: () => "healthy",
  template: () => undefined,
  alarm: () => undefined,
  ...change,
});
