import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { type DynamoDbJson, type EngineError, engineError, isEngineError } from "../engine-error.ts";
import { checkKeySchemas } from "../key-schemas.ts";
import { tableNameOf } from "../table.ts";
import { describedTable, schemaOf, splitSettings } from "../table-settings.ts";
import { checkTableTags, tagsIn } from "../table-tags.ts";

const type = "com.amazonaws.dynamodb.v20120810#ResourceInUseException";

const isInUse = ({ body }: EngineError) => body.__type === type;

/** dynalite says nothing of why. */
const inUse = (name: string, exists: boolean) =>
  engineError({
    __type: type,
    message: exists
      ? `Table already exists: ${name}`
      : `Attempt to change a resource which is still in use: Table is being deleted: ${name}`,
  });

/**
 * Also from the properties of `AWS::DynamoDB::Table`, with the settings that dynalite does not know.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 */
export const createTable =
  ({ surroundings, engine, tables }: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const { Tags, ...all } = input;
    checkKeySchemas(all);
    checkTableTags(Tags);
    const [rest, settings] = splitSettings(all, surroundings.clock.now());
    const made = engine.run("CreateTable", rest).catch((error) => {
      throw isEngineError(error) && isInUse(error) ? inUse(tableNameOf(input), tables.has(tableNameOf(input))) : error;
    });
    const { TableDescription } = (await made) as { TableDescription: DynamoDbJson };
    tables.set(tableNameOf(input), { schema: schemaOf(TableDescription), settings, tags: tagsIn(Tags) });
    if (Array.isArray(Tags) && Tags.length > 0) {
      await engine.run("TagResource", { ResourceArn: TableDescription.TableArn, Tags });
    }
    return { TableDescription: describedTable(TableDescription, settings) };
  };
