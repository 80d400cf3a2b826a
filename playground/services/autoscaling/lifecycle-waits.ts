import { uuid } from "../../world/random.ts";
import { continueActivity } from "./activities.ts";
import type { AutoScalingContext } from "./context.ts";
import { emitLifecycleAction } from "./events.ts";
import { passing, stageOf, withMember } from "./group.ts";
import { launching } from "./lifecycle-transitions.ts";
import type { Group, GroupMember, LifecycleAction, LifecycleHook } from "./records.ts";
import { ofGroup, updateGroup } from "./store.ts";

/** Makes an instance wait for the hooks of its transition, and tells those who listen. */
export const awaitLifecycleActions = (
  context: AutoScalingContext,
  group: Group,
  member: GroupMember,
  transition: string,
): void => {
  const { surroundings, store } = context;
  const hooks = ofGroup(store.hooks, group.name).filter((hook) => hook.LifecycleTransition === transition);
  const begun = hooks.map((hook) => ({ hook, action: newAction(context, hook) }));
  updateGroup(store, group.name, (current) =>
    withMember(current, member.id, {
      state: passing(member, comesIn(member) ? "Pending:Wait" : "Terminating:Wait"),
      lifecycleActions: begun.map(({ action }) => action),
    }),
  );
  const route = continueActivity(store, member.activity, waitOf(transition))?.route;
  for (const { hook, action } of begun)
    emitLifecycleAction(surroundings, group, member, transition, action, {
      metadata: hook.NotificationMetadata,
      route,
    });
};

/** Ends an instance's wait: it goes on where it was on its way to. */
export const proceed = ({ store }: AutoScalingContext, group: Group, member: GroupMember): void =>
  updateGroup(store, group.name, (current) =>
    withMember(current, member.id, {
      state: passing(member, comesIn(member) ? "Pending:Proceed" : "Terminating:Proceed"),
      lifecycleActions: [],
    }),
  );

/** What an activity says of a wait, as recorded. */
const waitOf = (transition: string) =>
  transition === launching
    ? ({ status: "MidLifecycleAction", progress: 40 } as const)
    : ({ status: "MidTerminatingLifecycleAction", progress: 60 } as const);

/** Into the group, or into its warm pool. */
const comesIn = (member: GroupMember): boolean => stageOf(member).startsWith("Pending");

const newAction = ({ surroundings: { clock, random } }: AutoScalingContext, hook: LifecycleHook): LifecycleAction => ({
  hook: hook.LifecycleHookName,
  token: uuid(random),
  heartbeatMilliseconds: hook.HeartbeatTimeout * 1000,
  deadline: clock.now() + hook.HeartbeatTimeout * 1000,
  globalDeadline: clock.now() + hook.GlobalTimeout * 1000,
  defaultResult: hook.DefaultResult,
  result: undefined,
});
