import { equal, type Json, type State } from "../../changes/change.ts";
import { alarmState } from "../../resources/described/alarm.ts";
import { groupState } from "../../resources/described/auto-scaling-group.ts";
import { configurationOf } from "../../resources/described/fields.ts";
import { launchTemplateState } from "../../resources/described/launch-template.ts";
import { listenerFields, loadBalancerFields, ruleFields } from "../../resources/described/listener.ts";
import { isRecord, type Plain } from "../../resources/described/plain.ts";
import {
  lifecycleHookState,
  metricsState,
  notificationStates,
  processesState,
  scalingPolicyState,
  scheduledActionState,
  warmPoolState,
} from "../../resources/described/scaling.ts";
import { targetGroupState } from "../../resources/described/target-group.ts";
import { type Live, ownListeners, type Upgraded } from "./live.ts";
import { withoutOwn } from "./ownership.ts";

const unmarked = (state: State): State => ({
  ...state,
  Tags: withoutOwn((state.Tags ?? {}) as { readonly [key: string]: Json }),
});

const byName = <T>(list: readonly T[], name: (each: T) => string | undefined, state: (each: T) => Json) =>
  Object.fromEntries(list.map((each): [string, Json] => [name(each) ?? "", state(each)]));

/** Scaling policies move a group's desired capacity, and the zones of subnets are no setting of the group's. */
const groupSettings = (live: Live): State => {
  const { DesiredCapacity: _moves, ...settings } = unmarked(groupState(live.group));
  return settings;
};

/** AWS moves the start of a recurring action to its next occurrence. */
const schedule = (action: Plain<Live["scheduledActions"][number]>): State => {
  const { StartTime, ...state } = scheduledActionState(action);
  return StartTime === undefined || state.Recurrence !== undefined ? state : { ...state, StartTime };
};

/**
 * The live side's whole configuration as one value: all that a person set, and nothing that AWS moves, ownership tags aside. The
 * upgrade proves with it that it changed nothing.
 */
export const liveFingerprint = (live: Live, environment: Upgraded): State => ({
  loadBalancer: configurationOf(loadBalancerFields, live.loadBalancer),
  listeners: byName(
    ownListeners(live, environment),
    ({ listener }) => String(listener.Port),
    ({ listener, rules }) => ({
      ...configurationOf(listenerFields, listener),
      rules: byName(
        rules,
        ({ Priority }) => Priority,
        (rule) => configurationOf(ruleFields, rule),
      ),
    }),
  ),
  targetGroups: byName(
    live.targetGroups,
    ({ targetGroup }) => targetGroup.TargetGroupArn,
    (described) => unmarked(targetGroupState(described)),
  ),
  group: groupSettings(live),
  processes: processesState(live.group.SuspendedProcesses),
  metrics: metricsState(live.group.EnabledMetrics),
  warmPool: warmPoolState(live.group.WarmPoolConfiguration),
  launchTemplate: {
    ...unmarked(launchTemplateState(live.launchTemplate)),
    LaunchTemplateId: live.launchTemplate.template.LaunchTemplateId ?? "",
    Version: live.launchTemplate.version.VersionNumber ?? 0,
  },
  policies: byName(live.policies, ({ PolicyName }) => PolicyName, scalingPolicyState),
  alarms: byName(
    live.alarms,
    ({ alarm }) => alarm.AlarmName,
    (described) => unmarked(alarmState(described)),
  ),
  scheduledActions: byName(live.scheduledActions, ({ ScheduledActionName }) => ScheduledActionName, schedule),
  lifecycleHooks: byName(live.lifecycleHooks, ({ LifecycleHookName }) => LifecycleHookName, lifecycleHookState),
  notifications: Object.fromEntries(notificationStates(live.notifications)),
});

/** Where two fingerprints differ, as paths with both values: `listeners.443.SslPolicy: "a" → "b"`. */
export const fingerprintDifferences = (
  before: Json | undefined,
  after: Json | undefined,
  path = "",
): readonly string[] => {
  if (equal(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [`${path}: ${show(before)} → ${show(after)}`];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) =>
    fingerprintDifferences(before[name], after[name], path === "" ? name : `${path}.${name}`),
  );
};

const listed = (json: Json | undefined): { readonly [key: string]: Json } => (isRecord(json) ? json : {});

/**
 * Of the listeners only what the environment registers: others may have listeners of their own on its load balancer, and rules beside its own,
 * and do to them what they will. Whether any of those forwards to the environment's target groups is asked elsewhere.
 */
const registeredPart = (fingerprint: State, { listeners }: Upgraded): State => ({
  ...fingerprint,
  listeners: Object.fromEntries(
    Object.entries(listed(fingerprint.listeners)).flatMap(([port, listener]) => {
      const here = listeners.filter((each) => String(each.port) === port);
      if (here.length === 0) return [];
      const { DefaultActions, rules, ...settings } = listed(listener);
      const priorities = here.map(({ priority }) => String(priority ?? "default"));
      const own = Object.entries(listed(rules)).filter(([priority]) => priorities.includes(priority));
      const actions = priorities.includes("default") && DefaultActions !== undefined ? { DefaultActions } : {};
      return [[port, { ...settings, ...actions, rules: Object.fromEntries(own) }]];
    }),
  ),
});

/** Where the live side is not what it was, in what is the environment's, between two fingerprints of it. */
export const liveDifferences = (before: State, after: State, environment: Upgraded): readonly string[] =>
  fingerprintDifferences(registeredPart(before, environment), registeredPart(after, environment));

const show = (json: Json | undefined) => (json === undefined ? "(absent)" : JSON.stringify(json));
