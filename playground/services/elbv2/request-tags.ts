import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../world/aws-error.ts";
import { required, validationError } from "../constraints.ts";
import type { Pairs } from "./tables.ts";

/** "Maximum number of tags per resource: 50". */
const mostTags = 50;

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
  return checkTagCount(Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])));
};

/** The tags if a resource may have so many. */
export const checkTagCount = (tags: Pairs): Pairs => {
  if (Object.keys(tags).length > mostTags) {
    throw new AwsError("TooManyTagsException", `The maximum number of tags per resource is '${mostTags}'`);
  }
  return tags;
};
