import type {
  AddTagsCommandInput,
  AddTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  RemoveTagsCommandInput,
  RemoveTagsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Records } from "../../../world/records.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noListener, noLoadBalancer, noRule, noTargetGroup } from "../errors.ts";
import { known } from "../known.ts";
import { needOn } from "../needs.ts";
import { checkTagCount, readTags } from "../request-tags.ts";

/** "You can specify up to 20 resources in a single call." */
const mostResources = 20;

/** Makes sure of the resource behind an ARN, in the view of a read or of a write; AWS's error of its kind if there is none. */
const checkResource = (context: Elbv2Context, arn: string, view: "change" | "read"): void => {
  const { tables } = context;
  const read = <T>(records: Records<T>) => (view === "read" ? records.seen(arn) : known(context, records, arn));
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

const existing = (context: Elbv2Context, all: readonly string[], view: "change" | "read") => {
  if (all.length > mostResources) throw validationError(`A maximum of '${mostResources}' resources can be specified`);
  for (const arn of all) checkResource(context, arn, view);
  return all;
};

/**
 * Adds tags to each resource, or overwrites those of the same key.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddTags.html
 */
export const addTags = (context: Elbv2Context) =>
  operation<AddTagsCommandInput, AddTagsCommandOutput>({
    accepts: ["ResourceArns", "Tags"],
    needs: ({ ResourceArns, Tags }) => needOn(context, "AddTags", ResourceArns ?? [], Tags),
    run({ ResourceArns = [], Tags }) {
      const { tables } = context;
      const added = readTags(Tags);
      for (const arn of existing(context, ResourceArns, "change")) {
        tables.tags.put(arn, checkTagCount({ ...tables.tags.get(arn), ...added }));
      }
      return {};
    },
  });

/**
 * Removes tags by their keys; one that a resource does not have is removed already.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RemoveTags.html
 */
export const removeTags = (context: Elbv2Context) =>
  operation<RemoveTagsCommandInput, RemoveTagsCommandOutput>({
    accepts: ["ResourceArns", "TagKeys"],
    needs: ({ ResourceArns, TagKeys = [] }) =>
      needOn(context, "RemoveTags", ResourceArns ?? []).map((need) => ({ ...need, tagKeys: TagKeys })),
    run({ ResourceArns = [], TagKeys = [] }) {
      const { tables } = context;
      for (const arn of existing(context, ResourceArns, "change")) {
        const kept = Object.entries(tables.tags.get(arn) ?? {}).filter(([key]) => !TagKeys.includes(key));
        tables.tags.put(arn, Object.fromEntries(kept));
      }
      return {};
    },
  });

/**
 * The tags of up to 20 resources, unpaged.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
 */
export const describeTags = (context: Elbv2Context) =>
  operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>({
    accepts: ["ResourceArns"],
    run: ({ ResourceArns = [] }) => ({
      TagDescriptions: existing(context, ResourceArns, "read").map((ResourceArn) => ({
        ResourceArn,
        Tags: Object.entries(context.tables.tags.seen(ResourceArn) ?? {}).map(([Key, Value]) => ({ Key, Value })),
      })),
    }),
  });
