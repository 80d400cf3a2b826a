import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { systemClock } from "../clock.ts";
import type { Hold } from "../deployment/hold.ts";
import { type HoldSight, type ScaleInAlarm, scaleInAlarmNames } from "../deployment/hold-alarms.ts";
import { policiesOf } from "../resources/describe-group-members.ts";
import { inGroup } from "../resources/group-absence.ts";
import { allPages } from "../resources/pages.ts";

/** Of an alarm on an expression each part has a period; the longest looks back the furthest. */
const periodOf = ({ Period, Metrics = [] }: MetricAlarm): number =>
  Math.max(Period ?? 0, ...Metrics.map((metric) => metric.MetricStat?.Period ?? metric.Period ?? 0)) || 60;

const scaleInAlarm = (alarm: MetricAlarm): ScaleInAlarm => ({
  name: alarm.AlarmName ?? "",
  state: alarm.StateValue ?? "unknown",
  since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
  periodSeconds: periodOf(alarm),
  rangeSeconds: periodOf(alarm) * (alarm.EvaluationPeriods ?? 1),
});

interface Clients {
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
}

/** The alarms that would scale the held groups in, as they stand; none of a group that is gone. */
export const holdSight = async (clients: Clients, holds: readonly Hold[] = []): Promise<HoldSight> => {
  const at = systemClock.now();
  const alarms = await Promise.all(
    holds.map(async ({ group }) => [group, await alarmsThatScaleIn(clients, group)] as const),
  );
  return { alarms: Object.fromEntries(alarms), at };
};

const alarmsThatScaleIn = async (
  { autoScaling, cloudWatch }: Clients,
  group: string,
): Promise<readonly ScaleInAlarm[]> => {
  const policies = (await inGroup(autoScaling, group, () => policiesOf(autoScaling, group))) ?? [];
  const names = scaleInAlarmNames(policies);
  // Without names, CloudWatch answers every alarm of the account.
  if (names.length === 0) return [];
  const alarms = await allPages(async (NextToken) => {
    const answer = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ["MetricAlarm"], NextToken }),
    );
    return [answer.MetricAlarms, answer.NextToken];
  });
  return alarms.map(scaleInAlarm);
};
