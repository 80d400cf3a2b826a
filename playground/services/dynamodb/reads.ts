/** What DynamoDB refuses of a Query or Scan and dynalite takes. */
import type { Table } from "./context.ts";
import { type DynamoDbJson, validationFailure } from "./engine-error.ts";
import type { CheckedRequest } from "./request-limits.ts";

const selections: Readonly<Record<string, string>> = {
  ALL_ATTRIBUTES: "ALL_ATTRIBUTES",
  ALL_PROJECTED_ATTRIBUTES: "ALL_PROJECTED_ATTRIBUTES",
  COUNT: "only the Count",
};

/**
 * Throws what DynamoDB answers to a `Select` that its other parameters contradict.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-request-Select
 */
export const checkSelect = ({ Select, IndexName, ProjectionExpression, AttributesToGet }: DynamoDbJson): void => {
  if (typeof Select !== "string") return;
  const refuse = (why: string) => validationFailure(`1 validation error detected: ${why}`);
  const named = ProjectionExpression === undefined ? undefined : "ProjectionExpression";
  const projecting = named ?? (AttributesToGet === undefined ? undefined : "AttributesToGet");
  if (Select === "ALL_PROJECTED_ATTRIBUTES" && IndexName === undefined) {
    throw refuse("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (Select === "SPECIFIC_ATTRIBUTES" && projecting === undefined) {
    throw refuse("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
  }
  if (Select !== "SPECIFIC_ATTRIBUTES" && projecting !== undefined) {
    throw refuse(`Cannot specify the ${projecting} when choosing to get ${selections[Select]}`);
  }
};

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
}

const globalIndex = (table: Table, name: unknown): Index | undefined =>
  (table.schema.GlobalSecondaryIndexes as readonly Index[]).find(({ IndexName }) => IndexName === name);

/** The attributes that a global index does not hold, of those that are asked for. */
const missing = (table: Table, index: Index, attributes: readonly string[]): readonly string[] => {
  const { KeySchema, Projection } = index;
  if (Projection.ProjectionType === "ALL") return [];
  const keys = [...KeySchema, ...(table.schema.KeySchema as Index["KeySchema"])];
  const held = new Set([...keys.map(({ AttributeName }) => AttributeName), ...(Projection.NonKeyAttributes ?? [])]);
  return [...new Set(attributes)].filter((attribute) => !held.has(attribute));
};

const invalid = (why: string) => validationFailure(`One or more parameter values were invalid: ${why}`);

/**
 * Throws what DynamoDB answers to a read of a global index that asks for more than such an index can give: "you can only request
 * attributes that are projected into the index", and it is eventually consistent. (Of a local index the table's items are fetched.)
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export const checkIndexRead = (table: Table | undefined, { ConsistentRead, ...request }: CheckedRequest): void => {
  const index = table && globalIndex(table, request.IndexName);
  if (table === undefined || index === undefined) return;
  if (ConsistentRead === true)
    throw validationFailure("Consistent reads are not supported on global secondary indexes");
  const projected = request._projection?.paths.map(([head]) => String(head)) ?? request.AttributesToGet ?? [];
  const unprojected = missing(table, index, projected as readonly string[]);
  // In these words: localstack/localstack#478.
  if (unprojected.length > 0)
    throw invalid(`Global secondary index ${index.IndexName} does not project [${unprojected.join(", ")}]`);
};
