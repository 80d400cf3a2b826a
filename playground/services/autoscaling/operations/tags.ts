import type {
  CreateOrUpdateTagsCommandInput,
  CreateOrUpdateTagsCommandOutput,
  DeleteTagsCommandInput,
  DeleteTagsCommandOutput,
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
  Filter,
  Tag,
  TagDescription,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { type Need, operation } from "../../../world/service.ts";
import { required, validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { mergedTags, shownGroupTags } from "../group-tags.ts";
import { needOnGroup } from "../needs.ts";
import type { Group, GroupTag } from "../records.ts";
import { groupNamed, type Store } from "../store.ts";

/**
 * Adds tags to groups, or overwrites those of the same key: all of them, or none.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateOrUpdateTags.html
 */
export const createOrUpdateTags = (context: AutoScalingContext) =>
  operation<CreateOrUpdateTagsCommandInput, CreateOrUpdateTagsCommandOutput>({
    accepts: ["Tags"],
    needs: ({ Tags }) =>
      onTaggedGroups(
        context,
        "CreateOrUpdateTags",
        Tags?.map((tag) => ({ ...tag, Value: tag.Value ?? "" })),
      ),
    run: ({ Tags }) => {
      const { store } = context;
      const changed = [...byGroup(Tags)].map(([name, asked]): Group => {
        const group = taggedGroup(store, name);
        return { ...group, tags: mergedTags(group.tags, asked) };
      });
      for (const group of changed) store.groups.put(group.name, group);
      return {};
    },
  });

/**
 * "If you specify a tag value in your request, the tag is deleted only if it has that value."
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteTags.html
 */
export const deleteGroupTags = (context: AutoScalingContext) =>
  operation<DeleteTagsCommandInput, DeleteTagsCommandOutput>({
    accepts: ["Tags"],
    needs: ({ Tags }) => onTaggedGroups(context, "DeleteTags", Tags),
    run: ({ Tags }) => {
      const { store } = context;
      const changed = [...byGroup(Tags)].map(([name, asked]): Group => {
        const group = taggedGroup(store, name);
        const doomed = (tag: GroupTag) =>
          asked.some((one) => one.Key === tag.Key && (one.Value === undefined || one.Value === tag.Value));
        return { ...group, tags: group.tags.filter((tag) => !doomed(tag)) };
      });
      for (const group of changed) store.groups.put(group.name, group);
      return {};
    },
  });

/**
 * The tags of all groups, or those that the filters let through.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeTags.html
 */
export const describeGroupTags = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>({
    accepts: ["Filters", "NextToken", "MaxRecords"],
    run: ({ Filters = [], NextToken, MaxRecords }) => {
      const tags = store.groups
        .seenValues()
        .flatMap(shownGroupTags)
        .filter((tag) => matches(tag, Filters));
      const { items, next } = page(tags, NextToken, MaxRecords, surroundings.pageSize);
      return { Tags: items, NextToken: next };
    },
  });

/** https://github.com/cloud-custodian/cloud-custodian/issues/380 */
const taggedGroup = (store: Store, name: string): Group =>
  groupNamed(store, name, { absent: `AutoScalingGroup not found - AutoScaling Group ${name} not found` });

const onTaggedGroups = (context: AutoScalingContext, action: string, tags: readonly Tag[] = []): readonly Need[] =>
  [...Map.groupBy(tags, (tag) => tag.ResourceId)].map(([name, own]) => needOnGroup(context, action, name, own));

const byGroup = (tags: readonly Tag[] = []): ReadonlyMap<string, readonly Tag[]> => {
  for (const { ResourceType } of tags)
    if (ResourceType !== undefined && ResourceType !== "auto-scaling-group")
      throw validationError(`Invalid resource type: ${ResourceType}. The only supported value is auto-scaling-group`);
  return Map.groupBy(tags, (tag) => required(tag.ResourceId, "tags.member.resourceId"));
};

const matches = (tag: TagDescription, filters: readonly Filter[]): boolean =>
  filters.every(({ Name, Values = [] }) => {
    switch (Name) {
      case "auto-scaling-group":
        return Values.includes(tag.ResourceId ?? "");
      case "key":
        return Values.includes(tag.Key ?? "");
      case "value":
        return Values.includes(tag.Value ?? "");
      case "propagate-at-launch":
        return Values.includes(String(tag.PropagateAtLaunch));
      default:
        throw validationError(`Invalid filter name: ${Name}`);
    }
  });
