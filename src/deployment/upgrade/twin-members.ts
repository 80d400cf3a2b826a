/** What else belongs to the group and is copied as it is: scheduled actions, lifecycle hooks, notifications, the warm pool. */
import type { Change, Kind, State } from "../../changes/change.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import { memberId } from "../../resources/described/ids.ts";
import {
  lifecycleHookFields,
  lifecycleHookState,
  notificationFields,
  notificationStates,
  scheduledActionFields,
  scheduledActionState,
  warmPoolFields,
  warmPoolState,
} from "../../resources/described/scaling.ts";
import type { Live } from "./live.ts";
import { joinPlans, twinOf, type UpgradePlan } from "./plan.ts";
import { greenGroup } from "./twin-group.ts";

const copy = (resource: string, kind: Kind, id: string, state: State): UpgradePlan => {
  const twin = twinOf(resource, state, {});
  const change: Change = { resource: { kind, id }, before: null, after: twin.state };
  return { changes: [change], report: twin.report };
};

const none: UpgradePlan = { changes: [], report: [] };

/**
 * A pool that holds nothing: AWS fills a warm pool up to the group's maximum, which for an empty group would be as many
 * instances as the live side may have, all of the old release.
 */
const warmPool = (live: Live, group: string): UpgradePlan => {
  const pool = live.group.WarmPoolConfiguration;
  const state = warmPoolState(pool);
  if (pool === undefined || state === null) return none;
  const resource = `warm pool of ${live.group.AutoScalingGroupName}`;
  refuseUncopyable(resource, warmPoolFields, pool);
  const why = "the idle side's pool holds no instances until it gets traffic";
  const twin = twinOf(resource, state, { MaxGroupPreparedCapacity: { to: 0, why }, MinSize: { to: 0, why } });
  return {
    changes: [{ resource: { kind: "warm-pool", id: group }, before: null, after: twin.state }],
    report: twin.report,
  };
};

/** Hooks, notifications, scheduled actions and the warm pool of the twin, each as the live group has it; the pool is empty. */
export const twinMembers = (live: Live): UpgradePlan => {
  const group = greenGroup(live.group.AutoScalingGroupName ?? "");
  const scheduled = live.scheduledActions.map((action) => {
    const name = action.ScheduledActionName ?? "";
    const resource = `scheduled action ${name}`;
    refuseUncopyable(resource, scheduledActionFields, action);
    return copy(resource, "scheduled-action", memberId.format({ group, name }), scheduledActionState(action));
  });
  const hooks = live.lifecycleHooks.map((hook) => {
    const name = hook.LifecycleHookName ?? "";
    const resource = `lifecycle hook ${name}`;
    refuseUncopyable(resource, lifecycleHookFields, hook);
    return copy(resource, "lifecycle-hook", memberId.format({ group, name }), lifecycleHookState(hook));
  });
  for (const row of live.notifications) refuseUncopyable(`notification to ${row.TopicARN}`, notificationFields, row);
  const notifications = [...notificationStates(live.notifications)].map(([topic, state]) =>
    copy(`notification to ${topic}`, "notification", memberId.format({ group, name: topic }), state),
  );
  // Hooks before anything that could start an instance.
  return joinPlans([...hooks, ...notifications, ...scheduled, warmPool(live, group)]);
};
