import { Cron } from "croner";
import { type Bounds, boundsOf, changeCapacity, constraints } from "./capacity.ts";
import { type Group, isSuspended, validationError } from "./group.ts";
import { ownedBy, type Store } from "./store.ts";

/** A scheduled action as the API shows it: `Time`, and for a recurring action `StartTime` too, is its next run. */
export interface ScheduledAction {
  readonly AutoScalingGroupName: string;
  readonly ScheduledActionName: string;
  readonly ScheduledActionARN: string;
  readonly Time: Date;
  readonly StartTime: Date;
  readonly EndTime?: Date | undefined;
  readonly Recurrence?: string | undefined;
  readonly MinSize?: number | undefined;
  readonly MaxSize?: number | undefined;
  readonly DesiredCapacity?: number | undefined;
  readonly TimeZone?: string | undefined;
}

/** The first run of a crontab line strictly after a moment; undefined if there is none. Throws AWS's ValidationError. */
export const nextRun = (recurrence: string, timeZone: string | undefined, after: number): Date | undefined => {
  try {
    const cron = new Cron(recurrence, { mode: "5-part", timezone: timeZone ?? "UTC", paused: true });
    return cron.nextRun(new Date(after)) ?? undefined;
  } catch (error) {
    throw validationError(
      `Given recurrence string: ${recurrence} with time zone ${timeZone ?? "UTC"} is invalid: ${error instanceof Error ? error.message : error}`,
    );
  }
};

/** The action as it waits for its next run after `now`; undefined if it has run for the last time. */
const rescheduled = (action: ScheduledAction, now: number): ScheduledAction | undefined => {
  if (action.Recurrence === undefined) return undefined;
  const next = nextRun(action.Recurrence, action.TimeZone, now);
  const over = next === undefined || (action.EndTime !== undefined && next > action.EndTime);
  return over ? undefined : { ...action, Time: next, StartTime: next };
};

/** The bounds after the action, or undefined if they contradict each other by now: then AWS does not run it. */
const boundsAfter = (action: ScheduledAction, group: Group): Bounds | undefined => {
  try {
    return boundsOf(action, group.settings);
  } catch {
    return undefined;
  }
};

/**
 * Runs every action that is due. "When ScheduledActions is suspended, actions scheduled to run during the suspension do
 * not run": their time passes all the same, and a one-off action vanishes with it.
 */
export const runDueActions = (store: Store, now: number, wake: (group: string) => void): void => {
  for (const action of store.scheduledActions.values()) {
    if (action.Time.getTime() > now) continue;
    const key = ownedBy(action.AutoScalingGroupName, action.ScheduledActionName);
    const next = rescheduled(action, now);
    if (next === undefined) store.scheduledActions.remove(key);
    else store.scheduledActions.put(key, next);
    const group = store.groups.get(action.AutoScalingGroupName);
    const bounds = group && !isSuspended(group, "ScheduledActions") ? boundsAfter(action, group) : undefined;
    if (group === undefined || bounds === undefined) continue;
    const who = `a scheduled action ${constraints(bounds)}`;
    store.groups.put(group.name, changeCapacity(group, bounds, now, who));
    wake(group.name);
  }
};
