import type { AnyOperation } from "../../world/service.ts";
import type { SqsContext } from "./context.ts";
import { changeMessageVisibility, changeMessageVisibilityBatch } from "./operations/change-message-visibility.ts";
import { createQueue } from "./operations/create-queue.ts";
import { deleteMessage, deleteMessageBatch } from "./operations/delete-message.ts";
import { deleteQueue } from "./operations/delete-queue.ts";
import { getQueueUrl } from "./operations/get-queue-url.ts";
import { listQueueTags } from "./operations/list-queue-tags.ts";
import { listQueues } from "./operations/list-queues.ts";
import { purgeQueue } from "./operations/purge-queue.ts";
import { getQueueAttributes, setQueueAttributes } from "./operations/queue-attributes.ts";
import { receiveMessage } from "./operations/receive-message.ts";
import { sendMessage, sendMessageBatch } from "./operations/send-message.ts";

import { tagQueue, untagQueue } from "./operations/tag-queue.ts";

/** SQS's operations, by name. */
export const sqsOperations = (sqs: SqsContext): Readonly<Record<string, AnyOperation>> => ({
  CreateQueue: createQueue(sqs),
  GetQueueUrl: getQueueUrl(sqs),
  GetQueueAttributes: getQueueAttributes(sqs),
  SetQueueAttributes: setQueueAttributes(sqs),
  ListQueues: listQueues(sqs),
  ListQueueTags: listQueueTags(sqs),
  DeleteQueue: deleteQueue(sqs),
  PurgeQueue: purgeQueue(sqs),
  TagQueue: tagQueue(sqs),
  UntagQueue: untagQueue(sqs),
  SendMessage: sendMessage(sqs),
  SendMessageBatch: sendMessageBatch(sqs),
  ReceiveMessage: receiveMessage(sqs),
  DeleteMessage: deleteMessage(sqs),
  DeleteMessageBatch: deleteMessageBatch(sqs),
  ChangeMessageVisibility: changeMessageVisibility(sqs),
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(sqs),
});
