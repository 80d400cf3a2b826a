import type { InstanceState, TargetState } from "../../world/neighbours.ts";
import { attachedSources, checksElbHealth, isActive, isSuspended, isTerminating, launchTemplateOf } from "./group.ts";
import { launching, terminating } from "./lifecycle-transitions.ts";
import { capacityOf, nextOverride } from "./mixed-instances.ts";
import type { Group, GroupMember, GroupSubnet, LifecycleAction, TrafficSource } from "./records.ts";
import { selectForTermination } from "./termination-policy.ts";
import { causeText, sentenceAt } from "./text.ts";

/** What a decision about a group stands on. */
export interface Snapshot {
  readonly now: number;
  readonly group: Group;
  /** The lifecycle transitions that the group has hooks for. */
  readonly hooked: ReadonlySet<string>;
  /** What EC2 says of an instance; undefined if it does not know it (any more). */
  readonly instance: (id: string) => InstanceState | undefined;
  /** Why the instance ended, in EC2's words. */
  readonly reason: (id: string) => string | undefined;
  /** What a target group says of an instance; undefined if it is not registered there. */
  readonly target: (targetGroupArn: string, instance: string) => TargetState | undefined;
}

/** One thing to do next. Each moves the group on, so that deciding again and again comes to rest. */
export type Step =
  | { readonly kind: "launch"; readonly subnet: GroupSubnet; readonly cause: string }
  | { readonly kind: "await lifecycle actions"; readonly instance: string; readonly transition: string }
  | { readonly kind: "proceed"; readonly instance: string }
  | { readonly kind: "put in service"; readonly instance: string; readonly register: readonly string[] }
  | { readonly kind: "give up launch"; readonly instance: string; readonly reason: string }
  | { readonly kind: "abandon launch"; readonly instance: string; readonly reason: string; readonly cause: string }
  | { readonly kind: "terminate"; readonly instance: string; readonly cause: string }
  | { readonly kind: "stand by" | "detach"; readonly instance: string }
  | { readonly kind: "shut down"; readonly instance: string }
  | { readonly kind: "forget"; readonly instance: string }
  | {
      readonly kind: "source added" | "source in service" | "source removed";
      readonly arn: string;
    }
  | { readonly kind: "delete group" };

const healthCause = {
  EC2: "an EC2 health check indicating it has been terminated or stopped",
  ELB: "an ELB system health check failure",
  user: "a user health-check",
};

/** Whether a lifecycle action is over, and how: by its answer, or by its default when its time is up. */
const outcome = (action: LifecycleAction, now: number): "CONTINUE" | "ABANDON" | undefined =>
  action.result ?? (now >= Math.min(action.deadline, action.globalDeadline) ? action.defaultResult : undefined);

/** An ABANDON ends the wait at once; CONTINUE only together with all the others (lifecycle-hooks, "multiple hooks"). */
const waiting = (member: GroupMember, now: number): "waiting" | "CONTINUE" | "ABANDON" => {
  const outcomes = member.lifecycleActions.map((action) => outcome(action, now));
  if (outcomes.includes("ABANDON")) return "ABANDON";
  return outcomes.includes(undefined) ? "waiting" : "CONTINUE";
};

const abandonReason = (member: GroupMember, now: number): string => {
  const action = member.lifecycleActions.find((one) => outcome(one, now) === "ABANDON");
  const how = action?.result === undefined ? "Heartbeat Timeout" : "Lifecycle Action Completed with ABANDON Result";
  return `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${action?.token} was abandoned: ${how}`;
};

const putInService = ({ group }: Snapshot, member: GroupMember): Step => ({
  kind: "put in service",
  instance: member.id,
  register: isSuspended(group, "AddToLoadBalancer") ? [] : attachedSources(group).map((source) => source.arn),
});

