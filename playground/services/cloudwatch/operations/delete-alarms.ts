import type { DeleteAlarmsCommandInput, DeleteAlarmsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../world/service.ts";
import { alarmNeeds, findAlarm } from "../alarm-lookup.ts";
import type { CloudWatchContext } from "../context.ts";

/**
 * All of the request, or none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
 */
export const deleteAlarms = (cloudWatch: CloudWatchContext) =>
  operation<DeleteAlarmsCommandInput, DeleteAlarmsCommandOutput>({
    accepts: ["AlarmNames"],
    needs: ({ AlarmNames }) => alarmNeeds(cloudWatch, "DeleteAlarms", AlarmNames),
    run({ AlarmNames = [] }) {
      // "If you specify an incorrect alarm name, no alarms are deleted."
      for (const { name } of AlarmNames.map((each) => findAlarm(cloudWatch, each))) cloudWatch.alarms.remove(name);
      return {};
    },
  });
