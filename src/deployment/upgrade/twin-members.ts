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
import { joined, type Plan, twinOf } from "./plan.ts";
import { greenGroup } from "./twin-group.ts";

const copy = (resource: string, kind: Kind, id: string, state: State): Plan => {
  const twin = twinOf(resource, state, {});
  const change: Change = { resource: { kind, id }, before: null, after: twin.state };
  return { changes: [change], report: twin.report };
};

const none: Plan = { changes: [], report: [] };

/**
 * A pool that holds nothing: AWS fills a warm pool up to the group's maximum, which for an empty group would be as many
 * instances as the live side may have, all of the old release.
 */
const warmPool = (live: Live, group: string): Plan => {
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

export const twinMembers = (live: Live): Plan => {
  const group = greenGroup(live.group.AutoScalingGroupName ?? "");
  const scheduled = live.scheduledActions.map((action) => {
    const [name, resource] = [action.ScheduledActionName ?? "", `scheduled action ${action.ScheduledActionName}`];
    refuseUncopyable(resource, scheduledActionFields, action);
    return copy(resource, "scheduled-action", memberId.format({ group, name }), scheduledActionState(action));
  });
  const hooks = live.lifecycleHooks.map((hook) => {
    const [name, resource] = [hook.LifecycleHookName ?? "", `lifecycle hook ${hook.LifecycleHookName}`];
    refuseUncopyable(resource, lifecycleHookFields, hook);
    return copy(resource, "lifecycle-hook", memberId.format({ group, name }), lifecycleHookState(hook));
  });
  for (const row of live.notifications) refuseUncopyable(`notification to ${row.TopicARN}`, notificationFields, row);
  const notifications = [...notificationStates(live.notifications)].map(([topic, state]) =>
    copy(`notification to ${topic}`, "notification", memberId.format({ group, name: topic }), state),
  );
  // Hooks before anything that could start an instance.
  return joined([...hooks, ...notifications, ...scheduled, warmPool(live, group)]);
};
