import type {
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  ListSubscriptionsCommandInput,
  ListSubscriptionsCommandOutput,
} from "@aws-sdk/client-sns";
import { page } from "../../../world/pages.ts";
import { operation, type Surroundings } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { isPending, type Subscription } from "../subscription.ts";
import { topicAt, topicNeeds } from "../topic.ts";

const listed = ({ account, pageSize }: Surroundings, some: readonly Subscription[], token: string | undefined) => {
  const { items, next } = page(some, token, undefined, pageSize);
  return {
    Subscriptions: items.map(({ arn, topicArn, endpoint, protocol }) => ({
      // Until it is confirmed there is none: https://docs.aws.amazon.com/cli/latest/reference/sns/list-subscriptions-by-topic.html
      SubscriptionArn: isPending({ protocol }) ? "PendingConfirmation" : arn,
      TopicArn: topicArn,
      Protocol: protocol,
      Endpoint: endpoint,
      Owner: account,
    })),
    ...(next === undefined ? {} : { NextToken: next }),
  };
};

/**
 * Of the whole account.
 * https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html
 */
export const listSubscriptions = ({ surroundings, subscriptions }: SnsContext) =>
  operation<ListSubscriptionsCommandInput, ListSubscriptionsCommandOutput>({
    accepts: ["NextToken"],
    run: ({ NextToken }) => listed(surroundings, subscriptions.seenValues(), NextToken),
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic = ({ surroundings, topics, subscriptions }: SnsContext) =>
  operation<ListSubscriptionsByTopicCommandInput, ListSubscriptionsByTopicCommandOutput>({
    accepts: ["TopicArn", "NextToken"],
    needs: topicNeeds({ topics }, "ListSubscriptionsByTopic"),
    run: ({ TopicArn = "", NextToken }) => {
      topicAt(topics, TopicArn, "seen");
      return listed(
        surroundings,
        subscriptions.seenValues().filter(({ topicArn }) => topicArn === TopicArn),
        NextToken,
      );
    },
  });
