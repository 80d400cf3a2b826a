import type { DynamoDbContext, Table } from "./context.ts";
import { type DynamoDbJson, validationFailure } from "./engine-error.ts";
import type { TableSettings } from "./table-settings.ts";

/** The name of the table that a request is about. */
export const tableNameOf = (input: DynamoDbJson): string =>
  typeof input.TableName === "string" ? input.TableName : "";

/** A table as dynalite describes it, and what is known besides. Rejects if there is none. */
export const describeWhole = async (
  { engine, tables }: DynamoDbContext,
  input: DynamoDbJson,
): Promise<readonly [description: DynamoDbJson, table: Table]> => {
  const { Table: description } = await engine.run("DescribeTable", { TableName: input.TableName });
  const table = tables.get(tableNameOf(input));
  if (table === undefined) throw validationFailure(`Table ${tableNameOf(input)} is being deleted.`);
  return [description as DynamoDbJson, table];
};

/** Changes the settings that dynalite does not know, and answers them. Rejects if there is no such table. */
export const changeSettings = async (
  dynamoDb: DynamoDbContext,
  input: DynamoDbJson,
  after: (settings: TableSettings) => TableSettings,
): Promise<TableSettings> => {
  const [, table] = await describeWhole(dynamoDb, input);
  const settings = after(table.settings);
  dynamoDb.tables.set(tableNameOf(input), { ...table, settings });
  return settings;
};
