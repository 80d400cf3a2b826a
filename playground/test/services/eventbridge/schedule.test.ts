import { describe, expect, it } from "vitest";
import { parseSchedule } from "../../../services/eventbridge/schedule.ts";

const next = (expression: string, after: string) => {
  const time = parseSchedule(expression)(Date.parse(after));
  return time === undefined ? undefined : new Date(time).toISOString();
};

/** 2026-01-01 is a Thursday. */
const start = "2026-01-01T00:00:00Z";

describe("a schedule expression", () => {
  it.each([
    ["rate(1 minute)", "2026-01-01T00:01:00.000Z"],
    ["rate(5 minutes)", "2026-01-01T00:05:00.000Z"],
    ["rate(1 hour)", "2026-01-01T01:00:00.000Z"],
    ["rate(2 days)", "2026-01-03T00:00:00.000Z"],
    ["cron(0 10 * * ? *)", "2026-01-01T10:00:00.000Z"],
    ["cron(15 12 * * ? *)", "2026-01-01T12:15:00.000Z"],
    ["cron(0 18 ? * MON-FRI *)", "2026-01-01T18:00:00.000Z"],
    ["cron(0 8 1 * ? *)", "2026-01-01T08:00:00.000Z"],
    ["cron(0/10 * ? * MON-FRI *)", "2026-01-01T00:10:00.000Z"],
    ["cron(0/5 8-17 ? * MON-FRI *)", "2026-01-01T08:00:00.000Z"],
    ["cron(0 9 ? * 2#1 *)", "2026-01-05T09:00:00.000Z"],
    ["cron(0 0 ? * 1 *)", "2026-01-04T00:00:00.000Z"],
    ["cron(0 0 L * ? *)", "2026-01-31T00:00:00.000Z"],
    ["cron(0 0 3W * ? *)", "2026-01-02T00:00:00.000Z"],
    ["cron(0 0 1 1 ? 2028)", "2028-01-01T00:00:00.000Z"],
    ["cron(0 0 1 1 ? 2020)", undefined],
  ])("%s runs next at %s", (expression, expected) => {
    expect(next(expression, start)).toBe(expected);
  });

  it.each([
    "every day",
    "rate(0 minutes)",
    "rate(1 minutes)",
    "rate(5 minute)",
    "rate(5 seconds)",
    "rate(1.5 hours)",
    "cron(0 10 * * *)",
    "cron(0 10 * * * *)",
    "cron(0 10 ? * ? *)",
    "cron(? 10 * * 1 *)",
    "cron(61 10 * * ? *)",
    "at(2026-01-01T00:00:00)",
  ])("%s is refused", (expression) => {
    expect(() => parseSchedule(expression)).toThrow(
      expect.objectContaining({ name: "ValidationException", message: "Parameter ScheduleExpression is not valid." }),
    );
  });
});
