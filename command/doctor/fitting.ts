/** What of an environment's own settings may not fit what it stands on; pure. */

import type { Change } from "../../src/changes/change.ts";
import { protectionLine } from "../../src/deployment/deletion-protection.ts";
import type { AnyEnvironment, Environment } from "../../src/deployment/environment.ts";
import { neededOf, type Room } from "../../src/deployment/upgrade/limits.ts";
import type { Live } from "../../src/deployment/upgrade/live.ts";
import { doubtful, type Symptom, unclear, well, wrong } from "./diagnosis.ts";

/** Beyond that little is left for anything else. */
const nearlyFull = 0.9;

/** How much there is, may be, and would be more: a line for each limit. What would be more is not known where no upgrade can be planned. */
export const limitsFound = (rooms: readonly Room[], changes: readonly Change[] | undefined): readonly Symptom[] =>
  rooms.map((room): Symptom => {
    const { where, things, used, limit } = room;
    if (changes === undefined)
      return unclear(`${where} has ${used} of at most ${limit} ${things}; what is needed is not known.`);
    const needed = neededOf(room, changes);
    const says = `${where} has ${used} of at most ${limit} ${things}, and needs ${needed} more.`;
    if (used + needed > limit)
      return wrong(says, "Have the quota raised (Service Quotas), or delete what nobody needs.");
    return used + needed > limit * nearlyFull
      ? doubtful(says, "Have the quota raised before it is in the way.")
      : well(says);
  });

type Checked = Pick<Live, "group" | "targetGroups">;

/** How long AWS takes at least to call a new target healthy, in seconds. */
const healthySeconds = ({ targetGroup }: Live["targetGroups"][number]): number =>
  (targetGroup.HealthyThresholdCount ?? 0) * (targetGroup.HealthCheckIntervalSeconds ?? 0);

/** Whether what users depend on can be deleted by one call, and the registration has an upgrade see to that. */
export const protectionFound = (
  {
    name,
    stage,
    loadBalancer,
    deletionProtection,
  }: Pick<Environment, "name" | "stage" | "loadBalancer" | "deletionProtection">,
  isProtected: boolean,
): Symptom => {
  if (isProtected) return well(`Load balancer '${loadBalancer}' is protected from being deleted.`);
  const says = `Load balancer '${loadBalancer}' can be deleted by one call`;
  if (deletionProtection === true)
    return doubtful(`${says}, and the registration asks for its protection.`, `sarcelle upgrade ${name}`);
  if (stage !== "live") return well(`${says}; it has no live traffic.`);
  return doubtful(
    `${says}, and has live traffic.`,
    `Add the line '${protectionLine}' to the environment's file, then 'sarcelle env apply FILE' and 'sarcelle upgrade ${name}'.`,
  );
};

/**
 * Whether health checks leave a release the time that it needs: a target is healthy once so many checks in a row were answered, and a group
 * that asks the load balancer terminates what is not so by the end of its grace.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html
 */
export const healthChecksFound = (
  { timeouts }: Pick<AnyEnvironment, "timeouts">,
  { group, targetGroups }: Checked,
): readonly Symptom[] => {
  const slowest = targetGroups.toSorted((a, b) => healthySeconds(b) - healthySeconds(a))[0];
  const seconds = slowest === undefined ? 0 : healthySeconds(slowest);
  const name = slowest?.targetGroup.TargetGroupName;
  const grace = group.HealthCheckGracePeriod ?? 0;
  const asksLoadBalancer = (group.HealthCheckType ?? "EC2").split(",").includes("ELB");
  const found = [
    ...(seconds >= timeouts.healthy
      ? [
          wrong(
            `A target of ${name} is healthy after ${seconds} s of checks at the earliest; timeouts.healthy is ${timeouts.healthy} s.`,
            "Let it be longer, by the time that a server takes to boot.",
          ),
        ]
      : []),
    ...(timeouts.unhealthy !== undefined && seconds >= timeouts.unhealthy
      ? [
          wrong(
            `A target of ${name} is healthy after ${seconds} s of checks at the earliest; timeouts.unhealthy, ${timeouts.unhealthy} s, ends every deploy before.`,
            "Let it be longer, or leave it out.",
          ),
        ]
      : []),
    ...(asksLoadBalancer && grace <= seconds
      ? [
          doubtful(
            `Group ${group.AutoScalingGroupName} replaces what its load balancer calls unhealthy ${grace} s after the launch, and a target of ${name} is healthy after ${seconds} s of checks at the earliest.`,
            "Let HealthCheckGracePeriod be as long as a server takes to boot and to be checked.",
          ),
        ]
      : []),
  ];
  return found.length === 0
    ? [well(`A target is healthy after ${seconds} s of checks, within timeouts.healthy (${timeouts.healthy} s).`)]
    : found;
};