const launchStep = (snapshot: Snapshot, member: GroupMember): Step | undefined => {
  const { now, hooked } = snapshot;
  const state = snapshot.instance(member.id);
  if (state === "pending") return undefined;
  if (state !== "running")
    return {
      kind: "give up launch",
      instance: member.id,
      reason: `Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: ${snapshot.reason(member.id) ?? `instance is ${state ?? "gone"}`}`,
    };
  if (member.state === "Pending:Proceed") return putInService(snapshot, member);
  if (member.state === "Pending")
    return hooked.has(launching)
      ? { kind: "await lifecycle actions", instance: member.id, transition: launching }
      : putInService(snapshot, member);
  switch (waiting(member, now)) {
    case "waiting":
      return undefined;
    case "CONTINUE":
      return { kind: "proceed", instance: member.id };
    case "ABANDON": {
      const sentence = "an instance was taken out of service in response to an abandoned lifecycle action";
      return {
        kind: "abandon launch",
        instance: member.id,
        reason: abandonReason(member, now),
        cause: sentenceAt(now, sentence),
      };
    }
  }
};

const serviceStep = ({ now, group }: Snapshot, member: GroupMember): Step | undefined => {
  // With Terminate suspended, ReplaceUnhealthy rests too, and catches up when Terminate resumes.
  const blocked = isSuspended(group, "ReplaceUnhealthy") || isSuspended(group, "Terminate");
  if (member.unhealthy === undefined || blocked) return undefined;
  const sentence = `an instance was taken out of service in response to ${healthCause[member.unhealthy]}`;
  return { kind: "terminate", instance: member.id, cause: sentenceAt(now, sentence) };
};

const terminationStep = (snapshot: Snapshot, member: GroupMember): Step | undefined => {
  const { now, group, hooked } = snapshot;
  const state = snapshot.instance(member.id);
  if (state === undefined || state === "terminated") return { kind: "forget", instance: member.id };
  if (member.shutDown) return undefined;
  // ForceDelete waits for nothing, and drops outstanding lifecycle actions.
  if (group.deleting || member.state === "Terminating:Proceed") return { kind: "shut down", instance: member.id };
  if (member.state === "Terminating") {
    if (!isDrained(snapshot, member)) return undefined;
    return hooked.has(terminating)
      ? { kind: "await lifecycle actions", instance: member.id, transition: terminating }
      : { kind: "shut down", instance: member.id };
  }
  // Either result lets the instance terminate; ABANDON only ends the other hooks' wait too.
  return waiting(member, now) === "waiting" ? undefined : { kind: "proceed", instance: member.id };
};

const memberStep = (snapshot: Snapshot, member: GroupMember): Step | undefined => {
  if (isTerminating(member)) return terminationStep(snapshot, member);
  if (snapshot.group.deleting) {
    const sentence = "an instance was taken out of service in response to a user request deleting the AutoScalingGroup";
    return { kind: "terminate", instance: member.id, cause: sentenceAt(snapshot.now, sentence) };
  }
  switch (member.state) {
    case "InService":
      return serviceStep(snapshot, member);
    case "Standby":
      // "Amazon EC2 Auto Scaling does not perform health checks on instances that are in a standby state."
      return undefined;
    case "EnteringStandby":
      return isDrained(snapshot, member) ? { kind: "stand by", instance: member.id } : undefined;
    case "Detaching":
      return isDrained(snapshot, member) ? { kind: "detach", instance: member.id } : undefined;
    default:
      return launchStep(snapshot, member);
  }
};

/** No target group knows the instance any more. */
const isDrained = ({ group, target }: Snapshot, member: GroupMember): boolean =>
  group.trafficSources.every((source) => target(source.arn, member.id) === undefined);

const sourceStep = (snapshot: Snapshot, { arn, state }: TrafficSource): Step | undefined => {
  const { group, target } = snapshot;
  switch (state) {
    case "Adding":
      return { kind: "source added", arn };
    case "Added": {
      // "the state transitions to InService after at least one Auto Scaling instance passes the health check"
      const passes = group.members.some((one) => one.state === "InService" && target(arn, one.id) === "healthy");
      return checksElbHealth(group) && passes ? { kind: "source in service", arn } : undefined;
    }
    case "InService":
      return undefined;
    case "Removing":
      return group.members.some((one) => target(arn, one.id) !== undefined)
        ? undefined
        : { kind: "source removed", arn };
  }
};

