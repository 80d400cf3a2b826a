import type { UnsubscribeCommandInput, UnsubscribeCommandOutput } from "@aws-sdk/client-sns";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { invalidParameter, refuseUnlessArn } from "../topic.ts";

/**
 * A subscription that is not there does not result in an error.
 * https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
 */
export const unsubscribe = ({ subscriptions }: SnsContext) =>
  operation<UnsubscribeCommandInput, UnsubscribeCommandOutput>({
    accepts: ["SubscriptionArn"],
    run: ({ SubscriptionArn = "" }) => {
      refuseUnlessArn("SubscriptionArn", SubscriptionArn);
      // A topic's ARN: without the subscription's own part. (LocalStack's recordings.)
      if (SubscriptionArn.split(":").length === 6) throw invalidParameter("SubscriptionId");
      if (subscriptions.get(SubscriptionArn) !== undefined) subscriptions.remove(SubscriptionArn);
      return {};
    },
  });
