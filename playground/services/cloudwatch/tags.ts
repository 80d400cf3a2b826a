import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../world/aws-error.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import type { Alarm } from "./alarm.ts";
import { type Alarms, alarmArn } from "./alarms.ts";

export const tagsOf = (tags: readonly Tag[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));

/** ListTagsForResource, TagResource, UntagResource: of alarms. */
export const tagOperations = (surroundings: Surroundings, { records }: Alarms) => {
  const need =
    (action: string) =>
    ({ ResourceARN = "*" }: { readonly ResourceARN?: string | undefined }) => [
      { action: `cloudwatch:${action}`, resource: ResourceARN },
    ];
  const found = (alarms: readonly Alarm[], arn: string | undefined): Alarm => {
    const alarm = alarms.find(({ name }) => alarmArn(surroundings, name) === arn);
    if (alarm === undefined)
      throw new AwsError("ResourceNotFoundException", `The named resource does not exist: ${arn}`, { status: 404 });
    return alarm;
  };
  return {
    ListTagsForResource: operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
      accepts: ["ResourceARN"],
      needs: need("ListTagsForResource"),
      run: ({ ResourceARN }) => ({
        Tags: Object.entries(found(records.seenValues(), ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    }),
    TagResource: operation<TagResourceCommandInput, TagResourceCommandOutput>({
      accepts: ["ResourceARN", "Tags"],
      needs: need("TagResource"),
      run({ ResourceARN, Tags }) {
        const alarm = found(records.values(), ResourceARN);
        records.put(alarm.name, { ...alarm, tags: { ...alarm.tags, ...tagsOf(Tags) } });
        return {};
      },
    }),
    UntagResource: operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
      accepts: ["ResourceARN", "TagKeys"],
      needs: need("UntagResource"),
      run({ ResourceARN, TagKeys = [] }) {
        const alarm = found(records.values(), ResourceARN);
        const tags = Object.fromEntries(Object.entries(alarm.tags).filter(([key]) => !TagKeys.includes(key)));
        records.put(alarm.name, { ...alarm, tags });
        return {};
      },
    }),
  };
};
