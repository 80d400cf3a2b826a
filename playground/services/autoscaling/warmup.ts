import { isActive } from "./group.ts";
import type { Group, GroupMember, GroupPolicy } from "./records.ts";

/** A policy's own warmup; else the group's; else its cooldown. (API_PutScalingPolicy, EstimatedInstanceWarmup) */
const warmupMilliseconds = (group: Group, policy: GroupPolicy): number => {
  const { DefaultInstanceWarmup, DefaultCooldown } = group.settings;
  // "To remove a value that you previously set, include the property but specify -1."
  const ofGroup =
    DefaultInstanceWarmup === undefined || DefaultInstanceWarmup < 0 ? DefaultCooldown : DefaultInstanceWarmup;
  return (policy.EstimatedInstanceWarmup ?? ofGroup) * 1000;
};

/** The instance serves for so long that the policy's metric counts it. */
export const isWarm = (group: Group, policy: GroupPolicy, { state, inServiceAt }: GroupMember, now: number): boolean =>
  state === "InService" && inServiceAt !== undefined && now - inServiceAt >= warmupMilliseconds(group, policy);

/**
 * The instance is on its way into service, or came there so recently that a policy does not count it yet.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html
 */
export const isWarmingUp = (group: Group, policy: GroupPolicy, member: GroupMember, now: number): boolean =>
  isActive(member) && !isWarm(group, policy, member, now);
