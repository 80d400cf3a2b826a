import type { GroupMember, LifecycleAction } from "./records.ts";

/** Whether a lifecycle action is over, and how: by its answer, or by its default when its time is up. */
const outcome = (action: LifecycleAction, now: number): "CONTINUE" | "ABANDON" | undefined =>
  action.result ?? (now >= Math.min(action.deadline, action.globalDeadline) ? action.defaultResult : undefined);

/** An ABANDON ends the wait at once; CONTINUE only together with all the others (lifecycle-hooks, "multiple hooks"). */
export const waiting = (member: GroupMember, now: number): "waiting" | "CONTINUE" | "ABANDON" => {
  const outcomes = member.lifecycleActions.map((action) => outcome(action, now));
  if (outcomes.includes("ABANDON")) return "ABANDON";
  return outcomes.includes(undefined) ? "waiting" : "CONTINUE";
};

/** Why an abandoned launch ended, in AWS's words. */
export const abandonReason = (member: GroupMember, now: number): string => {
  const action = member.lifecycleActions.find((one) => outcome(one, now) === "ABANDON");
  const how = action?.result === undefined ? "Heartbeat Timeout" : "Lifecycle Action Completed with ABANDON Result";
  return `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${action?.token} was abandoned: ${how}`;
};
