import { type Cancel, every } from "../../world/clock.ts";
import type { AlarmTargets } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import { createRecords, type Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Alarm, AlarmState, StateValue } from "./alarm.ts";
import { evaluate, evaluationRange, explain, timestamp } from "./evaluate.ts";
import { type MetricStore, statisticOf } from "./metric-store.ts";

const minute = 60_000;

export interface Alarms {
  readonly records: Records<Alarm>;
  /** Creates an alarm or changes its configuration; evaluates it from now on. */
  configure(alarm: Alarm): void;
  remove(name: string): void;
  /** Moves an alarm into a state, until the next evaluation says otherwise. */
  enter(alarm: Alarm, state: AlarmState): void;
  stop(): void;
}

/** The ARN of an alarm. */
export const alarmArn = ({ region, account }: Surroundings, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

/** The alarms, evaluated on the world's clock. */
export const createAlarms = (surroundings: Surroundings, store: MetricStore, targets: AlarmTargets): Alarms => {
  const { clock, random } = surroundings;
  const records = createRecords<Alarm>(clock, surroundings.lag);
  const timers = new Map<string, Cancel>();
  const lastActed = new Map<string, number>();

  const act = ({ name, actionsEnabled, actions }: Alarm, state: StateValue) => {
    lastActed.set(name, clock.now());
    if (actionsEnabled) for (const action of actions[state]) targets.alarm(action, name);
  };

  const enter = (alarm: Alarm, state: AlarmState) => {
    const changed = { ...alarm, state };
    records.put(alarm.name, changed);
    if (alarm.state.value === state.value) return;
    surroundings.emit({
      source: "aws.cloudwatch",
      detailType: "CloudWatch Alarm State Change",
      resources: [alarmArn(surroundings, alarm.name)],
      detail: {
        alarmName: alarm.name,
        configuration: configurationOf(alarm, uuid(random)),
        previousState: stateDetail(alarm.state),
        state: stateDetail(state),
      },
    });
    act(changed, state.value);
  };

  const examine = (name: string) => {
    const alarm = records.get(name);
    if (alarm === undefined) return;
    const now = clock.now();
    const period = alarm.periodSeconds * 1000;
    const end = Math.floor(now / period) * period;
    const length = evaluationRange(alarm.evaluationPeriods);
    const range = Array.from({ length }, (_, index) => {
      const start = end - (length - index) * period;
      const samples = store.between(alarm.metric, start, start + period);
      return { start, value: samples && statisticOf(samples, alarm.statistic) };
    });
    const value = evaluate(alarm, range, alarm.state.value);
    if (value !== alarm.state.value) enter(alarm, { value, at: now, ...explain(alarm, range, value, now) });
    // "For Auto Scaling actions, the alarm continues to invoke the action once per minute that it remains in the state."
    else if (now - (lastActed.get(name) ?? now) >= minute) act(alarm, value);
  };

  return {
    records,
    enter,
    configure(alarm) {
      timers.get(alarm.name)?.();
      records.put(alarm.name, alarm);
      const interval = Math.min(alarm.periodSeconds * 1000, minute);
      timers.set(
        alarm.name,
        every(clock, interval, () => examine(alarm.name)),
      );
    },
    remove(name) {
      timers.get(name)?.();
      timers.delete(name);
      lastActed.delete(name);
      records.remove(name);
    },
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
};

const stateDetail = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  ...(reasonData === undefined ? {} : { reasonData }),
  timestamp: timestamp(at),
});

const configurationOf = ({ description, metric, periodSeconds, statistic }: Alarm, id: string) => ({
  ...(description === undefined ? {} : { description }),
  metrics: [
    {
      id,
      metricStat: {
        metric: { namespace: metric.namespace, name: metric.name, dimensions: metric.dimensions },
        period: periodSeconds,
        stat: statistic,
      },
      returnData: true,
    },
  ],
});
