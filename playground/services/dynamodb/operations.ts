import { NotEmulated } from "../../world/aws-error.ts";
import { type Engine, type EngineOperation, engineError, type Fields, isEngineError } from "./engine.ts";
import {
  describedBackups,
  describedTable,
  describedTimeToLive,
  schemaOf,
  splitSettings,
  type TableSettings,
  validationError,
  withPointInTimeRecovery,
  withTimeToLive,
} from "./table-settings.ts";

export type DynamoDbOperation = (input: Fields) => Promise<Fields>;

/** What is known of a table besides dynalite. */
export interface Table {
  readonly schema: Fields;
  readonly settings: TableSettings;
}

const tableNameOf = (input: Fields): string => (typeof input.TableName === "string" ? input.TableName : "");

const isConditionFailure = (error: unknown): boolean =>
  isEngineError(error) && String(error.body.__type).endsWith("#ConditionalCheckFailedException");

/** Writes of items: one after the other, and with `ReturnValuesOnConditionCheckFailure`, which dynalite has not. */
const writeOperations = (engine: Engine, tables: ReadonlyMap<string, Table>) => {
  let writes: Promise<unknown> = Promise.resolve();

  /** One at a time, so that the item that a failed condition answers with is the one that failed it. */
  const inTurn = (write: () => Promise<Fields>): Promise<Fields> => {
    const turn = writes.then(write);
    writes = turn.catch(() => {});
    return turn;
  };

  /** The key of the item that PutItem would write. */
  const keyOfItem = (input: Fields): unknown => {
    const keys = tables.get(tableNameOf(input))?.schema.KeySchema as readonly { readonly AttributeName: string }[];
    const item = input.Item as Fields;
    return Object.fromEntries(keys.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
  };

  const write =
    (name: EngineOperation, keyOf: (input: Fields) => unknown): DynamoDbOperation =>
    ({ ReturnValuesOnConditionCheckFailure: wanted, ReturnItemCollectionMetrics: metrics, ...input }) => {
      if (metrics !== undefined && metrics !== "NONE") {
        throw new NotEmulated(`ReturnItemCollectionMetrics of dynamodb:${name}`);
      }
      return inTurn(async () => {
        try {
          return await engine.run(name, input);
        } catch (error) {
          if (wanted !== "ALL_OLD" || !isEngineError(error) || !isConditionFailure(error)) throw error;
          const { Item } = await engine.run("GetItem", {
            TableName: input.TableName,
            Key: keyOf(input),
            ConsistentRead: true,
          });
          throw engineError({ ...error.body, ...(Item === undefined ? {} : { Item }) });
        }
      });
    };

  return {
    PutItem: write("PutItem", keyOfItem),
    UpdateItem: write("UpdateItem", ({ Key }) => Key),
    DeleteItem: write("DeleteItem", ({ Key }) => Key),
    BatchWriteItem: (input: Fields) => inTurn(() => engine.run("BatchWriteItem", input)),
  };
};

/** The operations that differ from dynalite's, by name. `tables` is kept in step with its tables. */
export const createOperations = (
  engine: Engine,
  tables: Map<string, Table>,
  now: () => number,
): Readonly<Record<string, DynamoDbOperation>> => {
  const describe = async (input: Fields): Promise<readonly [description: Fields, table: Table]> => {
    const { Table: description } = await engine.run("DescribeTable", { TableName: input.TableName });
    const table = tables.get(tableNameOf(input));
    if (table === undefined) throw validationError(`Table ${tableNameOf(input)} is being deleted.`);
    return [description as Fields, table];
  };

  const change = async (input: Fields, after: (settings: TableSettings) => TableSettings): Promise<TableSettings> => {
    const [, table] = await describe(input);
    const settings = after(table.settings);
    tables.set(tableNameOf(input), { ...table, settings });
    return settings;
  };

  return {
    ...writeOperations(engine, tables),
    // There is one copy of the data, so that every read is consistent.
    Scan: ({ ConsistentRead: _, ...input }) => engine.run("Scan", input),

    async CreateTable(input) {
      const { Tags, ...all } = input;
      const [rest, settings] = splitSettings(all, now());
      const { TableDescription } = (await engine.run("CreateTable", rest)) as { TableDescription: Fields };
      tables.set(tableNameOf(input), { schema: schemaOf(TableDescription), settings });
      if (Array.isArray(Tags) && Tags.length > 0) {
        await engine.run("TagResource", { ResourceArn: TableDescription.TableArn, Tags });
      }
      return { TableDescription: describedTable(TableDescription, settings) };
    },

    async UpdateTable(input) {
      const { DeletionProtectionEnabled, ...rest } = input;
      const [, { settings }] = await describe(input);
      if (Object.keys(rest).length > 1) await engine.run("UpdateTable", rest);
      const [description] = await describe(input);
      const after =
        typeof DeletionProtectionEnabled === "boolean"
          ? { ...settings, deletionProtection: DeletionProtectionEnabled }
          : settings;
      tables.set(tableNameOf(input), { schema: schemaOf(description), settings: after });
      return { TableDescription: describedTable(description, after) };
    },

    async DeleteTable(input) {
      const [, { settings }] = await describe(input);
      if (settings.deletionProtection) {
        throw validationError(
          "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
        );
      }
      const { TableDescription } = await engine.run("DeleteTable", input);
      tables.delete(tableNameOf(input));
      return { TableDescription: describedTable(TableDescription as Fields, settings) };
    },

    async DescribeTable(input) {
      const [description, { settings }] = await describe(input);
      return { Table: describedTable(description, settings) };
    },

    async DescribeTimeToLive(input) {
      const [, { settings }] = await describe(input);
      return describedTimeToLive(settings);
    },

    async UpdateTimeToLive(input) {
      const { TimeToLiveSpecification } = input;
      await change(input, (settings) => withTimeToLive(settings, TimeToLiveSpecification));
      return { TimeToLiveSpecification };
    },

    async DescribeContinuousBackups(input) {
      const [, { settings }] = await describe(input);
      return describedBackups(settings);
    },

    async UpdateContinuousBackups(input) {
      const { PointInTimeRecoverySpecification } = input;
      return describedBackups(
        await change(input, (settings) => withPointInTimeRecovery(settings, PointInTimeRecoverySpecification)),
      );
    },
  };
};
