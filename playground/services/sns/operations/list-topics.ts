import type { ListTopicsCommandInput, ListTopicsCommandOutput } from "@aws-sdk/client-sns";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";

/**
 * Their ARNs.
 * https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html
 */
export const listTopics = ({ surroundings: { pageSize }, topics }: SnsContext) =>
  operation<ListTopicsCommandInput, ListTopicsCommandOutput>({
    accepts: ["NextToken"],
    run: ({ NextToken }) => {
      const { items, next } = page(topics.seenValues(), NextToken, undefined, pageSize);
      return {
        Topics: items.map(({ arn }) => ({ TopicArn: arn })),
        ...(next === undefined ? {} : { NextToken: next }),
      };
    },
  });
