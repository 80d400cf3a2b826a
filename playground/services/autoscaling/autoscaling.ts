import { every } from "../../world/clock.ts";
import type { Alarms, AlarmTargets, Fleet, Metrics, TargetGroups } from "../../world/neighbours.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import type { AutoScalingContext } from "./context.ts";
import { publishGroupMetrics } from "./group-metrics.ts";
import { autoScalingOperations } from "./operations.ts";
import { startReconciler } from "./reconciler.ts";
import { onAlarm } from "./scaling.ts";
import { runDueActions } from "./schedules.ts";
import { autoScalingState } from "./state.ts";
import { createStore } from "./store.ts";

/** The services that Auto Scaling asks things of. */
export interface AutoScalingNeighbours {
  readonly fleet: Fleet;
  readonly targetGroups: TargetGroups;
  readonly metrics?: Metrics;
  readonly alarms?: Alarms;
}

const metricsMilliseconds = 60_000;
const scheduleMilliseconds = 1_000;

/**
 * Amazon EC2 Auto Scaling: groups that launch, replace and terminate instances, run scheduled actions and scaling
 * policies, and emit AWS's events. Alarms reach it as `AlarmTargets`.
 */
export const createAutoScaling = (
  surroundings: Surroundings,
  { fleet, targetGroups, metrics, alarms }: AutoScalingNeighbours,
): Service & AlarmTargets => {
  const { clock } = surroundings;
  const store = createStore(surroundings);
  // What is woken works on the context itself.
  const wake = (group: string) => reconciler.wake(group);
  const context: AutoScalingContext = { surroundings, store, fleet, targetGroups, alarms, wake };
  const reconciler = startReconciler(context);
  const stopSchedules = every(clock, scheduleMilliseconds, () => runDueActions(context));
  const stopMetrics = metrics
    ? every(clock, metricsMilliseconds, () => publishGroupMetrics(store.groups.values(), store.warmPools.get, metrics))
    : () => {};

  return {
    name: "autoscaling",
    operations: autoScalingOperations(context),
    alarm: (actionArn, alarmName) => onAlarm(context, actionArn, alarmName),
    state: () => autoScalingState(store),
    stop() {
      reconciler.stop();
      stopSchedules();
      stopMetrics();
    },
  };
};
