import { Cron } from "croner";
import { validationError } from "../constraints.ts";
import { type Bounds, boundsOf, boundsText, changeCapacity } from "./capacity.ts";
import type { AutoScalingContext } from "./context.ts";
import { isSuspended } from "./group.ts";
import type { Group, ScheduledAction } from "./records.ts";
import { ownedBy } from "./store.ts";

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
export const runDueActions = ({ surroundings, store, wake }: AutoScalingContext): void => {
  const now = surroundings.clock.now();
  for (const action of store.scheduledActions.values()) {
    if (action.Time.getTime() > now) continue;
    const key = ownedBy(action.AutoScalingGroupName, action.ScheduledActionName);
    const next = rescheduled(action, now);
    if (next === undefined) store.scheduledActions.remove(key);
    else store.scheduledActions.put(key, next);
    const group = store.groups.get(action.AutoScalingGroupName);
    const bounds = group && !isSuspended(group, "ScheduledActions") ? boundsAfter(action, group) : undefined;
    if (group === undefined || bounds === undefined) continue;
    const who = `a scheduled action ${boundsText(bounds)}`;
    store.groups.put(group.name, changeCapacity(group, bounds, now, who));
    wake(group.name);
  }
};
