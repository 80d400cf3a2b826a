import {
  attachedSources,
  checksElbHealth,
  isActive,
  isPooled,
  isRetained,
  isSuspended,
  isTerminating,
  launchTemplateOf,
  retains,
  stageOf,
} from "./group.ts";
import { launchSettings } from "./instance-refresh.ts";
import { abandonReason, waiting } from "./lifecycle-outcomes.ts";
import { launching, terminating } from "./lifecycle-transitions.ts";
import { capacityOf, nextOverride, oversupplied } from "./mixed-instances.ts";
import { drawn, launchable, placements } from "./placements.ts";
import type { GroupMember, TrafficSource } from "./records.ts";
import { isOutdated } from "./refresh-members.ts";
import { capacityWanted } from "./refresh-pace.ts";
import { refreshSteps } from "./refresh-steps.ts";
import { isDrained, type Snapshot, type Step } from "./steps.ts";
import { selectForTermination } from "./termination-policy.ts";
import { causeText, sentenceAt } from "./text.ts";
import { isBeingDeleted } from "./warm-pool-size.ts";
import { poolRoom, poolSteps, preparationStep, readyMembers } from "./warm-pool-steps.ts";

const healthCause = {
  EC2: "an EC2 health check indicating it has been terminated or stopped",
  ELB: "an ELB system health check failure",
  user: "a user health-check",
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
  const stage = stageOf(member);
  if (state === undefined || state === "terminated") return { kind: "forget", instance: member.id };
  if (member.shutDown) return undefined;
  // ForceDelete "deletes any outstanding lifecycle actions": the group's, but not those of a warm pool: its hooks are waited for, as recorded.
  if ((group.deleting && !isPooled(member)) || stage === "Terminating:Proceed")
    return { kind: "shut down", instance: member.id };
  if (stage === "Terminating") {
    if (!isDrained(snapshot, member)) return undefined;
    return hooked.has(terminating)
      ? { kind: "await lifecycle actions", instance: member.id, transition: terminating }
      : { kind: "shut down", instance: member.id };
  }
  const result = waiting(member, now);
  if (result === "ABANDON" && retains(group))
    return { kind: "retain", instance: member.id, reason: abandonReason(member, now) };
  // Either result lets the instance terminate; ABANDON only ends the other hooks' wait too.
  return result === "waiting" ? undefined : { kind: "proceed", instance: member.id };
};

/** It stays until somebody terminates it, here or in EC2. */
const retainedStep = ({ now, instance }: Snapshot, { id }: GroupMember): Step | undefined => {
  if (!["terminated", undefined].includes(instance(id))) return undefined;
  const sentence = `an instance was taken out of service in response to ${healthCause.EC2}`;
  return { kind: "terminate", instance: id, cause: sentenceAt(now, sentence) };
};

const memberStep = (snapshot: Snapshot, member: GroupMember): Step | undefined => {
  if (isTerminating(member)) return terminationStep(snapshot, member);
  if (snapshot.group.deleting) {
    const sentence = "an instance was taken out of service in response to a user request deleting the AutoScalingGroup";
    return { kind: "terminate", instance: member.id, cause: sentenceAt(snapshot.now, sentence) };
  }
  if (isPooled(member) && (snapshot.pool === undefined || isBeingDeleted(snapshot.pool))) {
    const sentence = "an instance was taken out of service in response to a user request deleting the warm pool";
    return { kind: "terminate", instance: member.id, cause: sentenceAt(snapshot.now, sentence) };
  }
  if (isRetained(member)) return retainedStep(snapshot, member);
  switch (member.state) {
    case "InService":
    case "Warmed:Stopped":
    case "Warmed:Running":
      return serviceStep(snapshot, member);
    case "Standby":
      // "Amazon EC2 Auto Scaling does not perform health checks on instances that are in a standby state."
      return undefined;
    case "EnteringStandby":
      return isDrained(snapshot, member) ? { kind: "stand by", instance: member.id } : undefined;
    case "Detaching":
      return isDrained(snapshot, member) ? { kind: "detach", instance: member.id } : undefined;
    default:
      return isPooled(member) ? preparationStep(snapshot, member) : launchStep(snapshot, member);
  }
};

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

