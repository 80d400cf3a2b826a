import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { type DynamoDbJson, validationFailure } from "../engine-error.ts";
import { describeWhole, tableNameOf } from "../table.ts";
import { describedLast, describedTable } from "../table-settings.ts";

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
    return { TableDescription: describedLast(describedTable(TableDescription as DynamoDbJson, settings)) };
  };
