import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { writeItem } from "../write-item.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  writeItem(dynamoDb, "DeleteItem", ({ Key }) => Key);
