import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { writeItem } from "../write-item.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  writeItem(dynamoDb, "UpdateItem", ({ Key }) => Key);
