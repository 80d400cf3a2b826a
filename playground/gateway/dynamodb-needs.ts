import type { JudgedTable } from "../world/neighbours.ts";
import type { Need } from "../world/service.ts";

type Input = Readonly<Record<string, unknown>>;

interface Tables {
  readonly account: string;
  readonly region: string;
  judged(table: string): JudgedTable | undefined;
}

const isRecord = (value: unknown): value is Input => typeof value === "object" && value !== null;
const record = (value: unknown): Input => (isRecord(value) ? value : {});
const records = (value: unknown): readonly Input[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** The permissions that a transaction needs: those of its items' own operations. */
const transactionActions: Readonly<Record<string, string>> = {
  ConditionCheck: "ConditionCheckItem",
  Delete: "DeleteItem",
  Get: "GetItem",
  Put: "PutItem",
  Update: "UpdateItem",
};

/** The items, or keys of items, that an operation names. */
const itemsIn = (held: Input): readonly Input[] => [...[held.Item, held.Key].filter(isRecord), ...records(held.Keys)];

/** The value of `name = :value`, or of an old `KeyConditions`, that a Query asks for. */
const queried = (input: Input, name: string): unknown => {
  if (input.KeyConditionExpression === undefined && input.KeyConditions === undefined) return undefined;
  const { AttributeValueList } = record(record(input.KeyConditions)[name]);
  const names = record(input.ExpressionAttributeNames);
  const expression = typeof input.KeyConditionExpression === "string" ? input.KeyConditionExpression : "";
  const found = [...expression.matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g)].find(
    ([, attribute = ""]) => (names[attribute] ?? attribute) === name,
  );
  return Array.isArray(AttributeValueList)
    ? AttributeValueList[0]
    : record(input.ExpressionAttributeValues)[found?.[2] ?? ""];
};

const textOf = (value: unknown): readonly string[] => {
  const { S, N, B } = record(value);
  const text = S ?? N ?? B;
  return text === undefined ? [] : [String(text)];
};

/** "dynamodb:Select" and the like: what a request says of itself. */
const keysOf = ({ Select, ReturnValues, ReturnConsumedCapacity }: Input): Readonly<Record<string, string>> => ({
  ...(typeof Select === "string" ? { "dynamodb:select": Select } : {}),
  ...(typeof ReturnValues === "string" ? { "dynamodb:returnvalues": ReturnValues } : {}),
  ...(typeof ReturnConsumedCapacity === "string" ? { "dynamodb:returnconsumedcapacity": ReturnConsumedCapacity } : {}),
});

/** The need of an action on a table or its index, with the partition keys of what `held` names. */
const tableNeed = (tables: Tables, action: string, given: unknown, held: Input): Need => {
  const { account, region } = tables;
  const text = String(given);
  const isArn = text.startsWith("arn:");
  const name = isArn ? text.replace(/^arn:.*:table\//, "") : text;
  const arn = isArn ? text : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  const index = held.IndexName === undefined ? undefined : String(held.IndexName);
  const table = tables.judged(name);
  const key = table?.partitionKey(index);
  const values = key === undefined ? [] : [...itemsIn(held).map((item) => item[key]), queried(held, key)];
  return {
    action: `dynamodb:${action}`,
    resource: index === undefined ? arn : `${arn}/index/${index}`,
    tags: table?.tags ?? {},
    context: { ...keysOf(held), "dynamodb:leadingkeys": [...new Set(values.flatMap(textOf))] },
  };
};

/** The writes of a batch, as the single operations would have them. */
const writes = (requests: unknown): Input => ({
  Keys: records(requests).map(({ PutRequest, DeleteRequest }) =>
    record(record(PutRequest).Item ?? record(DeleteRequest).Key),
  ),
});

const tagsOf = ({ Tags, TagKeys }: Input): Pick<Need, "requestTags" | "tagKeys"> => ({
  ...(Array.isArray(Tags)
    ? { requestTags: Object.fromEntries(records(Tags).map(({ Key, Value }) => [String(Key), String(Value ?? "")])) }
    : {}),
  ...(Array.isArray(TagKeys) ? { tagKeys: TagKeys.map(String) } : {}),
});

/**
 * What a DynamoDB request must be allowed to do. The resource is the table, or the index that a Query or Scan reads; an
 * operation on no table (ListTables) acts on `*`. "dynamodb:LeadingKeys" are the partition keys of the items that it names; a Scan
 * names none. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const dynamodbNeeds = (tables: Tables, operation: string, input: unknown): readonly Need[] => {
  if (!isRecord(input)) return [{ action: `dynamodb:${operation}`, resource: "*" }];
  const enclosed = { "dynamodb:enclosingoperation": operation };
  if (Array.isArray(input.TransactItems))
    return records(input.TransactItems)
      .flatMap((item) => Object.entries(item))
      .map(([kind, held]) => {
        const need = tableNeed(tables, transactionActions[kind] ?? kind, record(held).TableName ?? "", record(held));
        return { ...need, context: { ...need.context, ...enclosed } };
      });
  if (isRecord(input.RequestItems))
    return Object.entries(input.RequestItems).map(([table, held]) =>
      tableNeed(tables, operation, table, Array.isArray(held) ? writes(held) : record(held)),
    );
  const table = input.TableName ?? input.ResourceArn;
  return table === undefined
    ? [{ action: `dynamodb:${operation}`, resource: "*" }]
    : [{ ...tableNeed(tables, operation, table, input), ...tagsOf(input) }];
};