/** Where the next `count` instances go: the zone with the fewest, and within it the subnet with the fewest. */
const placements = (
  subnets: readonly GroupSubnet[],
  taken: readonly GroupSubnet[],
  count: number,
): readonly GroupSubnet[] => {
  if (count <= 0 || subnets.length === 0) return [];
  const load = (subnet: GroupSubnet) =>
    taken.filter((one) => one.zone === subnet.zone).length * 1_000_000 +
    taken.filter((one) => one.id === subnet.id).length;
  const next = subnets.reduce((best, subnet) => (load(subnet) < load(best) ? subnet : best));
  return [next, ...placements(subnets, [...taken, next], count - 1)];
};

/** Where launches do not fail; everywhere if they fail in all zones. */
const launchable = ({ subnets, failedZones }: Group): readonly GroupSubnet[] => {
  const others = subnets.filter(({ zone }) => !failedZones.includes(zone));
  return others.length > 0 ? others : subnets;
};

const launches = ({ now, group }: Snapshot, active: readonly GroupMember[], desired: number): readonly Step[] => {
  if (isSuspended(group, "Launch") || now < group.nextLaunchAt) return [];
  const capacity = capacityOf(active);
  const sentence =
    group.capacityChange === undefined && group.unreplaced > 0
      ? "an instance was launched in response to an unhealthy instance needing to be replaced"
      : `an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${capacity} to ${desired}`;
  const taken = active.map((member) => member.subnet);
  // "launches instances until the desired capacity is totally fulfilled, even if this results in an overage"
  const count = Math.ceil((desired - capacity) / Number(nextOverride(group.settings)?.WeightedCapacity ?? 1));
  return placements(launchable(group), taken, count).map((subnet) => ({
    kind: "launch",
    subnet,
    cause: causeText(group.capacityChange, sentenceAt(now, sentence)),
  }));
};

const scaleIn = ({ now, group }: Snapshot, active: readonly GroupMember[], desired: number): readonly Step[] => {
  if (isSuspended(group, "Terminate")) return [];
  const chosen = selectForTermination(
    active,
    capacityOf(active) - desired,
    group.settings.TerminationPolicies,
    launchTemplateOf(group.settings)?.LaunchTemplateId,
    now,
  );
  const sentence = `an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${capacityOf(active)} to ${capacityOf(active.filter(({ id }) => !chosen.includes(id)))}`;
  const selected = chosen.map((id) => sentenceAt(now, `instance ${id} was selected for termination`));
  return chosen.map((instance) => ({
    kind: "terminate",
    instance,
    cause: causeText(group.capacityChange, sentenceAt(now, sentence), ...selected),
  }));
};

const capacitySteps = (snapshot: Snapshot): readonly Step[] => {
  const active = snapshot.group.members.filter(isActive);
  const desired = snapshot.group.settings.DesiredCapacity;
  const capacity = capacityOf(active);
  if (capacity < desired) return launches(snapshot, active, desired);
  return capacity > desired ? scaleIn(snapshot, active, desired) : [];
};

/**
 * What Auto Scaling does next with a group; nothing if it is at rest or has to wait. Instances and target groups first:
 * capacity is compared only when no instance is on the move, so that an unhealthy instance is terminated before another
 * is launched in its place.
 */
export const decide = (snapshot: Snapshot): readonly Step[] => {
  const { now, group } = snapshot;
  if (group.deleting && group.members.length === 0) return now < group.deleting.until ? [] : [{ kind: "delete group" }];
  const moves = group.members.flatMap((member) => memberStep(snapshot, member) ?? []);
  if (group.deleting) return moves;
  const steps = [...group.trafficSources.flatMap((source) => sourceStep(snapshot, source) ?? []), ...moves];
  return steps.length > 0 ? steps : capacitySteps(snapshot);
};
