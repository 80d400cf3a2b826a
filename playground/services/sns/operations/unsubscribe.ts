import type { UnsubscribeCommandInput, UnsubscribeCommandOutput } from "@aws-sdk/client-sns";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";

const topicOf = (subscriptionArn: string) => subscriptionArn.slice(0, subscriptionArn.lastIndexOf(":"));

/**
 * A subscription that is not there does not result in an error.
 * https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
 */
export const unsubscribe = ({ subscriptions }: SnsContext) =>
  operation<UnsubscribeCommandInput, UnsubscribeCommandOutput>({
    accepts: ["SubscriptionArn"],
    needs: ({ SubscriptionArn = "" }) => [{ action: "sns:Unsubscribe", resource: topicOf(SubscriptionArn) }],
    run: ({ SubscriptionArn = "" }) => {
      if (subscriptions.get(SubscriptionArn) !== undefined) subscriptions.remove(SubscriptionArn);
      return {};
    },
  });
