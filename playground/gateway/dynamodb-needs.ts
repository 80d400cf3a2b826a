import type { Need } from "../world/service.ts";

type Input = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Input => typeof value === "object" && value !== null;

/** The permissions that a transaction needs: those of its items' own operations. */
const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

/**
 * What a DynamoDB request must be allowed to do. The resource is the table, or the index that a Query or Scan reads; an
 * operation on no table (ListTables) acts on `*`.
 */
export const dynamodbNeeds = (
  { account, region }: { readonly account: string; readonly region: string },
  operation: string,
  input: unknown,
): readonly Need[] => {
  const need = (action: string, table: unknown, index?: unknown): Need => {
    const name = String(table);
    const arn = name.startsWith("arn:") ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
    return { action: `dynamodb:${action}`, resource: index === undefined ? arn : `${arn}/index/${index}` };
  };
  if (!isRecord(input)) return [{ action: `dynamodb:${operation}`, resource: "*" }];
  if (Array.isArray(input.TransactItems))
    return input.TransactItems.filter(isRecord)
      .flatMap((item) => Object.entries(item))
      .map(([kind, held]) => need(transactionActions[kind] ?? kind, isRecord(held) ? held.TableName : ""));
  if (isRecord(input.RequestItems)) return Object.keys(input.RequestItems).map((table) => need(operation, table));
  const table = input.TableName ?? input.ResourceArn;
  return table === undefined
    ? [{ action: `dynamodb:${operation}`, resource: "*" }]
    : [need(operation, table, input.IndexName)];
};
