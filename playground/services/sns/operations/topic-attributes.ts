import type {
  GetTopicAttributesCommandInput,
  GetTopicAttributesCommandOutput,
  SetTopicAttributesCommandInput,
  SetTopicAttributesCommandOutput,
} from "@aws-sdk/client-sns";
import { checkPolicy } from "../../../identity/resource-policy.ts";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { invalidParameter, topicDoesNotExist, topicNeeds } from "../topic.ts";

/**
 * The owner, and the policy if there is one.
 * https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
 */
export const getTopicAttributes = ({ surroundings: { account }, topics }: SnsContext) =>
  operation<GetTopicAttributesCommandInput, GetTopicAttributesCommandOutput>({
    accepts: ["TopicArn"],
    needs: topicNeeds("GetTopicAttributes"),
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
  });

/**
 * Of the policy alone.
 * https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
 */
export const setTopicAttributes = ({ topics }: SnsContext) =>
  operation<SetTopicAttributesCommandInput, SetTopicAttributesCommandOutput>({
    accepts: ["TopicArn", "AttributeName", "AttributeValue"],
    needs: topicNeeds("SetTopicAttributes"),
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
  });
