import { type CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import type { AlarmView } from "../deployment/alarms.ts";
import { allPages } from "../resources/pages.ts";

/** The named alarms, metric and composite ones, as they stand; a name without an alarm is left out. */
export const alarmsOf = async (client: CloudWatchClient, names: readonly string[]): Promise<readonly AlarmView[]> => {
  // Without names, CloudWatch answers every alarm of the account.
  if (names.length === 0) return [];
  const alarms = await allPages(async (NextToken) => {
    const answer = await client.send(
      new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ["MetricAlarm", "CompositeAlarm"], NextToken }),
    );
    return [[...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])], answer.NextToken];
  });
  return alarms.map(({ AlarmName, StateValue, StateReason, StateTransitionedTimestamp: since }) => ({
    name: AlarmName ?? "",
    state: StateValue ?? "unknown",
    reason: StateReason ?? "",
    ...(since === undefined ? {} : { since: since.getTime() }),
  }));
};
