import type { DynamoDbJson } from "./engine-error.ts";

/** The tags in a request or an answer, by key. */
export const tagsIn = (tags: unknown): Readonly<Record<string, string>> =>
  Array.isArray(tags)
    ? Object.fromEntries(tags.map((tag: DynamoDbJson) => [String(tag?.Key), String(tag?.Value ?? "")]))
    : {};
