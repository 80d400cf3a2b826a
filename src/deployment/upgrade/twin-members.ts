/** What else belongs to the group and is copied: scheduled actions, lifecycle hooks, notifications, the warm pool. */
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
import { chosenNotifications } from "./chosen-notifications.ts";
import type { Live, Upgraded } from "./live.ts";
import { type FieldReport, joinPlans, twinOf, type UpgradePlan } from "./plan.ts";
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

/** A target of the hook's own is what lets an instance go on: without it each would wait until the hook's time is over. */
const hookRow = (row: FieldReport): FieldReport =>
  row.field === "NotificationTargetARN"
    ? { ...row, why: "it lets instances go on: it hears of the twin's too, by the name of their group" }
    : row;

const topics = (live: Live, { copy: { notifications } }: Upgraded, group: string): UpgradePlan => {
  for (const row of live.notifications) refuseUncopyable(`notification to ${row.TopicARN}`, notificationFields, row);
  const states = notificationStates(live.notifications);
  const resource = `Auto Scaling group ${live.group.AutoScalingGroupName}`;
  const { kept, report } = chosenNotifications({ resource, field: "Notifications" }, [...states.keys()], notifications);
  const copies = kept.map((topic) =>
    copy(`notification to ${topic}`, "notification", memberId.format({ group, name: topic }), states.get(topic) ?? {}),
  );
  return joinPlans([...copies, { changes: [], report }]);
};

/** Hooks, notifications, scheduled actions and the warm pool of the twin, each as the live group has it; of the topics those that the registration chooses; the pool is empty. */
export const twinMembers = (live: Live, environment: Upgraded): UpgradePlan => {
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
    const { changes, report } = copy(
      resource,
      "lifecycle-hook",
      memberId.format({ group, name }),
      lifecycleHookState(hook),
    );
    return { changes, report: report.map(hookRow) };
  });
  // Hooks before anything that could start an instance.
  return joinPlans([...hooks, topics(live, environment, group), ...scheduled, warmPool(live, group)]);
};
