import type {
  DisableAlarmActionsCommandInput,
  DisableAlarmActionsCommandOutput,
  EnableAlarmActionsCommandInput,
  EnableAlarmActionsCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../world/service.ts";
import { alarmNeeds, findAlarm } from "../alarm-lookup.ts";
import type { CloudWatchContext } from "../context.ts";

const switchActions = (
  cloudWatch: CloudWatchContext,
  names: readonly string[] | undefined,
  actionsEnabled: boolean,
) => {
  for (const alarm of (names ?? []).map((name) => findAlarm(cloudWatch, name)))
    cloudWatch.alarms.records.put(alarm.name, { ...alarm, actionsEnabled });
  return {};
};

/**
 * All of the request, or none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html
 */
export const enableAlarmActions = (cloudWatch: CloudWatchContext) =>
  operation<EnableAlarmActionsCommandInput, EnableAlarmActionsCommandOutput>({
    accepts: ["AlarmNames"],
    needs: ({ AlarmNames }) => alarmNeeds(cloudWatch, "EnableAlarmActions", AlarmNames),
    run: ({ AlarmNames }) => switchActions(cloudWatch, AlarmNames, true),
  });

/**
 * The alarms go on changing their states.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html
 */
export const disableAlarmActions = (cloudWatch: CloudWatchContext) =>
  operation<DisableAlarmActionsCommandInput, DisableAlarmActionsCommandOutput>({
    accepts: ["AlarmNames"],
    needs: ({ AlarmNames }) => alarmNeeds(cloudWatch, "DisableAlarmActions", AlarmNames),
    run: ({ AlarmNames }) => switchActions(cloudWatch, AlarmNames, false),
  });
