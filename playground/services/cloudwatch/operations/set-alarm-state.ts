import type { SetAlarmStateCommandInput, SetAlarmStateCommandOutput } from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../world/service.ts";
import { alarmNeeds, findAlarm } from "../alarm-lookup.ts";
import { enumValue } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";

const states = ["INSUFFICIENT_DATA", "ALARM", "OK"] as const;

/**
 * Until the next evaluation says otherwise.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
export const setAlarmState = (cloudWatch: CloudWatchContext) =>
  operation<SetAlarmStateCommandInput, SetAlarmStateCommandOutput>({
    accepts: ["AlarmName", "StateValue", "StateReason", "StateReasonData"],
    needs: ({ AlarmName }) =>
      alarmNeeds(cloudWatch, "SetAlarmState", AlarmName === undefined ? undefined : [AlarmName]),
    run({ AlarmName, StateValue, StateReason = "", StateReasonData }) {
      // The model's checks come first, whatever the alarm.
      const value = enumValue(StateValue ?? "", states, "stateValue");
      const alarm = findAlarm(cloudWatch, AlarmName);
      cloudWatch.alarms.enter(alarm, {
        value,
        reason: StateReason,
        reasonData: StateReasonData,
        at: cloudWatch.surroundings.clock.now(),
      });
      return {};
    },
  });
