import type {
  CreateQueueCommandInput,
  CreateQueueCommandOutput,
  DeleteQueueCommandInput,
  DeleteQueueCommandOutput,
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
  GetQueueUrlCommandInput,
  GetQueueUrlCommandOutput,
  ListQueuesCommandInput,
  ListQueuesCommandOutput,
  ListQueueTagsCommandInput,
  ListQueueTagsCommandOutput,
  PurgeQueueCommandInput,
  PurgeQueueCommandOutput,
  SetQueueAttributesCommandInput,
  SetQueueAttributesCommandOutput,
} from "@aws-sdk/client-sqs";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import type { Records } from "../../world/records.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { type Attributes, checkAttributes, defaultAttributes } from "./attributes.ts";
import { type Directory, type Queue, queueDoesNotExist } from "./directory.ts";
import { chosen } from "./message.ts";

/** "You must wait 60 seconds after deleting a queue before you can create another with the same name"; the same for purging. */
const minute = 60_000;

/** ListQueues without MaxResults answers this many, and no token. */
const mostListed = 1_000;

const invalidParameter = (message: string) => new AwsError("InvalidParameterValue", message);

/** CreateQueue and the other operations on queues. `created` and `deleted` keep the messages' stores in step. */
export const queueOperations = (
  { clock, pageSize }: Pick<Surroundings, "clock" | "pageSize">,
  queues: Records<Queue>,
  directory: Directory,
  stores: { readonly created: (name: string) => void; readonly deleted: (name: string) => void },
) => {
  const deletedAt = new Map<string, number>();
  const purgedAt = new Map<string, number>();
  const within = (moment: number | undefined) => moment !== undefined && clock.now() - moment < minute;
  const exists = (arn: string) => queues.values().some(({ name }) => directory.arn(name) === arn);

  const checkSame = (queue: Queue, attributes: Attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (queue.attributes[name] !== value) {
        throw new AwsError(
          "QueueNameExists",
          `A queue already exists with the same name and a different value for attribute ${name}`,
        );
      }
    }
  };

  const attributesOf = (queue: Queue): Attributes => {
    const counts = directory.messages(directory.url(queue.name)).counts();
    return {
      ...queue.attributes,
      QueueArn: directory.arn(queue.name),
      ApproximateNumberOfMessages: String(counts.visible),
      ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
      ApproximateNumberOfMessagesDelayed: String(counts.delayed),
      CreatedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
      LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1_000)),
    };
  };

  return {
    CreateQueue: operation<CreateQueueCommandInput, CreateQueueCommandOutput>({
      accepts: ["QueueName", "Attributes", "tags"],
      needs: ({ QueueName, tags = {} }) => [
        { action: "sqs:CreateQueue", resource: directory.arn(QueueName ?? ""), requestTags: tags },
      ],
      run: ({ QueueName = "", Attributes: given = {}, tags = {} }) => {
        if (QueueName.endsWith(".fifo")) throw new NotEmulated("FIFO queues");
        if (!/^[\w-]{1,80}$/.test(QueueName)) {
          throw invalidParameter(
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
          );
        }
        const attributes = given as Attributes;
        checkAttributes(attributes, exists);
        const existing = queues.get(QueueName);
        if (existing !== undefined) {
          checkSame(existing, attributes);
        } else {
          if (within(deletedAt.get(QueueName))) {
            throw new AwsError(
              "QueueDeletedRecently",
              "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
            );
          }
          const now = clock.now();
          queues.put(QueueName, {
            name: QueueName,
            attributes: { ...defaultAttributes, ...attributes },
            tags,
            createdAt: now,
            modifiedAt: now,
          });
          stores.created(QueueName);
        }
        return { QueueUrl: directory.url(QueueName) };
      },
    }),

    GetQueueUrl: operation<GetQueueUrlCommandInput, GetQueueUrlCommandOutput>({
      accepts: ["QueueName"],
      needs: ({ QueueName }) => [{ action: "sqs:GetQueueUrl", resource: directory.arn(QueueName ?? "") }],
      run: ({ QueueName = "" }) => {
        if (queues.seen(QueueName) === undefined) throw queueDoesNotExist();
        return { QueueUrl: directory.url(QueueName) };
      },
    }),

    GetQueueAttributes: operation<GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput>({
      accepts: ["QueueUrl", "AttributeNames"],
      needs: directory.needs("GetQueueAttributes"),
      run: ({ QueueUrl, AttributeNames = [] }) => {
        const queue = queues.seen(directory.find(QueueUrl).name);
        if (queue === undefined) throw queueDoesNotExist();
        const attributes = chosen(attributesOf(queue), AttributeNames);
        return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
      },
    }),

    SetQueueAttributes: operation<SetQueueAttributesCommandInput, SetQueueAttributesCommandOutput>({
      accepts: ["QueueUrl", "Attributes"],
      needs: directory.needs("SetQueueAttributes"),
      run: ({ QueueUrl, Attributes: given = {} }) => {
        const queue = directory.find(QueueUrl);
        const attributes = given as Attributes;
        checkAttributes(attributes, exists);
        const kept = Object.entries({ ...queue.attributes, ...attributes }).filter(([, value]) => value !== "");
        queues.put(queue.name, { ...queue, attributes: Object.fromEntries(kept), modifiedAt: clock.now() });
        return {};
      },
    }),

    ListQueues: operation<ListQueuesCommandInput, ListQueuesCommandOutput>({
      accepts: ["QueueNamePrefix", "NextToken", "MaxResults"],
      run: ({ QueueNamePrefix = "", NextToken, MaxResults }) => {
        const urls = queues
          .seenValues()
          .filter(({ name }) => name.startsWith(QueueNamePrefix))
          .map(({ name }) => directory.url(name));
        const { items, next } = page(urls, NextToken, MaxResults, MaxResults === undefined ? mostListed : pageSize);
        if (items.length === 0) return {};
        return { QueueUrls: items, ...(next === undefined || MaxResults === undefined ? {} : { NextToken: next }) };
      },
    }),

    ListQueueTags: operation<ListQueueTagsCommandInput, ListQueueTagsCommandOutput>({
      accepts: ["QueueUrl"],
      needs: directory.needs("ListQueueTags"),
      run: ({ QueueUrl }) => ({ Tags: { ...directory.find(QueueUrl).tags } }),
    }),

    DeleteQueue: operation<DeleteQueueCommandInput, DeleteQueueCommandOutput>({
      accepts: ["QueueUrl"],
      needs: directory.needs("DeleteQueue"),
      run: ({ QueueUrl }) => {
        const { name } = directory.find(QueueUrl);
        queues.remove(name);
        stores.deleted(name);
        deletedAt.set(name, clock.now());
        return {};
      },
    }),

    PurgeQueue: operation<PurgeQueueCommandInput, PurgeQueueCommandOutput>({
      accepts: ["QueueUrl"],
      needs: directory.needs("PurgeQueue"),
      run: ({ QueueUrl }) => {
        const { name } = directory.find(QueueUrl);
        if (within(purgedAt.get(name))) {
          throw new AwsError(
            "PurgeQueueInProgress",
            `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
          );
        }
        purgedAt.set(name, clock.now());
        directory.messages(QueueUrl).purge();
        return {};
      },
    }),
  };
};
