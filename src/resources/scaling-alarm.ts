import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";
import { alarmState, type DescribedAlarm } from "./described/alarm.ts";
import { metricSubjects } from "./described/metric-subjects.ts";
import { asInput, plain } from "./described/plain.ts";
import { keyValues } from "./described/tags.ts";
import { all } from "./pages.ts";

/** DescribeAlarms takes at most 100 names. */
const namesAtOnce = 100;

/** The metric alarms of these names that exist, with their tags. */
export const describeAlarms = async (
  cloudWatch: CloudWatchClient,
  names: readonly string[],
): Promise<readonly DescribedAlarm[]> => {
  // No names would mean all alarms of the account.
  if (names.length === 0) return [];
  const [now, later] = [names.slice(0, namesAtOnce), names.slice(namesAtOnce)];
  const alarms = await all(async (NextToken) => {
    const answer = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: now, AlarmTypes: ["MetricAlarm"], NextToken }),
    );
    return [answer.MetricAlarms, answer.NextToken];
  });
  const detailed = await Promise.all(
    alarms.map(async (alarm) => {
      const answer = await orAbsent(["ResourceNotFoundException"], () =>
        cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn })),
      );
      return { alarm: plain(alarm), tags: plain(answer?.Tags ?? []) };
    }),
  );
  return [...detailed, ...(await describeAlarms(cloudWatch, later))];
};

/** The alarm that starts a scaling policy; id: its name. */
export const scalingAlarm = (cloudWatch: CloudWatchClient): ResourceKind => ({
  needs: metricSubjects,

  async read(name) {
    const [found] = await describeAlarms(cloudWatch, [name]);
    return found === undefined ? null : alarmState(found);
  },

  async write(name, _before, after) {
    if (after === null) {
      await orAbsent(["ResourceNotFound"], () => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] })));
      return;
    }
    const { Tags, ...settings } = after;
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        ...asInput<PutMetricAlarmCommandInput>(settings),
        AlarmName: name,
        // AWS takes tags for a new alarm and ignores them for one that is there.
        Tags: keyValues((Tags ?? {}) as State),
      }),
    );
  },
});
