import type {
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { operation } from "../../../world/service.ts";
import { inBatch } from "../batch.ts";
import type { SqsContext } from "../context.ts";
import { messagesAt, queueNeeds } from "../lookup.ts";

/**
 * With the handle of an older receive it succeeds and deletes nothing.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
export const deleteMessage = (sqs: SqsContext) =>
  operation<DeleteMessageCommandInput, DeleteMessageCommandOutput>({
    accepts: ["QueueUrl", "ReceiptHandle"],
    needs: queueNeeds(sqs, "DeleteMessage"),
    run: ({ QueueUrl, ReceiptHandle }) => {
      messagesAt(sqs, QueueUrl).remove(ReceiptHandle ?? "");
      return {};
    },
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const deleteMessageBatch = (sqs: SqsContext) =>
  operation<DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput>({
    accepts: ["QueueUrl", "Entries"],
    needs: queueNeeds(sqs, "DeleteMessage"),
    run: ({ QueueUrl, Entries = [] }) => {
      const store = messagesAt(sqs, QueueUrl);
      return inBatch("DeleteMessageBatchRequestEntry", Entries, ({ ReceiptHandle }) => {
        store.remove(ReceiptHandle ?? "");
        return {};
      });
    },
  });
