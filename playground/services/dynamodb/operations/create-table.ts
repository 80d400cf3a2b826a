import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import type { DynamoDbJson } from "../engine.ts";
import { tableNameOf } from "../table.ts";
import { describedTable, schemaOf, splitSettings } from "../table-settings.ts";

/**
 * Also from the properties of `AWS::DynamoDB::Table`, with the settings that dynalite does not know.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export const createTable =
  ({ surroundings, engine, tables }: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const { Tags, ...all } = input;
    const [rest, settings] = splitSettings(all, surroundings.clock.now());
    const { TableDescription } = (await engine.run("CreateTable", rest)) as { TableDescription: DynamoDbJson };
    tables.set(tableNameOf(input), { schema: schemaOf(TableDescription), settings });
    if (Array.isArray(Tags) && Tags.length > 0) {
      await engine.run("TagResource", { ResourceArn: TableDescription.TableArn, Tags });
    }
    return { TableDescription: describedTable(TableDescription, settings) };
  };
