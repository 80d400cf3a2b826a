import type { CreateQueueCommandInput, CreateQueueCommandOutput } from "@aws-sdk/client-sqs";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { checkAttributes, defaultAttributes, type QueueAttributes } from "../attributes.ts";
import type { SqsContext } from "../context.ts";
import { isTooSoon } from "../cooldown.ts";
import { queueArn, queueExists, queueUrl } from "../lookup.ts";
import type { Queue } from "../queue.ts";
import { openMessages } from "../queue-messages.ts";

/** Creating a queue again is nothing, unless an attribute that is asked for would be another. */
const checkSame = (queue: Queue, attributes: QueueAttributes): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (queue.attributes[name] !== value) {
      throw new AwsError(
        "QueueNameExists",
        `A queue already exists with the same name and a different value for attribute ${name}`,
      );
    }
  }
};

const create = (
  sqs: SqsContext,
  name: string,
  attributes: QueueAttributes,
  tags: Readonly<Record<string, string>>,
): void => {
  if (isTooSoon(sqs, sqs.deletedAt.get(name))) {
    throw new AwsError(
      "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
  }
  const now = sqs.surroundings.clock.now();
  sqs.queues.put(name, {
    name,
    attributes: { ...defaultAttributes, ...attributes },
    tags,
    createdAt: now,
    modifiedAt: now,
  });
  openMessages(sqs, name);
};

/**
 * Standard queues only.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
export const createQueue = (sqs: SqsContext) =>
  operation<CreateQueueCommandInput, CreateQueueCommandOutput>({
    accepts: ["QueueName", "Attributes", "tags"],
    needs: ({ QueueName, tags = {} }) => [
      { action: "sqs:CreateQueue", resource: queueArn(sqs, QueueName ?? ""), requestTags: tags },
    ],
    run: ({ QueueName = "", Attributes: given = {}, tags = {} }) => {
      if (QueueName.endsWith(".fifo")) throw new NotEmulated("FIFO queues");
      if (!/^[\w-]{1,80}$/.test(QueueName)) {
        throw new AwsError(
          "InvalidParameterValue",
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        );
      }
      const attributes = given as QueueAttributes;
      checkAttributes(attributes, queueExists(sqs));
      const existing = sqs.queues.get(QueueName);
      if (existing !== undefined) checkSame(existing, attributes);
      else create(sqs, QueueName, attributes, tags);
      return { QueueUrl: queueUrl(sqs, QueueName) };
    },
  });
