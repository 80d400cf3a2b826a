import type { DeleteQueueCommandInput, DeleteQueueCommandOutput } from "@aws-sdk/client-sqs";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { queueAt, queueNeeds } from "../lookup.ts";
import { closeMessages } from "../queue-messages.ts";

/**
 * With its messages, and whoever waits for one gets none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
 */
export const deleteQueue = (sqs: SqsContext) =>
  operation<DeleteQueueCommandInput, DeleteQueueCommandOutput>({
    accepts: ["QueueUrl"],
    needs: queueNeeds(sqs, "DeleteQueue"),
    run: ({ QueueUrl }) => {
      const { name } = queueAt(sqs, QueueUrl);
      sqs.queues.remove(name);
      closeMessages(sqs, name);
      sqs.deletedAt.set(name, sqs.surroundings.clock.now());
      return {};
    },
  });
