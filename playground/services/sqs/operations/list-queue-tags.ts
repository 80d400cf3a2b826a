import type { ListQueueTagsCommandInput, ListQueueTagsCommandOutput } from "@aws-sdk/client-sqs";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { queueAt, queueNeeds } from "../lookup.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export const listQueueTags = (sqs: SqsContext) =>
  operation<ListQueueTagsCommandInput, ListQueueTagsCommandOutput>({
    accepts: ["QueueUrl"],
    needs: queueNeeds(sqs, "ListQueueTags"),
    run: ({ QueueUrl }) => ({ Tags: { ...queueAt(sqs, QueueUrl).tags } }),
  });
