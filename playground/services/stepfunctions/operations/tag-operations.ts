import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { checkArn } from "../names.ts";
import type { StateMachine, StateMachineStore } from "../state-machines.ts";

type Tags = StateMachine["tags"];

const mostTags = 50;

/** The tags with these added or replaced. Throws TooManyTags. */
export const tagRecord = (before: Tags, added: readonly Tag[]): Tags => {
  const tags = { ...before, ...Object.fromEntries(added.map(({ key = "", value = "" }) => [key, value])) };
  if (Object.keys(tags).length > mostTags) {
    throw new AwsError("TooManyTags", `A resource can have at most ${mostTags} tags.`);
  }
  return tags;
};

export const tagOperations = ({ records }: StateMachineStore) => {
  const find = (arn: string): StateMachine => {
    checkArn(arn, "stateMachine");
    const machine = records.get(arn);
    if (machine === undefined) throw new AwsError("ResourceNotFound", `Resource not found: '${arn}'`);
    return machine;
  };
  return {
    TagResource: operation<TagResourceCommandInput, TagResourceCommandOutput>({
      accepts: ["resourceArn", "tags"],
      needs: ({ resourceArn = "*" }) => [{ action: "states:TagResource", resource: resourceArn }],
      run({ resourceArn = "", tags = [] }) {
        const machine = find(resourceArn);
        records.put(resourceArn, { ...machine, tags: tagRecord(machine.tags, tags) });
        return {};
      },
    }),

    UntagResource: operation<UntagResourceCommandInput, UntagResourceCommandOutput>({
      accepts: ["resourceArn", "tagKeys"],
      needs: ({ resourceArn = "*" }) => [{ action: "states:UntagResource", resource: resourceArn }],
      run({ resourceArn = "", tagKeys = [] }) {
        const machine = find(resourceArn);
        const kept = Object.entries(machine.tags).filter(([key]) => !tagKeys.includes(key));
        records.put(resourceArn, { ...machine, tags: Object.fromEntries(kept) });
        return {};
      },
    }),

    ListTagsForResource: operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>({
      accepts: ["resourceArn"],
      needs: ({ resourceArn = "*" }) => [{ action: "states:ListTagsForResource", resource: resourceArn }],
      run({ resourceArn = "" }) {
        const { tags } = records.seen(resourceArn) ?? find(resourceArn);
        return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
      },
    }),
  };
};
