import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { orAbsent } from "./absent.ts";
import { describeAlarms } from "./describe-alarms.ts";
import { alarmState } from "./described/alarm.ts";
import { metricSubjects } from "./described/metric-subjects.ts";
import { asInput } from "./described/plain.ts";
import { keyValues } from "./described/tags.ts";
import { keepsTags } from "./kept-tags.ts";

/** The alarm that starts a scaling policy; id: its name. */
export const scalingAlarm = (cloudWatch: CloudWatchClient): ResourceKind => ({
  needs: metricSubjects,
  stillOurs: keepsTags("Tags"),

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
