import type { ListQueuesCommandInput, ListQueuesCommandOutput } from "@aws-sdk/client-sqs";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { queueUrl } from "../lookup.ts";

/** ListQueues without MaxResults answers this many, and no token. */
const mostListed = 1_000;

/**
 * Their URLs.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
 */
export const listQueues = (sqs: SqsContext) =>
  operation<ListQueuesCommandInput, ListQueuesCommandOutput>({
    accepts: ["QueueNamePrefix", "NextToken", "MaxResults"],
    run: ({ QueueNamePrefix = "", NextToken, MaxResults }) => {
      const urls = sqs.queues
        .seenValues()
        .filter(({ name }) => name.startsWith(QueueNamePrefix))
        .map(({ name }) => queueUrl(sqs, name));
      const { items, next } = page(
        urls,
        NextToken,
        MaxResults,
        MaxResults === undefined ? mostListed : sqs.surroundings.pageSize,
      );
      if (items.length === 0) return {};
      return { QueueUrls: items, ...(next === undefined || MaxResults === undefined ? {} : { NextToken: next }) };
    },
  });
