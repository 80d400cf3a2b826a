/**
 * What happens next in a warm pool: as AWS documents it, and as recorded of AWS where it does not say.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/warm-pool-instance-lifecycle.html
 * https://github.com/radkawar/stackd/tree/main/testdata/aws/autoscaling
 */
import { isActive, isPooled, isRetained, isSuspended, isTerminating, launchTemplateOf, retains } from "./group.ts";
import { launchSettings } from "./instance-refresh.ts";
import { abandonReason, waiting } from "./lifecycle-outcomes.ts";
import { launching, terminating } from "./lifecycle-transitions.ts";
import { launchable, placements } from "./placements.ts";
import type { GroupMember } from "./records.ts";
import { isOutdated } from "./refresh-members.ts";
import { isDrained, type Snapshot, type Step } from "./steps.ts";
import { selectForTermination } from "./termination-policy.ts";
import { causeText, sentenceAt } from "./text.ts";
import { desiredPoolSize, isBeingDeleted, pooledMembers } from "./warm-pool-size.ts";

/** What is next for an instance on its way into the pool: from EC2, or back from the group. */
export const preparationStep = (snapshot: Snapshot, member: GroupMember): Step | undefined => {
  const { now, hooked } = snapshot;
  const state = snapshot.instance(member.id);
  const instance = member.id;
  const transition = member.returning ? terminating : launching;
  if (state === "pending") return undefined;
  const proceeds = member.state === "Warmed:Pending:Proceed";
  if (state !== "running" && !(proceeds && (state === "stopping" || state === "stopped")))
    return member.returning
      ? { kind: "terminate", instance, cause: sentenceAt(now, lost) }
      : { kind: "give up launch", instance, reason: snapshot.reason(instance) ?? `instance is ${state ?? "gone"}` };
  if (proceeds) return restStep(snapshot, member);
  if (member.state === "Warmed:Pending") {
    if (!isDrained(snapshot, member)) return undefined;
    return hooked.has(transition)
      ? { kind: "await lifecycle actions", instance, transition }
      : { kind: "proceed", instance };
  }
  switch (waiting(member, now)) {
    case "waiting":
      return undefined;
    case "CONTINUE":
      return { kind: "proceed", instance };
    case "ABANDON":
      // "Abandoned" only skips what other hooks would wait for: it is reused all the same, unless such instances are kept. (Recorded)
      if (member.returning)
        return retains(snapshot.group)
          ? { kind: "retain", instance, reason: abandonReason(member, now) }
          : { kind: "proceed", instance };
      return {
        kind: "abandon launch",
        instance,
        reason: abandonReason(member, now),
        cause: sentenceAt(now, "an instance was taken out of service in response to an abandoned lifecycle action"),
      };
  }
};

const lost =
  "an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped";

/** It is prepared, and comes to rest in the state that the pool had when it set out. */
const restStep = (snapshot: Snapshot, { id: instance, restState }: GroupMember): Step | undefined => {
  if (restState === "Running") return { kind: "warmed", instance };
  switch (snapshot.instance(instance)) {
    case "running":
      return { kind: "stop", instance };
    case "stopped":
      return { kind: "warmed", instance };
    default:
      return undefined;
  }
};

/** The members that the group can draw on now: of an earlier configuration than a refresh deploys, none. */
export const readyMembers = (snapshot: Snapshot): readonly GroupMember[] => {
  const { group, instance } = snapshot;
  const { refresh } = group;
  const isReplacing = refresh?.status === "InProgress" || refresh?.status === "RollbackInProgress";
  const isOld = (member: GroupMember) => isReplacing && isOutdated(snapshot, refresh, member);
  return pooledMembers(group).filter(
    (member) =>
      (member.state === "Warmed:Stopped" || member.state === "Warmed:Running") &&
      member.unhealthy === undefined &&
      ["stopped", "running"].includes(instance(member.id) ?? "") &&
      !isOld(member),
  );
};

/** How many instances the pool has room for. */
export const poolRoom = ({ group, pool }: Snapshot): number =>
  Math.max(0, desiredPoolSize(group, pool) - staying(group.members).length);

const staying = (members: readonly GroupMember[]): readonly GroupMember[] =>
  members.filter((member) => isPooled(member) && !isTerminating(member) && !isRetained(member));

/** Fills the pool up, or takes from it what is too much; a pool that is being deleted goes with its last instance. */
export const poolSteps = (snapshot: Snapshot): readonly Step[] => {
  const { now, group, pool } = snapshot;
  if (pool === undefined) return [];
  if (isBeingDeleted(pool))
    return pooledMembers(group).length === 0 && now >= (pool.until ?? now) ? [{ kind: "delete pool" }] : [];
  const there = staying(group.members);
  const size = desiredPoolSize(group, pool);
  return there.length < size ? fillingSteps(snapshot, there, size) : shrinkingSteps(snapshot, there, size);
};

const fillingSteps = ({ now, group, pool }: Snapshot, there: readonly GroupMember[], size: number): readonly Step[] => {
  // "such as when it adds instances to a warm pool": https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
  if (isSuspended(group, "Launch") || now < group.nextLaunchAt) return [];
  const taken = [...group.members.filter(isActive), ...there].map(({ subnet }) => subnet);
  const sentence = `an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${there.length} to ${size}`;
  return placements(launchable(group), taken, size - there.length).map((subnet) => ({
    kind: "launch",
    into: "WarmPool",
    subnet,
    cause: causeText(pool?.change, sentenceAt(now, sentence)),
  }));
};

const shrinkingSteps = (
  { now, group, pool }: Snapshot,
  there: readonly GroupMember[],
  size: number,
): readonly Step[] => {
  if (isSuspended(group, "Terminate")) return [];
  // What the group lacks, and will draw on when it may launch, is kept. (Recorded of a group that may not launch.)
  const lacking = Math.max(0, group.settings.DesiredCapacity - group.members.filter(isActive).length);
  const template = launchTemplateOf(launchSettings(group))?.LaunchTemplateId;
  const excess = there.length - size - lacking;
  const chosen = selectForTermination(there, excess, group.settings.TerminationPolicies, template, now);
  const sentence = `an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from ${there.length} to ${there.length - chosen.length}`;
  const selected = chosen.map((id) => sentenceAt(now, `instance ${id} was selected for termination`));
  return chosen.map((instance) => ({
    kind: "terminate",
    instance,
    cause: causeText(pool?.change, sentenceAt(now, sentence), ...selected),
  }));
};
