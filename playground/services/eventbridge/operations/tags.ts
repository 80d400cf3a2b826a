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
import { taggedNeed } from "../needs.ts";
import { ruleTags } from "../rule-tags.ts";

/** The tags of one resource, to read and to change. */
interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  change(tags: Readonly<Record<string, string>>): void;
}

const tagged = ({ bus, busTags, rules }: EventBridgeContext, arn: string | undefined): Tagged => {
  if (arn?.includes(":event-bus/")) {
    bus.check(arn);
    const change = (tags: Readonly<Record<string, string>>) => {
      busTags.clear();
      for (const [key, value] of Object.entries(tags)) busTags.set(key, value);
    };
    return { tags: Object.fromEntries(busTags), change };
  }
  const rule = rules.values().find((candidate) => candidate.arn === arn);
  if (rule !== undefined) return { tags: rule.tags, change: (tags) => rules.put(rule.name, { ...rule, tags }) };
  const [name, busName] = (arn ?? "")
    .replace(/^.*:rule\//, "")
    .split("/")
    .reverse();
  throw ruleNotFound(name, busName);
};

/**
 * Of a rule or the bus.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html
 */
export const tagEvents = (events: EventBridgeContext) =>
  operation<TagResourceCommandInput, TagResourceCommandOutput>({
    accepts: ["ResourceARN", "Tags"],
    needs: ({ ResourceARN, Tags = [] }) => [
      taggedNeed(events, "TagResource", ResourceARN, { requestTags: ruleTags(Tags) }),
    ],
    run: ({ ResourceARN, Tags = [] }) => {
      const { tags, change } = tagged(events, ResourceARN);
      change({ ...tags, ...ruleTags(Tags) });
      return {};
    },
  });

/**
 * Of a rule or the bus.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html
 */
export const untagEvents = (events: EventBridgeContext) =>
  operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
    accepts: ["ResourceARN", "TagKeys"],
    needs: ({ ResourceARN, TagKeys = [] }) => [taggedNeed(events, "UntagResource", ResourceARN, { tagKeys: TagKeys })],
    run: ({ ResourceARN, TagKeys = [] }) => {
      const { tags, change } = tagged(events, ResourceARN);
      change(Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))));
      return {};
    },
  });

/**
 * Of a rule or the bus.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html
 */
export const listEventsTags = (events: EventBridgeContext) =>
  operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
    accepts: ["ResourceARN"],
    needs: ({ ResourceARN }) => [taggedNeed(events, "ListTagsForResource", ResourceARN)],
    run: ({ ResourceARN }) => ({
      Tags: Object.entries(tagged(events, ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  });
