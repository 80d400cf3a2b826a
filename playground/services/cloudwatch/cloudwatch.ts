import type { Alarms, AlarmTargets, Metrics } from "../../world/neighbours.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import type { AlarmState } from "./alarm.ts";
import { alarmArn, createAlarmStore } from "./alarm-store.ts";
import type { CloudWatchContext } from "./context.ts";
import { createMetricStore } from "./metric-store.ts";
import { cloudWatchOperations } from "./operations.ts";
import { forgetAction, putAlarm } from "./put-alarm.ts";
import { type Aggregate, combined, samplesOf } from "./statistics.ts";

export type CloudWatch = Service & Metrics & Alarms;

/** CloudWatch: metrics, dashboards, and alarms on single metrics that act on Auto Scaling and tell topics. */
export const createCloudWatch = (
  surroundings: Surroundings,
  { alarmTargets }: { readonly alarmTargets: AlarmTargets },
): CloudWatch => {
  const metrics = createMetricStore(surroundings.clock);
  const alarms = createAlarmStore(surroundings, metrics, alarmTargets);
  const dashboards: CloudWatchContext["dashboards"] = new Map();
  const context = { surroundings, metrics, alarms, dashboards };
  return {
    // The signing name; IAM's prefix is `cloudwatch`, so every operation says what it needs.
    name: "monitoring",
    operations: cloudWatchOperations(context),
    // Measurements are no resources, and the words of a state hold the time: two dumps would differ by them alone.
    state: () => ({
      dashboards: Object.fromEntries([...dashboards].map(([name, { body }]) => [name, body])),
      alarms: Object.fromEntries(
        alarms.records.values().map(({ state, ...alarm }) => [alarm.name, { ...alarm, state: state.value }]),
      ),
    }),
    stop: alarms.stop,
    describe: (names) =>
      alarms.records
        .values()
        .filter(({ name }) => names?.includes(name) ?? true)
        .map(({ name, actions, threshold, state }) => ({
          name,
          arn: alarmArn(surroundings, name),
          actions: actions.ALARM,
          threshold,
          value: decidingValue(state),
          state: state.value,
          since: state.at,
        })),
    put: (alarm) => putAlarm(context, alarm),
    remove: (names) => names.forEach(alarms.remove),
    forgetAction: (arn, also) => forgetAction(alarms, arn, also === "orphans"),
    publish(namespace, name, dimensions, value, unit, at = surroundings.clock.now()) {
      const values = typeof value === "number" ? [[value, 1] as const] : [...value];
      const samples = values.reduce<Aggregate | undefined>(
        (total, [each, count]) => combined(total, samplesOf(each, count)),
        undefined,
      );
      if (samples !== undefined) metrics.add({ namespace, name, dimensions }, at, samples, unit);
    },
  };
};

/** The newest datapoint of those that decided the state; a state that a person set has none. */
const decidingValue = ({ reasonData }: AlarmState): number | undefined => {
  const { recentDatapoints } = JSON.parse(reasonData ?? "{}") as { readonly recentDatapoints?: unknown };
  const newest: unknown = Array.isArray(recentDatapoints) ? recentDatapoints.at(-1) : undefined;
  return typeof newest === "number" ? newest : undefined;
};
