import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../../world/aws-error.ts";
import { type Need, operation } from "../../../world/service.ts";
import type { LogsContext } from "../context.ts";
import { doesNotExist, type LogGroup, logGroupArn } from "../group.ts";

/** The ARN is the group's own, without the `:*` that its description ends in. */
const groupWithArn = ({ surroundings, groups }: LogsContext, arn: string | undefined): LogGroup => {
  const group = [...groups.values()].find(({ name }) => logGroupArn(surroundings, name) === arn);
  if (group === undefined) throw doesNotExist("group");
  return group;
};

const needOnTags = (
  { surroundings, groups }: LogsContext,
  action: string,
  arn = "*",
  requestTags?: Readonly<Record<string, string>>,
): readonly Need[] => [
  {
    action: `logs:${action}`,
    resource: arn,
    tags: [...groups.values()].find(({ name }) => logGroupArn(surroundings, name) === arn)?.tags ?? {},
    ...(requestTags === undefined ? {} : { requestTags }),
  },
];

/** "You can associate as many as 50 tags with a CloudWatch Logs resource." */
const mostTags = 50;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const tagLogGroup = (logs: LogsContext) =>
  operation<TagResourceCommandInput, TagResourceCommandOutput>({
    accepts: ["resourceArn", "tags"],
    needs: ({ resourceArn, tags }) => needOnTags(logs, "TagResource", resourceArn, tags),
    run({ resourceArn, tags = {} }) {
      const group = groupWithArn(logs, resourceArn);
      const together = { ...group.tags, ...tags };
      if (Object.keys(together).length > mostTags)
        throw new AwsError("TooManyTagsException", `A resource can have no more than ${mostTags} tags.`, {
          details: { resourceName: resourceArn },
        });
      logs.groups.set(group.name, { ...group, tags: together });
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export const untagLogGroup = (logs: LogsContext) =>
  operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
    accepts: ["resourceArn", "tagKeys"],
    needs: ({ resourceArn, tagKeys = [] }) =>
      needOnTags(logs, "UntagResource", resourceArn).map((need) => ({ ...need, tagKeys })),
    run({ resourceArn, tagKeys = [] }) {
      const group = groupWithArn(logs, resourceArn);
      const left = Object.entries(group.tags).filter(([key]) => !tagKeys.includes(key));
      logs.groups.set(group.name, { ...group, tags: Object.fromEntries(left) });
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const listLogGroupTags = (logs: LogsContext) =>
  operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
    accepts: ["resourceArn"],
    needs: ({ resourceArn }) => needOnTags(logs, "ListTagsForResource", resourceArn),
    run: ({ resourceArn }) => ({ tags: { ...groupWithArn(logs, resourceArn).tags } }),
  });
