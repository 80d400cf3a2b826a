import type { Tag } from "@aws-sdk/client-eventbridge";

/** The tags in a request, by key. */
export const ruleTags = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
