/** Which of a group's instances a refresh has to replace, which it has, and which are ready. */
import {
  attachedSources,
  checksElbHealth,
  isActive,
  isPooled,
  isRetained,
  isTerminating,
  launchTemplateOf,
} from "./group.ts";
import { launchSettings } from "./instance-refresh.ts";
import { capacityOf } from "./mixed-instances.ts";
import type { GroupMember, InstanceRefresh } from "./records.ts";
import type { Snapshot } from "./steps.ts";

/**
 * From when EC2's own checks have seen an instance in service: "Waiting for a health check interval to pass before continuing", recorded for
 * 70 and 79 seconds of instances that had no load balancer and no warm-up.
 */
const healthCheckIntervalMilliseconds = 60_000;

/** The group's instances as a refresh sees them. */
export interface RefreshMembers {
  /** Of an earlier configuration, in service or on their way: to be replaced. */
  readonly outdated: readonly GroupMember[];
  /** Those that may be taken out of service. */
  readonly replaceable: readonly GroupMember[];
  /** Those that stand by, and have to be replaced too. */
  readonly standing: readonly GroupMember[];
  /** Those that are left alone, since they are protected from scale-in. */
  readonly ignored: readonly GroupMember[];
  /** What it wants: of the new configuration, in service or on their way. */
  readonly fresh: readonly GroupMember[];
  /** Replaced, and on their way out. */
  readonly leaving: readonly GroupMember[];
  /** Of the warm pool: to be replaced, and not on their way out. */
  readonly pooled: readonly GroupMember[];
}

/** The group's instances as the refresh sees them now. */
export const refreshMembers = (snapshot: Snapshot, refresh: InstanceRefresh): RefreshMembers => {
  const { ScaleInProtectedInstances: ifProtected = "Wait", StandbyInstances: ifStanding = "Wait" } =
    refresh.preferences;
  const old = snapshot.group.members.filter((member) => isOutdated(snapshot, refresh, member) && !isRetained(member));
  const isIgnored = (member: GroupMember) => member.protectedFromScaleIn && ifProtected === "Ignore";
  const active = old.filter(isActive);
  const outdated = active.filter((member) => !isIgnored(member));
  return {
    outdated,
    replaceable: outdated.filter(
      (member) => member.state === "InService" && !(member.protectedFromScaleIn && ifProtected === "Wait"),
    ),
    standing:
      ifStanding === "Ignore" ? [] : old.filter(({ state }) => state === "Standby" || state === "EnteringStandby"),
    ignored: active.filter(isIgnored),
    fresh: snapshot.group.members.filter((member) => isActive(member) && !old.includes(member)),
    leaving: old.filter((member) => isTerminating(member)),
    pooled: old.filter((member) => isPooled(member) && !isTerminating(member)),
  };
};

/**
 * Whether the instance is to be replaced. A rollback replaces "the instances that have been deployed so far". With skip matching it is what
 * counts which template, version and type an instance has, looked up anew each time.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh-skip-matching.html
 */
export const isOutdated = (snapshot: Snapshot, refresh: InstanceRefresh, member: GroupMember): boolean => {
  if (refresh.status === "RollbackInProgress") return refresh.deployed.includes(member.id);
  return refresh.preferences.SkipMatching ? !matches(snapshot, member) : refresh.earlier.includes(member.id);
};

const matches = ({ group, template }: Snapshot, { launchTemplate, instanceType }: GroupMember): boolean => {
  const settings = launchSettings(group);
  const overrides = settings.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const override = overrides.find(({ InstanceType }) => InstanceType === instanceType);
  if (overrides.some(({ InstanceType }) => InstanceType !== undefined) && override === undefined) return false;
  const named = override?.LaunchTemplateSpecification ?? launchTemplateOf(settings);
  const wanted = named && template(named);
  return wanted !== undefined && launchTemplate?.id === wanted.id && launchTemplate.version === wanted.version;
};

/** "Healthy and ready to use after it successfully completes its first health check and the specified warmup time passes." */
export const isReady = (snapshot: Snapshot, refresh: InstanceRefresh, member: GroupMember): boolean =>
  isHealthy(snapshot, member) && !isWarming(snapshot, refresh, member);

/** The instance has been in service for less than the warm-up. */
export const isWarming = ({ now }: Snapshot, { preferences }: InstanceRefresh, { inServiceAt }: GroupMember): boolean =>
  now < (inServiceAt ?? now) + (preferences.InstanceWarmup ?? 0) * 1000;

/** The instance is in service, and passes the checks that the group is judged by. */
export const isHealthy = (snapshot: Snapshot, member: GroupMember): boolean =>
  isSeen(snapshot, member) && member.unhealthy === undefined && passesElb(snapshot, member);

/** It is in service, and for long enough that EC2 can say something about it. */
export const isSeen = ({ now }: Snapshot, { state, inServiceAt }: GroupMember): boolean =>
  state === "InService" && now >= (inServiceAt ?? now) + healthCheckIntervalMilliseconds;

/** Only a group with ELB health checks waits for its target groups. */
export const passesElb = ({ group, target }: Snapshot, { id }: GroupMember): boolean =>
  !checksElbHealth(group) ||
  attachedSources(group).every(({ arn }) => ["healthy", "unused"].includes(target(arn, id) ?? "initial"));

/** What is updated, and what has to be, in the units of the group's size. */
export const unitsOf = (
  snapshot: Snapshot,
  refresh: InstanceRefresh,
  members: RefreshMembers,
): { readonly total: number; readonly updated: number; readonly left: number } => {
  const total = Math.max(0, snapshot.group.settings.DesiredCapacity - capacityOf(members.ignored));
  const ready = capacityOf(members.fresh.filter((one) => isUpdated(snapshot, refresh, one)));
  const updated = Math.max(0, Math.min(ready, total - capacityOf(members.outdated)));
  return { total, updated, left: total - updated + members.standing.length };
};

/** What was there before and needs no replacement is updated as it stands. */
export const isUpdated = (snapshot: Snapshot, refresh: InstanceRefresh, member: GroupMember): boolean =>
  refresh.earlier.includes(member.id) || isReady(snapshot, refresh, member);
