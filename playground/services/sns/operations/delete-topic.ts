import type { DeleteTopicCommandInput, DeleteTopicCommandOutput } from "@aws-sdk/client-sns";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { subscriptionsTo } from "../subscription.ts";
import { refuseUnlessArn, topicNeeds } from "../topic.ts";

/**
 * "This action is idempotent, so deleting a topic that does not exist does not result in an error." Its subscriptions go
 * with it.
 * https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
 */
export const deleteTopic = (sns: SnsContext) =>
  operation<DeleteTopicCommandInput, DeleteTopicCommandOutput>({
    accepts: ["TopicArn"],
    needs: topicNeeds(sns, "DeleteTopic"),
    run: ({ TopicArn = "" }) => {
      refuseUnlessArn("TopicArn", TopicArn);
      if (sns.topics.get(TopicArn) !== undefined) sns.topics.remove(TopicArn);
      for (const { arn } of subscriptionsTo(sns.subscriptions, TopicArn)) sns.subscriptions.remove(arn);
      return {};
    },
  });
