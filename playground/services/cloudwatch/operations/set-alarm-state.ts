import type { SetAlarmStateCommandInput, SetAlarmStateCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { StateValue } from "../alarm.ts";
import { alarmNeeds, findAlarm } from "../alarm-lookup.ts";
import type { CloudWatchContext } from "../context.ts";

const isState = (value: string | undefined): value is StateValue =>
  value === "OK" || value === "ALARM" || value === "INSUFFICIENT_DATA";

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
      const alarm = findAlarm(cloudWatch, AlarmName);
      if (!isState(StateValue))
        throw new AwsError("ValidationError", `Value '${StateValue}' at 'stateValue' failed to satisfy constraint`);
      cloudWatch.alarms.enter(alarm, {
        value: StateValue,
        reason: StateReason,
        reasonData: StateReasonData,
        at: cloudWatch.surroundings.clock.now(),
      });
      return {};
    },
  });
