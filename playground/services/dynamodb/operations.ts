import type { DynamoDbContext, DynamoDbOperation } from "./context.ts";
import { batchWriteItem } from "./operations/batch-write-item.ts";
import { describeContinuousBackups, updateContinuousBackups } from "./operations/continuous-backups.ts";
import { createTable } from "./operations/create-table.ts";
import { deleteItem } from "./operations/delete-item.ts";
import { deleteTable } from "./operations/delete-table.ts";
import { describeTable } from "./operations/describe-table.ts";
import { putItem } from "./operations/put-item.ts";
import { query } from "./operations/query.ts";
import { scan } from "./operations/scan.ts";
import { tagTable, untagTable } from "./operations/tags.ts";
import { describeTimeToLive, updateTimeToLive } from "./operations/time-to-live.ts";
import { updateItem } from "./operations/update-item.ts";
import { updateTable } from "./operations/update-table.ts";

/** The operations that differ from dynalite's, by name; all others that it has are its own. */
export const dynamoDbOperations = (dynamoDb: DynamoDbContext): Readonly<Record<string, DynamoDbOperation>> => ({
  PutItem: putItem(dynamoDb),
  UpdateItem: updateItem(dynamoDb),
  DeleteItem: deleteItem(dynamoDb),
  BatchWriteItem: batchWriteItem(dynamoDb),
  Query: query(dynamoDb),
  Scan: scan(dynamoDb),
  CreateTable: createTable(dynamoDb),
  UpdateTable: updateTable(dynamoDb),
  DeleteTable: deleteTable(dynamoDb),
  DescribeTable: describeTable(dynamoDb),
  DescribeTimeToLive: describeTimeToLive(dynamoDb),
  UpdateTimeToLive: updateTimeToLive(dynamoDb),
  DescribeContinuousBackups: describeContinuousBackups(dynamoDb),
  UpdateContinuousBackups: updateContinuousBackups(dynamoDb),
  TagResource: tagTable(dynamoDb),
  UntagResource: untagTable(dynamoDb),
});
