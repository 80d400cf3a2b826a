import type { PurgeQueueCommandInput, PurgeQueueCommandOutput } from "@aws-sdk/client-sqs";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { isTooSoon } from "../cooldown.ts";
import { messagesAt, queueAt, queueNeeds } from "../lookup.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue = (sqs: SqsContext) =>
  operation<PurgeQueueCommandInput, PurgeQueueCommandOutput>({
    accepts: ["QueueUrl"],
    needs: queueNeeds(sqs, "PurgeQueue"),
    run: ({ QueueUrl }) => {
      const { name } = queueAt(sqs, QueueUrl);
      if (isTooSoon(sqs, sqs.purgedAt.get(name))) {
        throw new AwsError(
          "PurgeQueueInProgress",
          `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
        );
      }
      sqs.purgedAt.set(name, sqs.surroundings.clock.now());
      messagesAt(sqs, QueueUrl).purge();
      return {};
    },
  });
