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
import { needOn } from "../needs.ts";
import { checkTagCount, readTags } from "../request-tags.ts";
import type { Tables } from "../tables.ts";

/** "You can specify up to 20 resources in a single call." */
const mostResources = 20;

/** Makes sure of the resource behind an ARN, in the view of a read or of a write; AWS's error of its kind if there is none. */
const checkResource = (tables: Tables, arn: string, view: "get" | "seen"): void => {
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

const existing = (tables: Tables, all: readonly string[], view: "get" | "seen") => {
  if (all.length > mostResources) throw validationError(`A maximum of '${mostResources}' resources can be specified`);
  for (const arn of all) checkResource(tables, arn, view);
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
      for (const arn of existing(tables, ResourceArns, "get")) {
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
    needs: ({ ResourceArns }) => needOn(context, "RemoveTags", ResourceArns ?? []),
    run({ ResourceArns = [], TagKeys = [] }) {
      const { tables } = context;
      for (const arn of existing(tables, ResourceArns, "get")) {
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
export const describeTags = ({ tables }: Elbv2Context) =>
  operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>({
    accepts: ["ResourceArns"],
    run: ({ ResourceArns = [] }) => ({
      TagDescriptions: existing(tables, ResourceArns, "seen").map((ResourceArn) => ({
        ResourceArn,
        Tags: Object.entries(tables.tags.seen(ResourceArn) ?? {}).map(([Key, Value]) => ({ Key, Value })),
      })),
    }),
  });
