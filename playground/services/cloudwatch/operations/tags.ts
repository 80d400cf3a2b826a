import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../../world/aws-error.ts";
import { type Need, operation } from "../../../world/service.ts";
import type { Alarm } from "../alarm.ts";
import { alarmTags } from "../alarm-lookup.ts";
import { alarmArn } from "../alarm-store.ts";
import type { CloudWatchContext } from "../context.ts";

interface TagRequest {
  readonly ResourceARN?: string | undefined;
  readonly Tags?: Tag[] | undefined;
  readonly TagKeys?: string[] | undefined;
}

const tagNeeds =
  ({ surroundings, alarms }: CloudWatchContext, action: string) =>
  ({ ResourceARN = "*", Tags, TagKeys }: TagRequest): readonly Need[] => [
    {
      action: `cloudwatch:${action}`,
      resource: ResourceARN,
      tags: alarms.records.values().find(({ name }) => alarmArn(surroundings, name) === ResourceARN)?.tags ?? {},
      ...(Tags === undefined ? {} : { requestTags: alarmTags(Tags) }),
      ...(TagKeys === undefined ? {} : { tagKeys: TagKeys }),
    },
  ];

const alarmWithArn = ({ surroundings, alarms }: CloudWatchContext, arn: string | undefined): Alarm => {
  const alarm = alarms.records.values().find(({ name }) => alarmArn(surroundings, name) === arn);
  if (alarm === undefined)
    throw new AwsError("ResourceNotFoundException", `The named resource does not exist: ${arn}`, { status: 404 });
  return alarm;
};

/**
 * Of an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html
 */
export const listAlarmTags = (cloudWatch: CloudWatchContext) =>
  operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
    accepts: ["ResourceARN"],
    needs: tagNeeds(cloudWatch, "ListTagsForResource"),
    // Recorded: what is no alarm (any more) has no tags, and is no error.
    run: ({ ResourceARN }) => ({
      Tags: cloudWatch.alarms.records
        .seenValues()
        .filter(({ name }) => alarmArn(cloudWatch.surroundings, name) === ResourceARN)
        .flatMap(({ tags }) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))),
    }),
  });

/**
 * Of an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html
 */
export const tagAlarm = (cloudWatch: CloudWatchContext) =>
  operation<TagResourceCommandInput, TagResourceCommandOutput>({
    accepts: ["ResourceARN", "Tags"],
    needs: tagNeeds(cloudWatch, "TagResource"),
    run({ ResourceARN, Tags }) {
      const { records } = cloudWatch.alarms;
      const alarm = alarmWithArn(cloudWatch, ResourceARN);
      records.put(alarm.name, { ...alarm, tags: { ...alarm.tags, ...alarmTags(Tags) } });
      return {};
    },
  });

/**
 * Of an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html
 */
export const untagAlarm = (cloudWatch: CloudWatchContext) =>
  operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
    accepts: ["ResourceARN", "TagKeys"],
    needs: tagNeeds(cloudWatch, "UntagResource"),
    run({ ResourceARN, TagKeys = [] }) {
      const { records } = cloudWatch.alarms;
      const alarm = alarmWithArn(cloudWatch, ResourceARN);
      const tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !TagKeys.includes(key)));
      records.put(alarm.name, { ...alarm, tags });
      return {};
    },
  });
