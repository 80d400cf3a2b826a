import type {
  AddTagsCommandInput,
  AddTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  RemoveTagsCommandInput,
  RemoveTagsCommandOutput,
  Tag,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";
import { type AnyOperation, operation } from "../../world/service.ts";
import { needOn } from "./needs.ts";
import { found, noListener, noLoadBalancer, noRule, noTargetGroup, type Pairs, type Tables } from "./tables.ts";
import { required, validationError } from "./validation.ts";

/** "Maximum number of tags per resource: 50", "You can specify up to 20 resources in a single call." */
const mostTags = 50;
const mostResources = 20;

/** The tags of a request; throws AWS's error for a key given twice, or reserved. */
export const readTags = (tags: readonly Tag[] | undefined): Pairs => {
  const keys = (tags ?? []).map(({ Key }) => required(Key, "tags.key"));
  if (new Set(keys).size < keys.length) {
    throw new AwsError("DuplicateTagKeysException", "Tag keys must be unique");
  }
  for (const key of keys) {
    if (key.toLowerCase().startsWith("aws:"))
      throw validationError("Tag keys starting with 'aws:' are reserved for system use");
    if (key.length < 1 || key.length > 128) throw validationError("The tag key must have 1 to 128 characters");
  }
  if (keys.length > mostTags) throw tooMany();
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
};

const tooMany = () => new AwsError("TooManyTagsException", `The maximum number of tags per resource is '${mostTags}'`);

/** The resource behind an ARN, in the view of a read or of a write; AWS's error of its kind if there is none. */
const resource = (tables: Tables, arn: string, view: "get" | "seen"): void => {
  const read = <T>(records: Records<T>) => records[view](arn);
  const [, kind] = /^arn:aws[\w-]*:elasticloadbalancing:[\w-]*:\d*:([\w-]+)\//.exec(arn) ?? [];
  switch (kind) {
    case "loadbalancer":
      found(read(tables.loadBalancers), noLoadBalancer);
      return;
    case "targetgroup":
      found(read(tables.targetGroups), noTargetGroup);
      return;
    case "listener":
      found(read(tables.listeners), noListener);
      return;
    case "listener-rule":
      if (tables.listeners.values().some(({ DefaultRuleArn }) => DefaultRuleArn === arn)) return;
      found(read(tables.rules), noRule);
      return;
    default:
      throw validationError(`'${arn}' is not a valid resource ARN`);
  }
};

export const tagOperations = (tables: Tables): Readonly<Record<string, AnyOperation>> => {
  const arns = (given: readonly string[] | undefined, view: "get" | "seen") => {
    const all = required(given, "resourceArns");
    if (all.length > mostResources) throw validationError(`A maximum of '${mostResources}' resources can be specified`);
    for (const arn of all) resource(tables, arn, view);
    return all;
  };

  return {
    AddTags: operation<AddTagsCommandInput, AddTagsCommandOutput>({
      accepts: ["ResourceArns", "Tags"],
      needs: ({ ResourceArns, Tags }) => needOn(tables, "AddTags", ResourceArns ?? [], Tags),
      run({ ResourceArns, Tags }) {
        const added = readTags(required(Tags, "tags"));
        for (const arn of arns(ResourceArns, "get")) {
          const tags = { ...tables.tags.get(arn), ...added };
          if (Object.keys(tags).length > mostTags) throw tooMany();
          tables.tags.put(arn, tags);
        }
        return {};
      },
    }),
    RemoveTags: operation<RemoveTagsCommandInput, RemoveTagsCommandOutput>({
      accepts: ["ResourceArns", "TagKeys"],
      needs: ({ ResourceArns }) => needOn(tables, "RemoveTags", ResourceArns ?? []),
      run({ ResourceArns, TagKeys }) {
        const removed = required(TagKeys, "tagKeys");
        for (const arn of arns(ResourceArns, "get")) {
          const kept = Object.entries(tables.tags.get(arn) ?? {}).filter(([key]) => !removed.includes(key));
          tables.tags.put(arn, Object.fromEntries(kept));
        }
        return {};
      },
    }),
    DescribeTags: operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>({
      accepts: ["ResourceArns"],
      run: ({ ResourceArns }) => ({
        TagDescriptions: arns(ResourceArns, "seen").map((ResourceArn) => ({
          ResourceArn,
          Tags: Object.entries(tables.tags.seen(ResourceArn) ?? {}).map(([Key, Value]) => ({ Key, Value })),
        })),
      }),
    }),
  };
};
