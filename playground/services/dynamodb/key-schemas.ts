/** What is asked of the keys of tables and indexes, and dynalite does not ask. */
import { NotEmulated } from "../../world/aws-error.ts";
import { type DynamoDbJson, validationFailure } from "./engine-error.ts";

interface Keyed {
  readonly IndexName?: unknown;
  readonly KeySchema?: unknown;
}

const keyTypes = ["HASH", "RANGE"];

const checkKeyTypes = (place: string, { KeySchema }: Keyed): void => {
  if (!Array.isArray(KeySchema)) return;
  const wrong = KeySchema.findIndex(
    (key: DynamoDbJson) => typeof key?.KeyType === "string" && !keyTypes.includes(key.KeyType),
  );
  if (wrong < 0) return;
  throw validationFailure(
    `1 validation error detected: Value '${KeySchema[wrong].KeyType}' at '${place}.${wrong + 1}.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]`,
  );
};

/**
 * Throws what DynamoDB answers to keys of unknown types. Throws NotEmulated for the keys of several attributes that global indexes may have:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
 */
export const checkKeySchemas = (input: DynamoDbJson): void => {
  checkKeyTypes("keySchema", input);
  for (const [member, place] of [
    ["LocalSecondaryIndexes", "localSecondaryIndexes"],
    ["GlobalSecondaryIndexes", "globalSecondaryIndexes"],
  ] as const) {
    const indexes = input[member];
    if (!Array.isArray(indexes)) continue;
    for (const [at, index] of indexes.entries()) checkKeyTypes(`${place}.${at + 1}.member.keySchema`, index as Keyed);
    if (member === "GlobalSecondaryIndexes") for (const index of indexes) checkOneOfEach(index as Keyed);
  }
};

/** Throws NotEmulated for a global index whose partition or sort key is of several attributes. */
export const checkOneOfEach = ({ IndexName, KeySchema }: Keyed): void => {
  if (!Array.isArray(KeySchema)) return;
  const types = KeySchema.map((key: DynamoDbJson) => key?.KeyType);
  if (new Set(types).size === types.length) return;
  throw new NotEmulated(`keys of several attributes (multi-attribute keys) of global secondary indexes: ${IndexName}`);
};
