import type { PutMetricAlarmCommandInput, PutMetricAlarmCommandOutput } from "@aws-sdk/client-cloudwatch";
import { operation } from "../../../world/service.ts";
import { alarmNeeds, alarmTags } from "../alarm-lookup.ts";
import { configured } from "../configuration.ts";
import type { CloudWatchContext } from "../context.ts";

/**
 * On one metric; its actions are Auto Scaling policies.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const putMetricAlarm = (cloudWatch: CloudWatchContext) =>
  operation<PutMetricAlarmCommandInput, PutMetricAlarmCommandOutput>({
    accepts: [
      "AlarmName",
      "AlarmDescription",
      "ActionsEnabled",
      "OKActions",
      "AlarmActions",
      "InsufficientDataActions",
      "MetricName",
      "Namespace",
      "Statistic",
      "Dimensions",
      "Period",
      "EvaluationPeriods",
      "DatapointsToAlarm",
      "Threshold",
      "ComparisonOperator",
      "TreatMissingData",
      "Tags",
    ],
    // "To use this operation and include tags, you must have the cloudwatch:PutMetricAlarm and cloudwatch:TagResource permissions."
    needs: ({ AlarmName, Tags = [] }) => [
      ...alarmNeeds(cloudWatch, "PutMetricAlarm", AlarmName === undefined ? undefined : [AlarmName]),
      ...(Tags.length === 0
        ? []
        : alarmNeeds(cloudWatch, "TagResource", AlarmName === undefined ? undefined : [AlarmName])),
    ],
    run(input) {
      const configuration = configured(input);
      const now = cloudWatch.surroundings.clock.now();
      // "When you update an existing alarm, its state is left unchanged."
      const existing = cloudWatch.alarms.records.get(configuration.name);
      const state = existing?.state ?? {
        value: "INSUFFICIENT_DATA" as const,
        reason: "Unchecked: Initial alarm creation",
        reasonData: undefined,
        at: now,
      };
      // "If you are using this operation to update an existing alarm, any tags you specify in this parameter are ignored."
      const tags = existing?.tags ?? alarmTags(input.Tags);
      cloudWatch.alarms.configure({ ...configuration, configuredAt: now, state, tags });
      return {};
    },
  });
