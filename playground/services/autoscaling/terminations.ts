import type { Fleet, TargetGroups } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import { type Activity, beginActivity, continueActivity } from "./activities.ts";
import { afterActivity } from "./capacity.ts";
import { emitActivity } from "./events.ts";
import { type Group, type Member, withMember } from "./group.ts";
import { type Store, update } from "./store.ts";

/** How an instance goes: out of its target groups, drained, terminated, forgotten. */
export const createTerminations = (
  surroundings: Surroundings,
  store: Store,
  fleet: Fleet,
  targetGroups: TargetGroups,
) => {
  const { clock } = surroundings;

  const begin = (group: Group, member: Member, cause: string): Activity => {
    for (const { arn } of group.trafficSources) if (targetGroups.exists(arn)) targetGroups.deregister(arn, [member.id]);
    const drains = group.trafficSources.some(({ arn }) => targetGroups.health(arn).has(member.id));
    const activity = beginActivity(surroundings, store, group, {
      instance: member.id,
      subnet: member.subnet,
      description: `Terminating EC2 instance: ${member.id}${drains ? " - Waiting For ELB Connection Draining." : ""}`,
      cause,
      status: drains ? "WaitingForELBConnectionDraining" : "InProgress",
      progress: 50,
    });
    update(store, group.name, (now) => ({
      ...withMember(now, member.id, { state: "Terminating", activity: activity.id, lifecycleActions: [] }),
      unreplaced: now.unreplaced + (member.unhealthy === undefined ? 0 : 1),
    }));
    return activity;
  };

  const shutDown = (group: Group, member: Member): void => {
    update(store, group.name, (now) => withMember(now, member.id, { shutDown: true }));
    const description = `Terminating EC2 instance: ${member.id}`;
    continueActivity(store, member.activity, { status: "InProgress", progress: 80, description });
    fleet.terminate(member.id);
  };

  const forget = (group: Group, member: Member): void => {
    const activity = continueActivity(store, member.activity, {
      status: "Successful",
      progress: 100,
      end: clock.now(),
      description: `Terminating EC2 instance: ${member.id}`,
    });
    const without = (now: Group) => ({ ...now, members: now.members.filter((one) => one.id !== member.id) });
    update(store, group.name, (now) => afterActivity(without(now), clock.now()));
    if (activity) emitActivity(surroundings, "Terminate", "Successful", activity);
  };

  return { begin, shutDown, forget };
};
