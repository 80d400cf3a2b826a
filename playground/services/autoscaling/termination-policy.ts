import { capacityOf } from "./mixed-instances.ts";
import type { GroupMember } from "./records.ts";

export const terminationPolicyTypes = [
  "AllocationStrategy",
  "ClosestToNextInstanceHour",
  "Default",
  "NewestInstance",
  "OldestInstance",
  "OldestLaunchConfiguration",
  "OldestLaunchTemplate",
];

const billingHourMilliseconds = 60 * 60 * 1000;

const untilNextHour = (member: GroupMember, now: number): number =>
  billingHourMilliseconds - ((now - member.launchedAt) % billingHourMilliseconds);

/** All members with the least `rank`. */
const least = (members: readonly GroupMember[], rank: (member: GroupMember) => number): readonly GroupMember[] => {
  const lowest = Math.min(...members.map(rank));
  return members.filter((member) => rank(member) === lowest);
};

/** Members of another launch template than the group's if there are any, otherwise those of the oldest version. */
const outdated = (members: readonly GroupMember[], launchTemplate: string | undefined): readonly GroupMember[] => {
  const others = members.filter((member) => member.launchTemplate?.id !== launchTemplate);
  return others.length > 0 ? others : least(members, (member) => Number(member.launchTemplate?.version ?? 0));
};

/** Those that a scale-in takes to align the group with its distribution, if any of them may go. */
const alignable = (members: readonly GroupMember[], aligned: readonly GroupMember[]): readonly GroupMember[] => {
  const both = members.filter((member) => aligned.includes(member));
  return both.length > 0 ? both : members;
};

/** One policy narrows the choice; the next one in the list breaks the ties it leaves. */
const narrow = (
  members: readonly GroupMember[],
  policy: string,
  launchTemplate: string | undefined,
  now: number,
  aligned: readonly GroupMember[],
): readonly GroupMember[] => {
  switch (policy) {
    case "OldestInstance":
      return least(members, (member) => member.launchedAt);
    case "NewestInstance":
      return least(members, (member) => -member.launchedAt);
    case "OldestLaunchTemplate":
      return outdated(members, launchTemplate);
    case "ClosestToNextInstanceHour":
      return least(members, (member) => untilNextHour(member, now));
    case "OldestLaunchConfiguration":
      return members;
    default:
      // Default; and AllocationStrategy, which then has equals left to choose from.
      return least(outdated(alignable(members, aligned), launchTemplate), (member) => untilNextHour(member, now));
  }
};

/** The zones with the most instances, of those that have an instance that may go: not protected, and not more than is too much. */
const unbalanced = (members: readonly GroupMember[], excess: number): readonly GroupMember[] => {
  const zones = Map.groupBy(members, ({ subnet }) => subnet.zone);
  return least(
    members.filter((member) => !member.protectedFromScaleIn && capacityOf([member]) <= excess),
    ({ subnet }) => -(zones.get(subnet.zone)?.length ?? 0),
  );
};

/**
 * The members that a scale-in by `excess` units terminates, never more: "Current capacity will either be at the desired capacity or
 * above it". Balance between zones first, then the group's policies in order.
 * AWS picks at random among equals; the first of them here, so that a run can be repeated.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html
 */
export const selectForTermination = (
  members: readonly GroupMember[],
  excess: number,
  policies: readonly string[],
  launchTemplate: string | undefined,
  now: number,
  surplus: (members: readonly GroupMember[]) => readonly GroupMember[] = (all) => all,
): readonly string[] => {
  const candidates = unbalanced(members, excess);
  const aligned = surplus(members);
  const chosen = policies.reduce((left, policy) => narrow(left, policy, launchTemplate, now, aligned), candidates)[0];
  if (chosen === undefined) return [];
  const rest = members.filter((member) => member.id !== chosen.id);
  return [
    chosen.id,
    ...selectForTermination(rest, excess - capacityOf([chosen]), policies, launchTemplate, now, surplus),
  ];
};
