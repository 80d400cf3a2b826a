import type {
  DescribeAccountLimitsCommandInput,
  DescribeAccountLimitsCommandOutput,
  DescribeAdjustmentTypesCommandInput,
  DescribeAdjustmentTypesCommandOutput,
  DescribeTerminationPolicyTypesCommandInput,
  DescribeTerminationPolicyTypesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { every } from "../../world/clock.ts";
import type { Alarms, AlarmTargets, Fleet, Metrics, TargetGroups } from "../../world/neighbours.ts";
import { operation, type Service, type Surroundings } from "../../world/service.ts";
import { activityOperations } from "./activities.ts";
import { capacityOperations } from "./capacity.ts";
import { createEffects } from "./effects.ts";
import { metricsOperations, publishGroupMetrics } from "./group-metrics.ts";
import { groupOperations, maxGroups, shownGroup } from "./groups.ts";
import { hookOperations } from "./hooks.ts";
import { instanceOperations } from "./instances.ts";
import { notificationOperations } from "./notifications.ts";
import { createPermissions } from "./permissions.ts";
import { adjustmentTypes, policyOperations } from "./policies.ts";
import { processOperations } from "./processes.ts";
import { createReconciler } from "./reconciler.ts";
import { createScaling } from "./scaling.ts";
import { scheduledActionOperations } from "./scheduled-actions.ts";
import { runDueActions } from "./schedules.ts";
import { createStore, type Store } from "./store.ts";
import { tagOperations } from "./tags.ts";
import { terminationPolicyTypes } from "./termination-policy.ts";
import { trafficSourceOperations } from "./traffic-sources.ts";
import { warmPoolOperations } from "./warm-pool.ts";

/** The services that Auto Scaling asks things of. */
export interface AutoScalingNeighbours {
  readonly fleet: Fleet;
  readonly targetGroups: TargetGroups;
  readonly metrics?: Metrics;
  readonly alarms?: Alarms;
}

const minute = 60_000;
const scheduleInterval = 1_000;

const descriptions = (store: Store) => ({
  DescribeAccountLimits: operation<DescribeAccountLimitsCommandInput, DescribeAccountLimitsCommandOutput>({
    accepts: [],
    run: () => ({
      MaxNumberOfAutoScalingGroups: maxGroups,
      MaxNumberOfLaunchConfigurations: 200,
      NumberOfAutoScalingGroups: store.groups.seenValues().length,
      NumberOfLaunchConfigurations: 0,
    }),
  }),
  DescribeTerminationPolicyTypes: operation<
    DescribeTerminationPolicyTypesCommandInput,
    DescribeTerminationPolicyTypesCommandOutput
  >({
    accepts: [],
    run: () => ({ TerminationPolicyTypes: terminationPolicyTypes }),
  }),
  DescribeAdjustmentTypes: operation<DescribeAdjustmentTypesCommandInput, DescribeAdjustmentTypesCommandOutput>({
    accepts: [],
    run: () => ({ AdjustmentTypes: adjustmentTypes.map((AdjustmentType) => ({ AdjustmentType })) }),
  }),
});

/** By the names that the API knows them by, in their order, so that two dumps can be compared. */
const byId = <T>(
  all: readonly T[],
  id: (one: T) => string,
  shown: (one: T) => unknown = (one) => one,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(all.map((one): [string, unknown] => [id(one), shown(one)]).sort(([a], [b]) => (a < b ? -1 : 1)));

const inGroup = (one: { readonly AutoScalingGroupName: string }, name: string): string =>
  `${one.AutoScalingGroupName}/${name}`;

/**
 * Amazon EC2 Auto Scaling: groups that launch, replace and terminate instances, run scheduled actions and scaling
 * policies, and emit AWS's events. Alarms reach it as `AlarmTargets`.
 */
export const createAutoScaling = (
  surroundings: Surroundings,
  { fleet, targetGroups, metrics, alarms }: AutoScalingNeighbours,
): Service & AlarmTargets => {
  const { clock, lag, pageSize } = surroundings;
  const store = createStore(clock, lag);
  const permissions = createPermissions(surroundings, store);
  const effects = createEffects(surroundings, store, fleet, targetGroups);
  const reconciler = createReconciler(surroundings, store, fleet, targetGroups, effects);
  const scaling = createScaling(clock, store, permissions, reconciler, alarms);
  const stopSchedules = every(clock, scheduleInterval, () => runDueActions(store, clock.now(), reconciler.wake));
  const stopMetrics = metrics
    ? every(clock, minute, () => publishGroupMetrics(store.groups.values(), metrics))
    : () => {};

  return {
    name: "autoscaling",
    operations: {
      ...groupOperations(surroundings, store, fleet, targetGroups, permissions, reconciler),
      ...capacityOperations(clock, store, permissions, reconciler),
      ...instanceOperations(clock, store, effects, permissions, reconciler, pageSize),
      ...trafficSourceOperations(store, targetGroups, permissions, reconciler, pageSize),
      ...processOperations(clock, store, permissions, reconciler),
      ...policyOperations(surroundings, store, permissions, alarms),
      ...scaling.operations,
      ...scheduledActionOperations(surroundings, store, permissions),
      ...hookOperations(clock, store, permissions, reconciler),
      ...notificationOperations(store, permissions, pageSize),
      ...warmPoolOperations(store, permissions),
      ...metricsOperations(store, permissions),
      ...tagOperations(store, permissions, pageSize),
      ...activityOperations(surroundings, store),
      ...descriptions(store),
    },
    alarm: scaling.targets.alarm,
    state: () => ({
      groups: byId(
        store.groups.values(),
        (group) => group.name,
        (group) => shownGroup(group, store.warmPools.get(group.name)),
      ),
      policies: byId(store.policies.values(), (policy) => inGroup(policy, policy.PolicyName)),
      scheduledActions: byId(store.scheduledActions.values(), (action) => inGroup(action, action.ScheduledActionName)),
      lifecycleHooks: byId(store.hooks.values(), (hook) => inGroup(hook, hook.LifecycleHookName)),
      notifications: byId(store.notifications.values(), (one) => inGroup(one, one.TopicARN)),
      warmPools: byId(store.warmPools.values(), (pool) => pool.AutoScalingGroupName),
    }),
    stop() {
      reconciler.stop();
      stopSchedules();
      stopMetrics();
    },
  };
};
