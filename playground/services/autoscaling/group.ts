import type { LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import type { Group, GroupMember, LifecycleState, Settings, TrafficSource } from "./records.ts";

const warmed = "Warmed:";

/** The member is in the warm pool, or on its way into it or out of it to be terminated: the group does not count it. */
export const isPooled = (member: GroupMember): boolean => member.state.startsWith(warmed);

/** The member's state, without saying whether that is in the warm pool. */
export const stageOf = (member: GroupMember): string =>
  isPooled(member) ? member.state.slice(warmed.length) : member.state;

/** A state, as it is called for this member: of the group, or of the warm pool. */
export const passing = (
  member: GroupMember,
  stage: Extract<LifecycleState, `Pending${string}` | `Terminating${string}`>,
): LifecycleState => (isPooled(member) ? `Warmed:${stage}` : stage);

/** A termination hook was abandoned, and the group keeps such instances: it runs on, and counts for nothing. */
export const isRetained = (member: GroupMember): boolean => member.state.endsWith(":Retained");

/** The member is on its way out for good, to be terminated. */
export const isTerminating = (member: GroupMember): boolean =>
  stageOf(member).startsWith("Terminating") && !isRetained(member);

/** Whether the group keeps instances whose termination hook is abandoned. */
export const retains = ({ settings }: Group): boolean =>
  settings.InstanceLifecyclePolicy?.RetentionTriggers?.TerminateHookAbandon === "retain";

/** The member is on its way into service. */
export const isLaunching = (member: GroupMember): boolean => member.state.startsWith("Pending");

/** The member counts towards the group's capacity: it is, or will soon be, in service. */
export const isActive = (member: GroupMember): boolean => isLaunching(member) || member.state === "InService";

/** Nothing is going on with the member that the group waits for; what goes on in the warm pool it does not. */
export const isSettled = (member: GroupMember): boolean =>
  member.state === "InService" || member.state === "Standby" || isPooled(member) || isRetained(member);

/** Whether a process of the group rests: `Launch`, `Terminate`, `HealthCheck`, … */
export const isSuspended = (group: Group, process: string): boolean => Object.hasOwn(group.suspended, process);

/** HealthCheckType is a comma-separated list. */
export const checksElbHealth = (group: Group): boolean =>
  group.settings.HealthCheckType.split(",").some((type) => type.trim() === "ELB");

/** The launch template in force: the group's own, or that of its mixed instances policy. */
export const launchTemplateOf = (settings: Settings): LaunchTemplateSpecification | undefined =>
  settings.LaunchTemplate ?? settings.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

/** The target groups that the group serves, or will: not those on their way out. */
export const attachedSources = (group: Group): readonly TrafficSource[] =>
  group.trafficSources.filter((source) => source.state !== "Removing");

/** The group's tags by key, without what of them propagates. */
export const groupTags = (group: Group): Readonly<Record<string, string>> =>
  Object.fromEntries(group.tags.map((tag) => [tag.Key, tag.Value]));

/** The group with one of its members changed; the same members if it has no such. */
export const withMember = (group: Group, id: string, change: Partial<GroupMember>): Group => ({
  ...group,
  members: group.members.map((member) => (member.id === id ? { ...member, ...change } : member)),
});

/** The group without an instance that is gone. */
export const withoutMember = (group: Group, id: string): Group => ({
  ...group,
  members: group.members.filter((member) => member.id !== id),
});
