import type { Tag, TagDescription } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import { required, validationError } from "../constraints.ts";
import type { Group, GroupTag } from "./records.ts";

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

/** A group's tags as every answer shows them. */
export const shownGroupTags = (group: Group): TagDescription[] =>
  group.tags.map((tag) => ({ ResourceId: group.name, ResourceType: "auto-scaling-group", ...tag }));
