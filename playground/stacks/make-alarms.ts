import { type MetricAlarm, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { type Builder, ownTags } from "./builder.ts";
import { givenMembers } from "./members.ts";

/** Target tracking makes and deletes its alarms by itself. */
const isTracking = ({ document }: Pick<Builder, "document">, { AlarmName = "" }: MetricAlarm): boolean =>
  AlarmName.startsWith("TargetTracking-") ||
  document.ScalingPolicies.some(
    ({ PolicyType, Alarms = [] }) =>
      PolicyType === "TargetTrackingScaling" && Alarms.some((alarm) => alarm.AlarmName === AlarmName),
  );

/** The alarms of a document that somebody made. */
export const alarmsIn = (builder: Pick<Builder, "document">): readonly MetricAlarm[] =>
  builder.document.MetricAlarms.filter((alarm) => !isTracking(builder, alarm));

/** Alarms, which name policies in their actions. */
export const makeAlarms = async (builder: Builder): Promise<void> => {
  const { document, references, clients, made, attempt } = builder;
  for (const alarm of alarmsIn(builder)) {
    const { AlarmName: name = "", AlarmArn } = alarm;
    await attempt(`alarm ${name}`, [], async () => {
      const tags = ownTags(
        document.TagDescriptions.filter(({ ResourceArn }) => ResourceArn === AlarmArn).flatMap(({ Tags = [] }) => Tags),
      );
      const settings = references.mapped(givenMembers("MetricAlarms", alarm));
      await clients.cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: name,
          EvaluationPeriods: undefined,
          ComparisonOperator: undefined,
          ...settings,
          ...(tags.length === 0 ? {} : { Tags: tags }),
        }),
      );
      made.push({ kind: "alarm", id: name, name });
    });
  }
};
