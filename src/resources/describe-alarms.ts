import { type CloudWatchClient, DescribeAlarmsCommand, ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch";
import { orAbsent } from "./absent.ts";
import type { DescribedAlarm } from "./described/alarm.ts";
import { plain } from "./described/plain.ts";
import { allPages } from "./pages.ts";

/** DescribeAlarms takes at most 100 names. */
const namesAtOnce = 100;

/** The metric alarms of these names that exist, with their tags. */
export const describeAlarms = async (
  cloudWatch: CloudWatchClient,
  names: readonly string[],
): Promise<readonly DescribedAlarm[]> => {
  // No names would mean all alarms of the account.
  if (names.length === 0) return [];
  const batch = names.slice(0, namesAtOnce);
  const alarms = await allPages(async (NextToken) => {
    const answer = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: batch, AlarmTypes: ["MetricAlarm"], NextToken }),
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
  return [...detailed, ...(await describeAlarms(cloudWatch, names.slice(namesAtOnce)))];
};
