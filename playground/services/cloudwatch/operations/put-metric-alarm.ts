import type { PutMetricAlarmCommandInput, PutMetricAlarmCommandOutput } from "@aws-sdk/client-cloudwatch";
import { type Need, operation } from "../../../world/service.ts";
import { alarmNeeds, alarmTags } from "../alarm-lookup.ts";
import type { CloudWatchContext } from "../context.ts";
import { putAlarm } from "../put-alarm.ts";

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
      "ExtendedStatistic",
      "EvaluateLowSampleCountPercentile",
      "Unit",
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
    needs({ AlarmName, Tags = [], AlarmActions = [] }) {
      const requestTags = alarmTags(Tags);
      const of = (action: string, more: Partial<Need>) =>
        alarmNeeds(cloudWatch, action, AlarmName === undefined ? undefined : [AlarmName]).map((need) => ({
          ...need,
          requestTags,
          ...more,
        }));
      return [
        ...of("PutMetricAlarm", { context: { "cloudwatch:alarmactions": AlarmActions } }),
        ...(Tags.length === 0 ? [] : of("TagResource", {})),
      ];
    },
    run(input) {
      putAlarm(cloudWatch, input);
      return {};
    },
  });
