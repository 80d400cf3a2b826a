import type { LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import type { Group, GroupMember, Settings, TrafficSource } from "./records.ts";

/** The member is on its way out for good, to be terminated. */
export const isTerminating = (member: GroupMember): boolean => member.state.startsWith("Terminating");

/** The member is on its way into service. */
export const isLaunching = (member: GroupMember): boolean => member.state.startsWith("Pending");

/** The member counts towards the group's capacity: it is, or will soon be, in service. */
export const isActive = (member: GroupMember): boolean => isLaunching(member) || member.state === "InService";

/** Nothing is going on with the member. */
export const isSettled = (member: GroupMember): boolean => member.state === "InService" || member.state === "Standby";

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
