import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Alarm, StateValue } from "./alarm.ts";
import { alarmTags } from "./alarm-lookup.ts";
import type { AlarmStore } from "./alarm-store.ts";
import { configured } from "./configuration.ts";
import type { CloudWatchContext } from "./context.ts";

/** Makes an alarm, or configures one anew, for whoever asks: a caller, or a service on its behalf. Throws AwsError. */
export const putAlarm = ({ surroundings, alarms }: CloudWatchContext, input: PutMetricAlarmCommandInput): void => {
  const configuration = configured(input);
  const now = surroundings.clock.now();
  // "When you update an existing alarm, its state is left unchanged."
  const existing = alarms.records.get(configuration.name);
  const state = existing?.state ?? {
    value: "INSUFFICIENT_DATA" as const,
    reason: "Unchecked: Initial alarm creation",
    reasonData: undefined,
    at: now,
  };
  // "If you are using this operation to update an existing alarm, any tags you specify in this parameter are ignored."
  const tags = existing?.tags ?? alarmTags(input.Tags);
  alarms.configure({ ...configuration, configuredAt: now, state, tags });
};

const withoutAction = (actions: Alarm["actions"], arn: string): Alarm["actions"] => {
  const others = (state: StateValue) => actions[state].filter((action) => action !== arn);
  return { OK: others("OK"), ALARM: others("ALARM"), INSUFFICIENT_DATA: others("INSUFFICIENT_DATA") };
};

/** Takes an action from every alarm, and with `orphans` those alarms that are left without any. */
export const forgetAction = ({ records, remove }: AlarmStore, arn: string, orphans: boolean): void => {
  for (const alarm of records.values()) {
    if (!Object.values(alarm.actions).some((arns) => arns.includes(arn))) continue;
    const actions = withoutAction(alarm.actions, arn);
    if (orphans && Object.values(actions).every((arns) => arns.length === 0)) remove(alarm.name);
    else records.put(alarm.name, { ...alarm, actions });
  }
};
