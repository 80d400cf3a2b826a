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
import { isPending } from "../subscription.ts";
import { invalidParameter, topicAt, topicNeeds } from "../topic.ts";

/** What a topic without a policy says that it has; it lets its own account do what IAM lets it. */
const defaultPolicy = (arn: string, account: string): string =>
  JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": account } },
      },
    ],
  });

/** How SNS tries again over HTTP, unless a topic says otherwise: which here none can. */
const deliveryPolicy = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
});

/**
 * With what a new topic has by default; a subscription is not counted when it is gone.
 * https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
 */
export const getTopicAttributes = ({ surroundings: { account }, topics, subscriptions }: SnsContext) =>
  operation<GetTopicAttributesCommandInput, GetTopicAttributesCommandOutput>({
    accepts: ["TopicArn"],
    needs: topicNeeds({ topics }, "GetTopicAttributes"),
    run: ({ TopicArn = "" }) => {
      const { policy = defaultPolicy(TopicArn, account) } = topicAt(topics, TopicArn, "seen");
      const all = subscriptions.seenValues().filter(({ topicArn }) => topicArn === TopicArn);
      const pending = all.filter(isPending).length;
      return {
        Attributes: {
          TopicArn,
          Owner: account,
          DisplayName: "",
          Policy: policy,
          EffectiveDeliveryPolicy: deliveryPolicy,
          SubscriptionsConfirmed: String(all.length - pending),
          SubscriptionsPending: String(pending),
          SubscriptionsDeleted: "0",
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
    needs: topicNeeds({ topics }, "SetTopicAttributes"),
    run: ({ TopicArn = "", AttributeName = "", AttributeValue = "" }) => {
      const topic = topicAt(topics, TopicArn);
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
