import type { UnsubscribeCommandInput, UnsubscribeCommandOutput } from "@aws-sdk/client-sns";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { invalidParameter, refuseUnlessArn, topicNeeds } from "../topic.ts";

const topicOf = (subscriptionArn: string) => subscriptionArn.slice(0, subscriptionArn.lastIndexOf(":"));

/**
 * A subscription that is not there does not result in an error.
 * https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
 */
export const unsubscribe = ({ topics, subscriptions }: SnsContext) =>
  operation<UnsubscribeCommandInput, UnsubscribeCommandOutput>({
    accepts: ["SubscriptionArn"],
    needs: ({ SubscriptionArn = "" }) => topicNeeds({ topics }, "Unsubscribe")({ TopicArn: topicOf(SubscriptionArn) }),
    run: ({ SubscriptionArn = "" }) => {
      refuseUnlessArn("SubscriptionArn", SubscriptionArn);
      // A topic's ARN: without the subscription's own part. (LocalStack's recordings.)
      if (SubscriptionArn.split(":").length === 6) throw invalidParameter("SubscriptionId");
      if (subscriptions.get(SubscriptionArn) !== undefined) subscriptions.remove(SubscriptionArn);
      return {};
    },
  });
