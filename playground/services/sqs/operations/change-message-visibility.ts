import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
} from "@aws-sdk/client-sqs";
import { operation } from "../../../world/service.ts";
import { inBatch } from "../batch.ts";
import type { SqsContext } from "../context.ts";
import { messagesAt, queueAt, queueNeeds } from "../lookup.ts";
import { millisecondsOf } from "../seconds-parameter.ts";

const changeVisibility = (
  sqs: SqsContext,
  url: string | undefined,
  handle: string | undefined,
  timeoutSeconds: number | undefined,
): void => {
  const milliseconds = millisecondsOf("VisibilityTimeout", timeoutSeconds, 43_200) ?? 0;
  messagesAt(sqs, url).changeVisibility(handle ?? "", milliseconds);
};

/**
 * Of a message in flight; 0 gives it back at once.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export const changeMessageVisibility = (sqs: SqsContext) =>
  operation<ChangeMessageVisibilityCommandInput, ChangeMessageVisibilityCommandOutput>({
    accepts: ["QueueUrl", "ReceiptHandle", "VisibilityTimeout"],
    needs: queueNeeds(sqs, "ChangeMessageVisibility"),
    run: ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) => {
      changeVisibility(sqs, QueueUrl, ReceiptHandle, VisibilityTimeout);
      return {};
    },
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const changeMessageVisibilityBatch = (sqs: SqsContext) =>
  operation<ChangeMessageVisibilityBatchCommandInput, ChangeMessageVisibilityBatchCommandOutput>({
    accepts: ["QueueUrl", "Entries"],
    needs: queueNeeds(sqs, "ChangeMessageVisibility"),
    run: ({ QueueUrl, Entries = [] }) => {
      queueAt(sqs, QueueUrl);
      return inBatch("ChangeMessageVisibilityBatchRequestEntry", Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
        changeVisibility(sqs, QueueUrl, ReceiptHandle, VisibilityTimeout);
        return {};
      });
    },
  });
