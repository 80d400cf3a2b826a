import { type Alarm, comparisons, type MissingData, type StateValue } from "./alarm.ts";
import { isPercentile, percentOf } from "./statistics.ts";

/** One period of the metric; `value` is undefined if nothing was measured. */
export interface Datapoint {
  readonly start: number;
  readonly value: number | undefined;
}

type Rule = Pick<Alarm, "evaluationPeriods" | "comparison" | "threshold" | "statistic" | "periodSeconds"> & {
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
};

/** How an alarm is judged, with what it leaves out filled in. */
export const ruleOf = (alarm: Alarm): Rule => ({
  ...alarm,
  datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods,
  missingData: alarm.missingData ?? "missing",
});

/**
 * Whether so few samples say nothing of a percentile: fewer than 10/(1-percentile), or 10/percentile below the median.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export const tooFewSamples = ({ statistic, lowSampleCount }: Alarm, samples: number): boolean => {
  if (lowSampleCount !== "ignore" || !isPercentile(statistic)) return false;
  const percent = percentOf(statistic);
  return samples < 1_000 / (percent >= 50 ? 100 - percent : percent);
};

/** CloudWatch looks a little further back than EvaluationPeriods, so that a late datapoint does not count as missing. */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2;

/**
 * The state that the latest periods (oldest first) put an alarm into, after "Configuring how CloudWatch alarms treat missing
 * data": the newest EvaluationPeriods datapoints that exist in the range decide; only if there are fewer are the missing
 * ones filled in.
 */
export const evaluatedState = (rule: Rule, range: readonly Datapoint[], current: StateValue): StateValue => {
  const { breaches } = comparisons[rule.comparison];
  const isBreaching = (value: number) => breaches(value, rule.threshold);
  const existing = range.flatMap(({ value }) => (value === undefined ? [] : [value])).slice(-rule.evaluationPeriods);
  const breaching = existing.filter(isBreaching).length;
  const missing = rule.evaluationPeriods - existing.length;

  if (breaching >= rule.datapointsToAlarm) return "ALARM";
  if (missing === 0 || rule.missingData === "notBreaching") return "OK";
  if (rule.missingData === "breaching") return breaching + missing >= rule.datapointsToAlarm ? "ALARM" : "OK";
  if (breaching < existing.length) return "OK";
  if (rule.missingData === "ignore") return current;
  if (existing.length === 0) return "INSUFFICIENT_DATA";
  // "…if the oldest available breaching datapoint is at least as old as Datapoints to Alarm, and all other more recent
  // data points are breaching or missing": every existing one breaches here.
  const age = range.length - range.findIndex(({ value }) => value !== undefined);
  return age >= rule.datapointsToAlarm ? "ALARM" : current;
};

const twoDigits = (number: number) => String(number).padStart(2, "0");
const date = (at: number) => {
  const time = new Date(at);
  const [day, month, year] = [time.getUTCDate(), time.getUTCMonth() + 1, time.getUTCFullYear() % 100].map(twoDigits);
  return `${day}/${month}/${year} ${time.toISOString().slice(11, 19)}`;
};
const decimal = (number: number) => (Number.isInteger(number) ? number.toFixed(1) : String(number));

/** `2026-01-01T00:00:00.000+0000`, as CloudWatch writes times. */
export const alarmTimestamp = (at: number): string => new Date(at).toISOString().replace("Z", "+0000");

/** Why an alarm went into a state, in CloudWatch's words and as its JSON. */
export const explain = (
  rule: Rule,
  range: readonly Datapoint[],
  state: StateValue,
  now: number,
): { readonly reason: string; readonly reasonData: string } => {
  const { breaches, words } = comparisons[rule.comparison];
  const recent = range
    .filter((point): point is { start: number; value: number } => point.value !== undefined)
    .slice(-rule.evaluationPeriods);
  // Of the datapoints that speak for the new state, all are named.
  const telling = recent.filter(({ value }) => breaches(value, rule.threshold) === (state === "ALARM"));
  const listed = telling.map(({ start, value }) => `${decimal(value)} (${date(start)})`).join(", ");
  const were = telling.length === 1 ? "was" : "were";
  const needed = state === "ALARM" ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
  const transition = state === "ALARM" ? "OK -> ALARM" : "ALARM -> OK";
  const reason =
    telling.length === 0
      ? state === "INSUFFICIENT_DATA"
        ? `Insufficient Data: ${rule.evaluationPeriods} datapoints were unknown.`
        : `Threshold Crossed: no datapoints were received for ${rule.evaluationPeriods} periods and ${rule.evaluationPeriods} missing datapoints were treated as [${state === "ALARM" ? "Breaching" : "NonBreaching"}].`
      : `Threshold Crossed: ${telling.length} out of the last ${recent.length} datapoints [${listed}] ${were} ${state === "ALARM" ? "" : "not "}${words} the threshold (${decimal(rule.threshold)}) (minimum ${needed} ${needed === 1 ? "datapoint" : "datapoints"} for ${transition} transition).`;
  return {
    reason,
    reasonData: JSON.stringify({
      version: "1.0",
      queryDate: alarmTimestamp(now),
      ...(recent[0] === undefined ? {} : { startDate: alarmTimestamp(recent[0].start) }),
      statistic: rule.statistic,
      period: rule.periodSeconds,
      recentDatapoints: recent.map(({ value }) => value),
      threshold: rule.threshold,
    }),
  };
};
