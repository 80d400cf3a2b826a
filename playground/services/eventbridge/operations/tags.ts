import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { operation } from "../../../world/service.ts";
import { ruleNotFound } from "../bus.ts";
import type { EventBridgeContext } from "../context.ts";
import type { Rule } from "../rule.ts";
import { ruleTags } from "../rule-tags.ts";

const taggedRule = ({ rules }: EventBridgeContext, arn: string | undefined): Rule => {
  const rule = rules.values().find((candidate) => candidate.arn === arn);
  if (rule !== undefined) return rule;
  throw ruleNotFound(arn?.replace(/^.*:rule\//, ""));
};

/**
 * Of a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html
 */
export const tagRule = (events: EventBridgeContext) =>
  operation<TagResourceCommandInput, TagResourceCommandOutput>({
    accepts: ["ResourceARN", "Tags"],
    needs: ({ ResourceARN = "*" }) => [{ action: "events:TagResource", resource: ResourceARN }],
    run: ({ ResourceARN, Tags = [] }) => {
      const rule = taggedRule(events, ResourceARN);
      const added = ruleTags(Tags);
      events.rules.put(rule.name, { ...rule, tags: { ...rule.tags, ...added } });
      return {};
    },
  });

/**
 * Of a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html
 */
export const untagRule = (events: EventBridgeContext) =>
  operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
    accepts: ["ResourceARN", "TagKeys"],
    needs: ({ ResourceARN = "*" }) => [{ action: "events:UntagResource", resource: ResourceARN }],
    run: ({ ResourceARN, TagKeys = [] }) => {
      const rule = taggedRule(events, ResourceARN);
      const kept = Object.entries(rule.tags).filter(([key]) => !TagKeys.includes(key));
      events.rules.put(rule.name, { ...rule, tags: Object.fromEntries(kept) });
      return {};
    },
  });

/**
 * Of a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html
 */
export const listRuleTags = (events: EventBridgeContext) =>
  operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
    accepts: ["ResourceARN"],
    needs: ({ ResourceARN = "*" }) => [{ action: "events:ListTagsForResource", resource: ResourceARN }],
    run: ({ ResourceARN }) => ({
      Tags: Object.entries(taggedRule(events, ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  });
