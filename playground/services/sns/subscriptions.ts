import type {
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  ListSubscriptionsCommandInput,
  ListSubscriptionsCommandOutput,
  SubscribeCommandInput,
  SubscribeCommandOutput,
  UnsubscribeCommandInput,
  UnsubscribeCommandOutput,
} from "@aws-sdk/client-sns";
import { NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { uuid } from "../../world/random.ts";
import type { Records } from "../../world/records.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { invalidParameter, onTopic, type Topic, topicDoesNotExist } from "./topics.ts";

/** A queue that gets what is published. One of the topic's own account needs no confirmation. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly endpoint: string;
  /** The message alone, without SNS's envelope. */
  readonly raw: boolean;
}

const topicOf = (subscriptionArn: string) => subscriptionArn.slice(0, subscriptionArn.lastIndexOf(":"));

/** Subscribe, Unsubscribe and the lists. */
export const subscriptionOperations = (
  { account, random, pageSize }: Pick<Surroundings, "account" | "random" | "pageSize">,
  topics: Records<Topic>,
  subscriptions: Records<Subscription>,
) => {
  const listed = (some: readonly Subscription[], token: string | undefined) => {
    const { items, next } = page(some, token, undefined, pageSize);
    return {
      Subscriptions: items.map(({ arn, topicArn, endpoint }) => ({
        SubscriptionArn: arn,
        TopicArn: topicArn,
        Protocol: "sqs",
        Endpoint: endpoint,
        Owner: account,
      })),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  };

  const rawOf = (attributes: Readonly<Record<string, string>>): boolean => {
    for (const name of Object.keys(attributes))
      if (name !== "RawMessageDelivery") throw new NotEmulated(`the attribute ${name} of a subscription`);
    const { RawMessageDelivery = "false" } = attributes;
    if (!/^(true|false)$/.test(RawMessageDelivery))
      throw invalidParameter(
        `Attributes Reason: RawMessageDelivery: Invalid value [${RawMessageDelivery}]. Must be true or false.`,
      );
    return RawMessageDelivery === "true";
  };

  return {
    Subscribe: operation<SubscribeCommandInput, SubscribeCommandOutput>({
      accepts: ["TopicArn", "Protocol", "Endpoint", "Attributes", "ReturnSubscriptionArn"],
      needs: onTopic("Subscribe"),
      run: ({ TopicArn = "", Protocol = "", Endpoint = "", Attributes = {} }) => {
        if (Protocol !== "sqs") throw new NotEmulated(`the protocol ${Protocol} of a subscription`);
        if (topics.get(TopicArn) === undefined) throw topicDoesNotExist();
        if (!/^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]+$/.test(Endpoint)) throw invalidParameter("SQS endpoint ARN");
        const raw = rawOf(Attributes);
        const existing = subscriptions
          .values()
          .find(({ topicArn, endpoint }) => topicArn === TopicArn && endpoint === Endpoint);
        if (existing !== undefined && existing.raw !== raw)
          throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
        const arn = existing?.arn ?? `${TopicArn}:${uuid(random)}`;
        if (existing === undefined) subscriptions.put(arn, { arn, topicArn: TopicArn, endpoint: Endpoint, raw });
        return { SubscriptionArn: arn };
      },
    }),

    Unsubscribe: operation<UnsubscribeCommandInput, UnsubscribeCommandOutput>({
      accepts: ["SubscriptionArn"],
      needs: ({ SubscriptionArn = "" }) => [{ action: "sns:Unsubscribe", resource: topicOf(SubscriptionArn) }],
      run: ({ SubscriptionArn = "" }) => {
        if (subscriptions.get(SubscriptionArn) !== undefined) subscriptions.remove(SubscriptionArn);
        return {};
      },
    }),

    ListSubscriptions: operation<ListSubscriptionsCommandInput, ListSubscriptionsCommandOutput>({
      accepts: ["NextToken"],
      run: ({ NextToken }) => listed(subscriptions.seenValues(), NextToken),
    }),

    ListSubscriptionsByTopic: operation<ListSubscriptionsByTopicCommandInput, ListSubscriptionsByTopicCommandOutput>({
      accepts: ["TopicArn", "NextToken"],
      needs: onTopic("ListSubscriptionsByTopic"),
      run: ({ TopicArn = "", NextToken }) => {
        if (topics.seen(TopicArn) === undefined) throw topicDoesNotExist();
        return listed(
          subscriptions.seenValues().filter(({ topicArn }) => topicArn === TopicArn),
          NextToken,
        );
      },
    }),
  };
};
