import {
  type GetQueueAttributesCommandInput,
  type GetQueueAttributesCommandOutput,
  QueueAttributeName,
  type SetQueueAttributesCommandInput,
  type SetQueueAttributesCommandOutput,
} from "@aws-sdk/client-sqs";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { checkAttributes, type QueueAttributes } from "../attributes.ts";
import type { SqsContext } from "../context.ts";
import { messagesAt, queueArn, queueAt, queueExists, queueNeeds, queueUrl } from "../lookup.ts";
import { chosen } from "../message.ts";
import { type Queue, queueDoesNotExist } from "../queue.ts";

/** What can be asked of a queue, whether it has it or not: `All`, and what SQS's model names. */
const attributeNames: ReadonlySet<string> = new Set(Object.values(QueueAttributeName));

const describedAttributes = (sqs: SqsContext, queue: Queue): QueueAttributes => {
  const counts = messagesAt(sqs, queueUrl(sqs, queue.name)).counts();
  return {
    ...queue.attributes,
    QueueArn: queueArn(sqs, queue.name),
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1_000)),
  };
};

/**
 * The counts of messages are exact.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export const getQueueAttributes = (sqs: SqsContext) =>
  operation<GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput>({
    accepts: ["QueueUrl", "AttributeNames"],
    needs: queueNeeds(sqs, "GetQueueAttributes"),
    run: ({ QueueUrl, AttributeNames = [] }) => {
      const queue = sqs.queues.seen(queueAt(sqs, QueueUrl).name);
      if (queue === undefined) throw queueDoesNotExist();
      for (const name of AttributeNames) {
        if (!attributeNames.has(name)) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
      }
      const attributes = chosen(describedAttributes(sqs, queue), AttributeNames);
      return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
    },
  });

/**
 * An empty value takes an attribute away.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const setQueueAttributes = (sqs: SqsContext) =>
  operation<SetQueueAttributesCommandInput, SetQueueAttributesCommandOutput>({
    accepts: ["QueueUrl", "Attributes"],
    needs: queueNeeds(sqs, "SetQueueAttributes"),
    run: ({ QueueUrl, Attributes: given = {} }) => {
      const queue = queueAt(sqs, QueueUrl);
      const attributes = given as QueueAttributes;
      checkAttributes(attributes, queueExists(sqs));
      const kept = Object.entries({ ...queue.attributes, ...attributes }).filter(([, value]) => value !== "");
      sqs.queues.put(queue.name, {
        ...queue,
        attributes: Object.fromEntries(kept),
        modifiedAt: sqs.surroundings.clock.now(),
      });
      return {};
    },
  });
