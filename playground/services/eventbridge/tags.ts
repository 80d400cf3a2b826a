import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";
import { operation } from "../../world/service.ts";
import type { Rule } from "./rules.ts";

/** The operations on the tags of rules. */
export const tagOperations = (rules: Records<Rule>) => {
  const ruleOf = (arn: string | undefined): Rule => {
    const rule = rules.values().find((candidate) => candidate.arn === arn);
    if (rule !== undefined) return rule;
    const name = arn?.replace(/^.*:rule\//, "");
    throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`);
  };
  return {
    TagResource: operation<TagResourceCommandInput, TagResourceCommandOutput>({
      accepts: ["ResourceARN", "Tags"],
      needs: ({ ResourceARN = "*" }) => [{ action: "events:TagResource", resource: ResourceARN }],
      run: ({ ResourceARN, Tags = [] }) => {
        const rule = ruleOf(ResourceARN);
        const added = Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));
        rules.put(rule.name, { ...rule, tags: { ...rule.tags, ...added } });
        return {};
      },
    }),

    UntagResource: operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
      accepts: ["ResourceARN", "TagKeys"],
      needs: ({ ResourceARN = "*" }) => [{ action: "events:UntagResource", resource: ResourceARN }],
      run: ({ ResourceARN, TagKeys = [] }) => {
        const rule = ruleOf(ResourceARN);
        const kept = Object.entries(rule.tags).filter(([key]) => !TagKeys.includes(key));
        rules.put(rule.name, { ...rule, tags: Object.fromEntries(kept) });
        return {};
      },
    }),

    ListTagsForResource: operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
      accepts: ["ResourceARN"],
      needs: ({ ResourceARN = "*" }) => [{ action: "events:ListTagsForResource", resource: ResourceARN }],
      run: ({ ResourceARN }) => ({
        Tags: Object.entries(ruleOf(ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    }),
  };
};
