import type { CreateTopicCommandInput, CreateTopicCommandOutput } from "@aws-sdk/client-sns";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { invalidParameter, topicArn, topicNeeds } from "../topic.ts";

/**
 * "This action is idempotent, so if the requester already owns a topic with the specified name, that topic's ARN is
 * returned.".
 * https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 */
export const createTopic = ({ surroundings, topics }: SnsContext) =>
  operation<CreateTopicCommandInput, CreateTopicCommandOutput>({
    accepts: ["Name", "Tags"],
    // "To be able to tag a topic on creation, you must have the sns:CreateTopic and sns:TagResource permissions."
    needs({ Name = "", Tags = [] }) {
      const TopicArn = topicArn(surroundings, Name);
      const requestTags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
      return ["CreateTopic", ...(Tags.length === 0 ? [] : ["TagResource"])].flatMap((action) =>
        topicNeeds({ topics }, action)({ TopicArn }).map((need) => ({ ...need, requestTags })),
      );
    },
    // "This action is idempotent, so if the requester already owns a topic with the specified name, that topic's ARN is returned."
    run: ({ Name = "", Tags = [] }) => {
      if (Name.endsWith(".fifo")) throw new NotEmulated("FIFO topics");
      if (!/^[\w-]{1,256}$/.test(Name)) throw invalidParameter("Topic Name");
      const arn = topicArn(surroundings, Name);
      const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
      const existing = topics.get(arn);
      if (existing === undefined) topics.put(arn, { arn, policy: undefined, tags });
      else if (Object.entries(tags).some(([key, value]) => existing.tags[key] !== value))
        throw invalidParameter("Tags Reason: Topic already exists with different tags");
      return { TopicArn: arn };
    },
  });
