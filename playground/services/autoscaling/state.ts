import { shownGroup } from "./shown-group.ts";
import type { Store } from "./store.ts";

/** Everything that Auto Scaling remembers, by type and by the names that the API knows, in their order: two dumps can be compared. */
export const autoScalingState = (store: Store): Readonly<Record<string, Readonly<Record<string, unknown>>>> => ({
  groups: byId(
    store.groups.values(),
    (group) => group.name,
    (group) => shownGroup(group, store.warmPools.get(group.name)),
  ),
  policies: byId(store.policies.values(), (policy) => inGroup(policy, policy.PolicyName)),
  scheduledActions: byId(store.scheduledActions.values(), (action) => inGroup(action, action.ScheduledActionName)),
  lifecycleHooks: byId(store.hooks.values(), (hook) => inGroup(hook, hook.LifecycleHookName)),
  notifications: byId(store.notifications.values(), (one) => inGroup(one, one.TopicARN)),
  instanceRefreshes: byId(
    store.refreshes.values().filter(({ end }) => end === undefined),
    (refresh) => inGroup(refresh, refresh.id),
  ),
  warmPools: byId(store.warmPools.values(), (pool) => pool.AutoScalingGroupName),
});

const byId = <T>(
  all: readonly T[],
  id: (one: T) => string,
  shown: (one: T) => unknown = (one) => one,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(all.map((one): [string, unknown] => [id(one), shown(one)]).sort(([a], [b]) => (a < b ? -1 : 1)));

const inGroup = (one: { readonly AutoScalingGroupName: string }, name: string): string =>
  `${one.AutoScalingGroupName}/${name}`;
