import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { describeWhole } from "../table.ts";
import { describedTable, withWarmThroughput } from "../table-settings.ts";

/**
 * With the settings that dynalite does not know.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 */
export const describeTable =
  (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const [description, { settings }] = await describeWhole(dynamoDb, input);
    return { Table: withWarmThroughput(describedTable(description, settings)) };
  };
