import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import type { DynamoDbJson } from "../engine-error.ts";
import { checkOneOfEach } from "../key-schemas.ts";
import { describeWhole, tableNameOf } from "../table.ts";
import { describedTable, schemaOf } from "../table-settings.ts";

/**
 * The protection against deletion here, all else by dynalite.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
export const updateTable =
  (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const { DeletionProtectionEnabled, ...rest } = input;
    for (const { Create } of (rest.GlobalSecondaryIndexUpdates ?? []) as readonly {
      readonly Create?: DynamoDbJson;
    }[]) {
      if (Create !== undefined) checkOneOfEach(Create);
    }
    const [, { settings, tags }] = await describeWhole(dynamoDb, input);
    if (Object.keys(rest).length > 1) await dynamoDb.engine.run("UpdateTable", rest);
    const [description] = await describeWhole(dynamoDb, input);
    const after =
      typeof DeletionProtectionEnabled === "boolean"
        ? { ...settings, deletionProtection: DeletionProtectionEnabled }
        : settings;
    dynamoDb.tables.set(tableNameOf(input), { schema: schemaOf(description), settings: after, tags });
    return { TableDescription: describedTable(description, after) };
  };
