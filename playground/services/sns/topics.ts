import type {
  CreateTopicCommandInput,
  CreateTopicCommandOutput,
  DeleteTopicCommandInput,
  DeleteTopicCommandOutput,
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
  ListTopicsCommandInput,
  ListTopicsCommandOutput,
  SetTopicAttributesCommandInput,
  SetTopicAttributesCommandOutput,
} from "@aws-sdk/client-sns";
import { checkPolicy } from "../../identity/resource-policy.ts";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import type { Records } from "../../world/records.ts";
import { operation, type Surroundings } from "../../world/service.ts";

export interface Topic {
  readonly arn: string;
  readonly policy: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export const invalidParameter = (what: string) =>
  new AwsError("InvalidParameterException", `Invalid parameter: ${what}`);

export const topicDoesNotExist = () => new AwsError("NotFoundException", "Topic does not exist", { status: 404 });

/** What a call on one topic needs. */
export const onTopic =
  (action: string) =>
  ({ TopicArn }: { readonly TopicArn?: string | undefined }) => [{ action: `sns:${action}`, resource: TopicArn ?? "" }];

/** CreateTopic and the other operations on topics. */
export const topicOperations = (
  { account, region, pageSize }: Pick<Surroundings, "account" | "region" | "pageSize">,
  topics: Records<Topic>,
  deleted: (topicArn: string) => void,
) => {
  const arnOf = (name: string) => `arn:aws:sns:${region}:${account}:${name}`;

  return {
    CreateTopic: operation<CreateTopicCommandInput, CreateTopicCommandOutput>({
      accepts: ["Name", "Tags"],
      needs: ({ Name }) => [{ action: "sns:CreateTopic", resource: arnOf(Name ?? "") }],
      // "This action is idempotent, so if the requester already owns a topic with the specified name, that topic's ARN is returned."
      run: ({ Name = "", Tags = [] }) => {
        if (Name.endsWith(".fifo")) throw new NotEmulated("FIFO topics");
        if (!/^[\w-]{1,256}$/.test(Name)) throw invalidParameter("Topic Name");
        const arn = arnOf(Name);
        const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
        if (topics.get(arn) === undefined) topics.put(arn, { arn, policy: undefined, tags });
        return { TopicArn: arn };
      },
    }),

    // "This action is idempotent, so deleting a topic that does not exist does not result in an error."
    DeleteTopic: operation<DeleteTopicCommandInput, DeleteTopicCommandOutput>({
      accepts: ["TopicArn"],
      needs: onTopic("DeleteTopic"),
      run: ({ TopicArn = "" }) => {
        if (topics.get(TopicArn) !== undefined) topics.remove(TopicArn);
        deleted(TopicArn);
        return {};
      },
    }),

    ListTopics: operation<ListTopicsCommandInput, ListTopicsCommandOutput>({
      accepts: ["NextToken"],
      run: ({ NextToken }) => {
        const { items, next } = page(topics.seenValues(), NextToken, undefined, pageSize);
        return {
          Topics: items.map(({ arn }) => ({ TopicArn: arn })),
          ...(next === undefined ? {} : { NextToken: next }),
        };
      },
    }),

    GetTopicAttributes: operation<GetTopicAttributesCommandInput, GetTopicAttributesCommandOutput>({
      accepts: ["TopicArn"],
      needs: onTopic("GetTopicAttributes"),
      run: ({ TopicArn = "" }) => {
        const topic = topics.seen(TopicArn);
        if (topic === undefined) throw topicDoesNotExist();
        return {
          Attributes: {
            TopicArn,
            Owner: account,
            ...(topic.policy === undefined ? {} : { Policy: topic.policy }),
          },
        };
      },
    }),

    SetTopicAttributes: operation<SetTopicAttributesCommandInput, SetTopicAttributesCommandOutput>({
      accepts: ["TopicArn", "AttributeName", "AttributeValue"],
      needs: onTopic("SetTopicAttributes"),
      run: ({ TopicArn = "", AttributeName = "", AttributeValue = "" }) => {
        const topic = topics.get(TopicArn);
        if (topic === undefined) throw topicDoesNotExist();
        if (AttributeName !== "Policy") throw new NotEmulated(`the attribute ${AttributeName} of a topic`);
        try {
          JSON.parse(AttributeValue);
        } catch {
          throw invalidParameter("Policy Error: null");
        }
        checkPolicy(AttributeValue, "a topic's");
        topics.put(TopicArn, { ...topic, policy: AttributeValue });
        return {};
      },
    }),
  };
};
