import type {
  TagQueueCommandInput,
  TagQueueCommandOutput,
  UntagQueueCommandInput,
  UntagQueueCommandOutput,
} from "@aws-sdk/client-sqs";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { queueAt, queueNeeds } from "../lookup.ts";

/** "Adding more than 50 tags to a queue isn't recommended", and refused. */
const mostTags = 50;

/**
 * "A new tag with a key identical to that of an existing tag overwrites the existing tag."
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html
 */
export const tagQueue = (sqs: SqsContext) =>
  operation<TagQueueCommandInput, TagQueueCommandOutput>({
    accepts: ["QueueUrl", "Tags"],
    needs: ({ QueueUrl, Tags = {} }) =>
      queueNeeds(sqs, "TagQueue")({ QueueUrl }).map((need) => ({ ...need, requestTags: Tags })),
    run: ({ QueueUrl, Tags = {} }) => {
      const queue = queueAt(sqs, QueueUrl);
      const tags = { ...queue.tags, ...Tags };
      if (Object.keys(tags).length > mostTags) {
        throw new AwsError("InvalidParameterValue", `Too many tags added for queue ${queue.name}.`);
      }
      sqs.queues.put(queue.name, { ...queue, tags });
      return {};
    },
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export const untagQueue = (sqs: SqsContext) =>
  operation<UntagQueueCommandInput, UntagQueueCommandOutput>({
    accepts: ["QueueUrl", "TagKeys"],
    needs: ({ QueueUrl, TagKeys = [] }) =>
      queueNeeds(sqs, "UntagQueue")({ QueueUrl }).map((need) => ({ ...need, tagKeys: TagKeys })),
    run: ({ QueueUrl, TagKeys = [] }) => {
      const queue = queueAt(sqs, QueueUrl);
      const kept = Object.entries(queue.tags).filter(([key]) => !TagKeys.includes(key));
      sqs.queues.put(queue.name, { ...queue, tags: Object.fromEntries(kept) });
      return {};
    },
  });
