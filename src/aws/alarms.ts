import { type CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import type { AlarmView } from "../deployment/gates.ts";

/** The named alarms, metric and composite ones, as they stand; a name without an alarm is left out. */
export const alarmsOf = async (client: CloudWatchClient, names: readonly string[]): Promise<readonly AlarmView[]> => {
  // Without names, CloudWatch answers every alarm of the account.
  if (names.length === 0) return [];
  const alarms: AlarmView[] = [];
  const request = { AlarmNames: [...names], AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const] };
  for await (const { MetricAlarms, CompositeAlarms } of paginateDescribeAlarms({ client }, request))
    for (const { AlarmName, StateValue, StateReason } of [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])])
      alarms.push({ name: AlarmName ?? "", state: StateValue ?? "unknown", reason: StateReason ?? "" });
  return alarms;
};
