import type { Tag } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../world/aws-error.ts";
import type { Need } from "../../world/service.ts";
import type { Alarm } from "./alarm.ts";
import { alarmArn } from "./alarm-store.ts";
import type { CloudWatchContext } from "./context.ts";

/** What a call on these alarms needs; on all of them if it names none. */
export const alarmNeeds = (
  { surroundings, alarms }: CloudWatchContext,
  action: string,
  names: readonly string[] | undefined,
): Need[] =>
  (names === undefined || names.length === 0 ? ["*"] : names).map((name) => ({
    action: `cloudwatch:${action}`,
    resource: alarmArn(surroundings, name),
    tags: alarms.records.get(name)?.tags ?? {},
  }));

/** The alarm with this name. Throws ResourceNotFound. */
export const findAlarm = ({ alarms }: CloudWatchContext, name: string | undefined): Alarm => {
  const alarm = alarms.records.get(name ?? "");
  if (alarm === undefined) throw new AwsError("ResourceNotFound", `Alarm ${name} does not exist`, { status: 404 });
  return alarm;
};

/** The tags in a request, by key. */
export const alarmTags = (tags: readonly Tag[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
