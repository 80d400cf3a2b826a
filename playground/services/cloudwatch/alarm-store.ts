import { type Cancel, every } from "../../world/clock.ts";
import type { AlarmTargets } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import { createRecords, type Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Alarm, AlarmState, StateValue } from "./alarm.ts";
import { alarmMessage } from "./alarm-message.ts";
import { alarmTimestamp, evaluatedState, evaluationRange, explain, ruleOf, tooFewSamples } from "./evaluate.ts";
import type { MetricStore } from "./metric-store.ts";
import { statisticOf } from "./statistics.ts";

/** The alarms of an account. */
export interface AlarmStore {
  readonly records: Records<Alarm>;
  /** Creates an alarm or changes its configuration; evaluates it from now on. */
  configure(alarm: Alarm): void;
  remove(name: string): void;
  /** Moves an alarm into a state, until the next evaluation says otherwise. */
  enter(alarm: Alarm, state: AlarmState): void;
  stop(): void;
}

const minuteMilliseconds = 60_000;

interface Evaluation {
  readonly surroundings: Surroundings;
  readonly metrics: MetricStore;
  readonly targets: AlarmTargets;
  readonly records: Records<Alarm>;
  /** When each alarm acted last, by its name, in milliseconds since the epoch. */
  readonly lastActed: Map<string, number>;
}

/** No alarms yet; each is evaluated on the world's clock. */
export const createAlarmStore = (
  surroundings: Surroundings,
  metrics: MetricStore,
  targets: AlarmTargets,
): AlarmStore => {
  const { clock, lag } = surroundings;
  const records = createRecords<Alarm>(clock, lag);
  const evaluation: Evaluation = { surroundings, metrics, targets, records, lastActed: new Map() };
  const timers = new Map<string, Cancel>();
  return {
    records,
    enter: (alarm, state) => enter(evaluation, alarm, state),
    configure(alarm) {
      timers.get(alarm.name)?.();
      records.put(alarm.name, alarm);
      const interval = Math.min(alarm.periodSeconds * 1000, minuteMilliseconds);
      timers.set(
        alarm.name,
        every(clock, interval, () => examine(evaluation, alarm.name)),
      );
    },
    remove(name) {
      timers.get(name)?.();
      timers.delete(name);
      evaluation.lastActed.delete(name);
      records.remove(name);
    },
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
};

/** The ARN of an alarm, which need not exist. */
export const alarmArn = ({ region, account }: Pick<Surroundings, "region" | "account">, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

const isTopic = (action: string): boolean => action.startsWith("arn:aws:sns:");

/** Has the scaling policies act that stand in the state. */
const act = (
  { surroundings, targets, lastActed }: Evaluation,
  { name, actionsEnabled, actions }: Alarm,
  state: StateValue,
) => {
  lastActed.set(name, surroundings.clock.now());
  if (actionsEnabled) for (const action of actions[state]) if (!isTopic(action)) targets.alarm(action, name);
};

/** Tells the topics of the new state: "for all other alarm actions, only when the alarm changes state". */
const tell = ({ surroundings, targets }: Evaluation, alarm: Alarm, before: AlarmState) => {
  if (!alarm.actionsEnabled) return;
  for (const action of alarm.actions[alarm.state.value])
    if (isTopic(action))
      targets.notify?.(action, alarmMessage(surroundings, alarm, before), alarmArn(surroundings, alarm.name));
};

const enter = (evaluation: Evaluation, alarm: Alarm, state: AlarmState) => {
  const { surroundings, records } = evaluation;
  const changed = { ...alarm, state };
  records.put(alarm.name, changed);
  if (alarm.state.value === state.value) return;
  surroundings.emit({
    source: "aws.cloudwatch",
    detailType: "CloudWatch Alarm State Change",
    resources: [alarmArn(surroundings, alarm.name)],
    detail: {
      alarmName: alarm.name,
      configuration: configurationOf(alarm, uuid(surroundings.random)),
      previousState: stateDetail(alarm.state),
      state: stateDetail(state),
    },
  });
  act(evaluation, changed, state.value);
  tell(evaluation, changed, alarm.state);
};

const examine = (evaluation: Evaluation, name: string) => {
  const { surroundings, metrics, records, lastActed } = evaluation;
  const alarm = records.get(name);
  if (alarm === undefined) return;
  const now = surroundings.clock.now();
  const { range, samples } = measured(metrics, alarm, now);
  const rule = ruleOf(alarm);
  const value = tooFewSamples(alarm, samples) ? alarm.state.value : evaluatedState(rule, range, alarm.state.value);
  if (value !== alarm.state.value) enter(evaluation, alarm, { value, at: now, ...explain(rule, range, value, now) });
  // "For Auto Scaling actions, the alarm continues to invoke the action once per minute that it remains in the state."
  else if (now - (lastActed.get(name) ?? now) >= minuteMilliseconds) act(evaluation, alarm, value);
};

/** The periods that an alarm looks at, oldest first, and how many samples its evaluation stands on. */
const measured = (
  metrics: MetricStore,
  { metric, unit, statistic, periodSeconds, evaluationPeriods }: Alarm,
  now: number,
) => {
  const period = periodSeconds * 1000;
  const end = Math.floor(now / period) * period;
  const length = evaluationRange(evaluationPeriods);
  const periods = Array.from({ length }, (_, index) => {
    const start = end - (length - index) * period;
    return { start, samples: metrics.between(metric, start, start + period, unit) };
  });
  const range = periods.map(({ start, samples }) => ({ start, value: samples && statisticOf(samples, statistic) }));
  const counts = periods.slice(-evaluationPeriods).map(({ samples }) => samples?.count ?? 0);
  return { range, samples: counts.reduce((sum, count) => sum + count, 0) };
};

const stateDetail = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  ...(reasonData === undefined ? {} : { reasonData }),
  timestamp: alarmTimestamp(at),
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
