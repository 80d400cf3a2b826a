import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import type { DynamoDbJson } from "../engine.ts";
import { describeWhole, tableNameOf } from "../table.ts";
import { describedTable, validationFailure } from "../table-settings.ts";

/**
 * Refused for a table that is protected against it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 */
export const deleteTable =
  (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const [, { settings }] = await describeWhole(dynamoDb, input);
    if (settings.deletionProtection) {
      throw validationFailure(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    }
    const { TableDescription } = await dynamoDb.engine.run("DeleteTable", input);
    dynamoDb.tables.delete(tableNameOf(input));
    return { TableDescription: describedTable(TableDescription as DynamoDbJson, settings) };
  };