const launches = (snapshot: Snapshot, active: readonly GroupMember[], desired: number): readonly Step[] => {
  const { now, group } = snapshot;
  if (isSuspended(group, "Launch") || now < group.nextLaunchAt) return [];
  const capacity = capacityOf(active);
  const sentence =
    group.capacityChange === undefined && group.unreplaced > 0
      ? "an instance was launched in response to an unhealthy instance needing to be replaced"
      : group.capacityChange === undefined && group.refresh !== undefined
        ? "an instance was launched in response to an instance refresh"
        : `an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${capacity} to ${desired}`;
  const taken = active.map((member) => member.subnet);
  // "launches instances until the desired capacity is totally fulfilled, even if this results in an overage"
  const count = Math.ceil((desired - capacity) / Number(nextOverride(launchSettings(group))?.WeightedCapacity ?? 1));
  const cause = causeText(group.capacityChange, sentenceAt(now, sentence));
  const places = launchable(group);
  const ready = readyMembers(snapshot).filter(({ subnet }) => places.some(({ zone }) => zone === subnet.zone));
  const warm = drawn(ready, taken, count);
  // "If your warm pool is depleted when there is a scale-out event, instances will launch directly into the Auto Scaling group."
  const cold = placements(places, [...taken, ...warm.map(({ subnet }) => subnet)], count - warm.length);
  return [
    ...warm.map(({ id }): Step => ({ kind: "start warm", instance: id, cause })),
    ...cold.map((subnet): Step => ({ kind: "launch", into: "AutoScalingGroup", subnet, cause })),
  ];
};

/**
 * A rollback "replaces the instances that have been deployed so far": what is too much then goes from among those while they are enough, and
 * none that was there before. https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
 */
const expendable = (snapshot: Snapshot, active: readonly GroupMember[], excess: number): readonly GroupMember[] => {
  const { refresh } = snapshot.group;
  if (refresh?.status !== "RollbackInProgress") return active;
  const deployed = active.filter((member) => isOutdated(snapshot, refresh, member));
  return capacityOf(deployed) >= excess ? deployed : active;
};

const scaleIn = (snapshot: Snapshot, active: readonly GroupMember[], desired: number): readonly Step[] => {
  const { now, group } = snapshot;
  if (isSuspended(group, "Terminate")) return [];
  const excess = capacityOf(active) - desired;
  const chosen = selectForTermination(
    expendable(snapshot, active, excess),
    excess,
    group.settings.TerminationPolicies,
    launchTemplateOf(launchSettings(group))?.LaunchTemplateId,
    now,
    (members) => oversupplied(launchSettings(group), members),
  );
  const sentence = `an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${capacityOf(active)} to ${capacityOf(active.filter(({ id }) => !chosen.includes(id)))}`;
  const selected = chosen.map((id) => sentenceAt(now, `instance ${id} was selected for termination`));
  const returning = returningMembers(snapshot, chosen);
  return chosen.map((instance) => {
    if (!returning.includes(instance))
      return {
        kind: "terminate",
        instance,
        cause: causeText(group.capacityChange, sentenceAt(now, sentence), ...selected),
      };
    const pooled = sentenceAt(now, `instance ${instance} was selected for scale in to warm pool`);
    return {
      kind: "return to pool",
      instance,
      cause: causeText(group.capacityChange, sentenceAt(now, sentence), pooled),
    };
  });
};

/** Those of a scale-in that go back into the warm pool: by its reuse policy, and as far as it has room for them. */
const returningMembers = (snapshot: Snapshot, chosen: readonly string[]): readonly string[] => {
  const { group, pool } = snapshot;
  if (pool?.configuration.InstanceReusePolicy?.ReuseOnScaleIn !== true) return [];
  const inService = group.members.filter(({ id, state }) => chosen.includes(id) && state === "InService");
  return inService.slice(0, poolRoom(snapshot)).map(({ id }) => id);
};

const capacitySteps = (snapshot: Snapshot): readonly Step[] => {
  const active = snapshot.group.members.filter(isActive);
  const desired = capacityWanted(snapshot);
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
  if (steps.length > 0) return steps;
  const refreshing = refreshSteps(snapshot);
  if (refreshing.length > 0) return refreshing;
  const capacity = capacitySteps(snapshot);
  return capacity.length > 0 ? capacity : poolSteps(snapshot);
};
