import type { State } from "../../changes/change.ts";

interface DescribedTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export type Tags = { readonly [key: string]: string };

/** A list of tags as AWS describes it, as values by key. */
export const tagsOf = (list: readonly DescribedTag[] | undefined): Tags =>
  Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));

/** Keys and values as the SDK's calls take them: of tags, and of attributes. */
export const keyValues = (tags: State | Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) }));
