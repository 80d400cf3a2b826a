/**
 * Schedule expressions: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
import { Cron } from "croner";
import { AwsError } from "../../world/aws-error.ts";

/** Answers the first moment after `after` at which the rule runs, both in milliseconds since the epoch. */
export type Schedule = (after: number) => number | undefined;

const invalid = () => new AwsError("ValidationException", "Parameter ScheduleExpression is not valid.");

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(1 minute)`, `rate(5 minutes)`: AWS refuses a plural of one and a singular of many. */
const parseRate = (count: string, unit: string): Schedule => {
  const length = units[unit.replace(/s$/, "")];
  const times = Number(count);
  if (length === undefined || times < 1 || unit.endsWith("s") !== times > 1) throw invalid();
  return (after) => after + times * length;
};

/** Six fields: minutes, hours, day of month, month, day of week (1 is Sunday), year; in UTC. */
const parseCron = (expression: string): Schedule => {
  const fields = expression.trim().split(/\s+/);
  const [, , dayOfMonth, , dayOfWeek] = fields;
  const questionMarks = fields.filter((field) => field === "?").length;
  // "You can't specify the Day-of-month and Day-of-week fields in the same cron expression": one of them is `?`.
  if (fields.length !== 6 || questionMarks !== 1 || (dayOfMonth !== "?" && dayOfWeek !== "?")) throw invalid();
  try {
    const cron = new Cron(`0 ${fields.join(" ")}`, {
      mode: "7-part",
      timezone: "UTC",
      paused: true,
      alternativeWeekdays: true,
      sloppyRanges: true,
    });
    return (after) => cron.nextRun(new Date(after))?.getTime();
  } catch {
    throw invalid();
  }
};

/** Reads `rate(…)` or `cron(…)`; throws ValidationException if it is neither. */
export const parseSchedule = (expression: string): Schedule => {
  const rate = /^rate\((\d+) (\w+)\)$/.exec(expression);
  if (rate !== null) return parseRate(rate[1] ?? "", rate[2] ?? "");
  const cron = /^cron\((.*)\)$/.exec(expression);
  if (cron !== null) return parseCron(cron[1] ?? "");
  throw invalid();
};
