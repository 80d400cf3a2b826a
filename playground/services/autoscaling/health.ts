import { attachedSources, checksElbHealth, isSuspended } from "./group.ts";
import type { GroupMember } from "./records.ts";
import type { Snapshot } from "./steps.ts";

const judge = ({ now, group, instance, target }: Snapshot, member: GroupMember): "EC2" | "ELB" | undefined => {
  if (member.state === "Warmed:Stopped")
    return ["shutting-down", "terminated"].includes(instance(member.id) ?? "terminated") ? "EC2" : undefined;
  // "Stopped" and the like count even in the grace period, whatever the health check type: EC2's cannot be disabled.
  if (instance(member.id) !== "running") return "EC2";
  if (member.state === "Warmed:Running") return undefined;
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

/** The states in which an instance's health is checked. "Until the lifecycle hook is finished, an instance's health is not checked." */
const checked = ["InService", "Warmed:Stopped", "Warmed:Running"];

/** The members in service, or at rest in the warm pool, that fail a health check now, and which. Nobody looks while HealthCheck is suspended. */
export const failures = (snapshot: Snapshot): readonly { readonly instance: string; readonly by: "EC2" | "ELB" }[] =>
  isSuspended(snapshot.group, "HealthCheck")
    ? []
    : snapshot.group.members.flatMap((member) => {
        const by =
          checked.includes(member.state) && member.unhealthy === undefined ? judge(snapshot, member) : undefined;
        return by === undefined ? [] : [{ instance: member.id, by }];
      });
