import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import type { DynamoDbJson } from "../engine-error.ts";
import { tableNameOf } from "../table.ts";
import { writeItem } from "../write-item.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  writeItem(dynamoDb, "PutItem", (input) => {
    const { schema } = dynamoDb.tables.get(tableNameOf(input)) ?? {};
    const keys = schema?.KeySchema as readonly { readonly AttributeName: string }[];
    const item = input.Item as DynamoDbJson;
    return Object.fromEntries(keys.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
  });
