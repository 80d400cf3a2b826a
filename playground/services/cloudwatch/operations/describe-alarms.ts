import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { Alarm } from "../alarm.ts";
import { alarmNeeds } from "../alarm-lookup.ts";
import type { CloudWatchContext } from "../context.ts";
import { describedAlarm } from "../described-alarm.ts";

/** The alarms that a request asks for, by name, as reads see them. Throws AwsError. */
const matchingAlarms = ({ alarms }: CloudWatchContext, input: DescribeAlarmsCommandInput): readonly Alarm[] => {
  const { AlarmNames: names = [], AlarmNamePrefix: prefix, StateValue: state, ActionPrefix: action } = input;
  if (names.length > 0 && prefix !== undefined)
    throw new AwsError("ValidationError", "AlarmNames and AlarmNamePrefix cannot both be specified.");
  const composite = input.AlarmTypes !== undefined && !input.AlarmTypes.includes("MetricAlarm");
  return alarms.records
    .seenValues()
    .filter(
      (alarm) =>
        !composite &&
        (names.length === 0 || names.includes(alarm.name)) &&
        (prefix === undefined || alarm.name.startsWith(prefix)) &&
        (state === undefined || alarm.state.value === state) &&
        (action === undefined ||
          Object.values(alarm.actions).some((arns) => arns.some((arn) => arn.startsWith(action)))),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

/**
 * There are no composite ones.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const describeAlarms = (cloudWatch: CloudWatchContext) =>
  operation<DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput>({
    accepts: ["AlarmNames", "AlarmNamePrefix", "AlarmTypes", "StateValue", "ActionPrefix", "MaxRecords", "NextToken"],
    needs: ({ AlarmNames }) => alarmNeeds(cloudWatch, "DescribeAlarms", AlarmNames),
    run(input) {
      const { surroundings } = cloudWatch;
      const matching = matchingAlarms(cloudWatch, input);
      const { items, next } = page(matching, input.NextToken, input.MaxRecords, surroundings.pageSize);
      return {
        MetricAlarms: items.map((alarm) => describedAlarm(surroundings, alarm)),
        CompositeAlarms: [],
        NextToken: next,
      };
    },
  });
