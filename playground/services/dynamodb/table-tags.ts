import { NotEmulated } from "../../world/aws-error.ts";
import { type DynamoDbJson, engineError, validationFailure } from "./engine-error.ts";

/** The tags in a request or an answer, by key. */
export const tagsIn = (tags: unknown): Readonly<Record<string, string>> =>
  Array.isArray(tags)
    ? Object.fromEntries(tags.map((tag: DynamoDbJson) => [String(tag?.Key), String(tag?.Value ?? "")]))
    : {};

const members = [
  ["Key", "key", 1, 128],
  ["Value", "value", 0, 256],
] as const;

/**
 * Throws an EngineError for tags that are not as they have to be, of which dynalite would store some.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Tag.html
 */
export const checkTableTags = (tags: unknown): void => {
  if (!Array.isArray(tags)) return;
  for (const [index, tag] of (tags as readonly unknown[]).entries()) {
    const strange = Object.keys(tag as object).find((name) => name !== "Key" && name !== "Value");
    if (strange !== undefined) throw new NotEmulated(`the parameter ${strange} of a tag`);
    for (const [member, named, least, most] of members) {
      const value = (tag as DynamoDbJson)[member];
      const refuse = (shown: string, rule: string) =>
        validationFailure(
          `1 validation error detected: Value ${shown} at 'tags.${index + 1}.member.${named}' failed to satisfy constraint: Member must ${rule}`,
        );
      if (value === undefined) throw refuse("null", "not be null");
      if (typeof value !== "string") throw engineError({ __type: "com.amazon.coral.service#SerializationException" });
      if (value.length < least) throw refuse(`'${value}'`, `have length greater than or equal to ${least}`);
      if (value.length > most) throw refuse(`'${value}'`, `have length less than or equal to ${most}`);
    }
  }
};
