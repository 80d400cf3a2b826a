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
import { AwsError } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { type Need, operation } from "../../world/service.ts";
import { type Group, type GroupTag, required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import { groupNamed, type Store } from "./store.ts";

const mostTags = 50;

/** The tags with those of the request, which overwrite. Keys that begin with `aws:` are AWS's own. */
export const mergedTags = (tags: readonly GroupTag[], asked: readonly Tag[]): readonly GroupTag[] => {
  const merged = new Map(tags.map((tag) => [tag.Key, tag]));
  for (const tag of asked) {
    const Key = required(tag.Key, "tags.member.key");
    if (Key === "" || Key.length > 128 || (tag.Value ?? "").length > 256)
      throw validationError(`The tag '${Key}' is invalid: a key has 1 to 128 characters and a value at most 256`);
    if (Key.toLowerCase().startsWith("aws:"))
      throw validationError(`aws: prefixed tag key names are not allowed for external use: ${Key}`);
    merged.set(Key, { Key, Value: tag.Value ?? "", PropagateAtLaunch: tag.PropagateAtLaunch ?? false });
  }
  if (merged.size > mostTags)
    throw new AwsError("LimitExceededFault", `An Auto Scaling group can have at most ${mostTags} tags`);
  return [...merged.values()];
};

export const shownTags = (group: Group): TagDescription[] =>
  group.tags.map((tag) => ({ ResourceId: group.name, ResourceType: "auto-scaling-group", ...tag }));

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

const byGroup = (tags: readonly Tag[] | undefined): ReadonlyMap<string, readonly Tag[]> => {
  for (const { ResourceType } of tags ?? [])
    if (ResourceType !== undefined && ResourceType !== "auto-scaling-group")
      throw validationError(`Invalid resource type: ${ResourceType}. The only supported value is auto-scaling-group`);
  return Map.groupBy(required(tags, "tags"), (tag) => required(tag.ResourceId, "tags.member.resourceId"));
};

/** CreateOrUpdateTags, DeleteTags, DescribeTags. */
export const tagOperations = (store: Store, permissions: Permissions, pageSize: number) => {
  const needs =
    (action: string) =>
    (input: { Tags?: readonly Tag[] | undefined }): readonly Need[] =>
      [...new Set((input.Tags ?? []).map((tag) => tag.ResourceId))].map((name) => permissions.need(action, name));
  return {
    CreateOrUpdateTags: operation<CreateOrUpdateTagsCommandInput, CreateOrUpdateTagsCommandOutput>({
      accepts: ["Tags"],
      needs: needs("CreateOrUpdateTags"),
      run: ({ Tags }) => {
        const changed = [...byGroup(Tags)].map(([name, asked]): Group => {
          const group = groupNamed(store, name);
          return { ...group, tags: mergedTags(group.tags, asked) };
        });
        for (const group of changed) store.groups.put(group.name, group);
        return {};
      },
    }),

    DeleteTags: operation<DeleteTagsCommandInput, DeleteTagsCommandOutput>({
      accepts: ["Tags"],
      needs: needs("DeleteTags"),
      run: ({ Tags }) => {
        const changed = [...byGroup(Tags)].map(([name, asked]): Group => {
          const group = groupNamed(store, name);
          // "If you specify a tag value in your request, the tag is deleted only if it has that value."
          const doomed = (tag: GroupTag) =>
            asked.some((one) => one.Key === tag.Key && (one.Value === undefined || one.Value === tag.Value));
          return { ...group, tags: group.tags.filter((tag) => !doomed(tag)) };
        });
        for (const group of changed) store.groups.put(group.name, group);
        return {};
      },
    }),

    DescribeTags: operation<DescribeTagsCommandInput, DescribeTagsCommandOutput>({
      accepts: ["Filters", "NextToken", "MaxRecords"],
      run: ({ Filters = [], NextToken, MaxRecords }) => {
        const tags = store.groups
          .seenValues()
          .flatMap(shownTags)
          .filter((tag) => matches(tag, Filters));
        const { items, next } = page(tags, NextToken, MaxRecords, pageSize);
        return { Tags: items, NextToken: next };
      },
    }),
  };
};
