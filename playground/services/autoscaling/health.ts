import { attachedSources, checksElbHealth, isSuspended } from "./group.ts";
import type { Snapshot } from "./reconcile.ts";
import type { GroupMember } from "./records.ts";

const judge = ({ now, group, instance, target }: Snapshot, member: GroupMember): "EC2" | "ELB" | undefined => {
  // "Stopped" and the like count even in the grace period, whatever the health check type: EC2's cannot be disabled.
  if (instance(member.id) !== "running") return "EC2";
  const graceEnds = (member.inServiceAt ?? now) + group.settings.HealthCheckGracePeriod * 1000;
  if (!checksElbHealth(group) || now < graceEnds) return undefined;
  // With several target groups all must report the instance healthy; but only a target group whose own state is
  // InService has a say ("If no registered instances pass the health checks, the target group doesn't enter the
  // InService state").
  const failing = attachedSources(group).some(
    ({ arn, state }) => state === "InService" && target(arn, member.id) === "unhealthy",
  );
  return failing ? "ELB" : undefined;
};

/** The members in service that fail a health check now, and which. Nobody looks while HealthCheck is suspended. */
export const failures = (snapshot: Snapshot): readonly { readonly instance: string; readonly by: "EC2" | "ELB" }[] =>
  isSuspended(snapshot.group, "HealthCheck")
    ? []
    : snapshot.group.members.flatMap((member) => {
        const by = member.state === "InService" && member.unhealthy === undefined ? judge(snapshot, member) : undefined;
        return by === undefined ? [] : [{ instance: member.id, by }];
      });
