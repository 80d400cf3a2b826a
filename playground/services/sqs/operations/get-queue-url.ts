import type { GetQueueUrlCommandInput, GetQueueUrlCommandOutput } from "@aws-sdk/client-sqs";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { queueNeed, queueUrl } from "../lookup.ts";
import { queueDoesNotExist } from "../queue.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export const getQueueUrl = (sqs: SqsContext) =>
  operation<GetQueueUrlCommandInput, GetQueueUrlCommandOutput>({
    accepts: ["QueueName"],
    needs: ({ QueueName }) => [queueNeed(sqs, "GetQueueUrl", QueueName ?? "")],
    run: ({ QueueName = "" }) => {
      if (sqs.queues.seen(QueueName) === undefined) throw queueDoesNotExist();
      return { QueueUrl: queueUrl(sqs, QueueName) };
    },
  });
