import type { EventBridgeContext } from "./context.ts";
import { parsePattern } from "./pattern.ts";
import { sendScheduled } from "./publishing.ts";
import type { Rule } from "./rule.ts";
import { parseSchedule } from "./schedule.ts";

const runOnSchedule = (events: EventBridgeContext, name: string, expression: string): void => {
  const { clock } = events.surroundings;
  const next = parseSchedule(expression)(clock.now());
  if (next === undefined) return;
  const run = () => {
    runOnSchedule(events, name, expression);
    const rule = events.rules.get(name);
    if (rule !== undefined) sendScheduled(events, rule, next);
  };
  events.schedules.set(name, events.timers.later(next - clock.now(), run));
};

/** Brings pattern and schedule in step with a rule that was put or deleted. */
export const ruleChanged = (events: EventBridgeContext, name: string): void => {
  const { rules, patterns, schedules } = events;
  schedules.get(name)?.();
  schedules.delete(name);
  patterns.delete(name);
  const rule = rules.get(name);
  if (rule?.eventPattern !== undefined) patterns.set(name, parsePattern(rule.eventPattern));
  if (rule?.scheduleExpression !== undefined && rule.state === "ENABLED") {
    runOnSchedule(events, name, rule.scheduleExpression);
  }
};

/** Stores a rule as it is from now on. */
export const putRuleRecord = (events: EventBridgeContext, rule: Rule): void => {
  events.rules.put(rule.name, rule);
  ruleChanged(events, rule.name);
};
