import { setTimeout as pause } from "node:timers/promises";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { JudgedTable } from "../../world/neighbours.ts";
import { type Random, uuid } from "../../world/random.ts";
import type { DynamoDbContext, Table } from "./context.ts";
import { createEngine, isEngineOperation } from "./engine.ts";
import { type DynamoDbJson, engineError, isEngineError } from "./engine-error.ts";
import { withoutNull } from "./null-members.ts";
import { dynamoDbOperations } from "./operations.ts";
import { byTableName, namesByArn } from "./table-names.ts";
import { createTurns } from "./turns.ts";

export interface DynamoDbRequest {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface DynamoDbResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Performed {
  readonly output: DynamoDbJson;
  readonly requestId: string;
}

export interface DynamoDb {
  /**
   * Answers a request of the JSON protocol, with its body as it was read, if it was already. Signature and permissions are the gateway's
   * concern.
   */
  forward(request: DynamoDbRequest, input?: unknown): Promise<DynamoDbResponse>;
  /** Does an operation and answers in DynamoDB's JSON; an error, as the response that tells it. */
  perform(operation: string, input: DynamoDbJson): Promise<Performed | DynamoDbResponse>;
  /** Creates a table from the properties of `AWS::DynamoDB::Table` or CreateTable's input, and waits until it is active. */
  createTable(properties: DynamoDbJson): Promise<void>;
  /** The item with a key, in DynamoDB's JSON. */
  item(table: string, key: DynamoDbJson): Promise<DynamoDbJson | undefined>;
  /** Every item of a table, in DynamoDB's JSON, in the order of a scan. */
  items(table: string): Promise<readonly DynamoDbJson[]>;
  /** What permissions hang on of a table: its tags, and the partition key's name of it or of its index; undefined if there is none. */
  judged(table: string): JudgedTable | undefined;
  /** The tables and their settings; not their items. */
  state(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  stop(): Promise<void>;
}

/** Does an operation by name. */
type Run = (name: string, input: DynamoDbJson) => Promise<DynamoDbJson>;

/** Amazon DynamoDB: dynalite in memory, with what it does not know refused or added. */
export const createDynamoDb = (surroundings: DynamoDbContext["surroundings"]): DynamoDb => {
  const { account, region, random } = surroundings;
  const engine = createEngine(account, region);
  const tables = new Map<string, Table>();
  const run = runner({ surroundings, engine, tables, inTurn: createTurns() });
  return {
    async forward({ headers, body }, input) {
      const target = headers["x-amz-target"] ?? "";
      const answer = await performed(random, async () => {
        if (!target.startsWith(targetPrefix)) throw new NotEmulated(`the DynamoDB target '${target}'`);
        return run(target.slice(targetPrefix.length), input === undefined ? parse(body) : (input as DynamoDbJson));
      });
      return "output" in answer ? respond(200, answer.output, answer.requestId) : answer;
    },
    perform: (operation, input) => performed(random, () => run(operation, input)),
    createTable: (properties) => createActiveTable(run, properties),
    async item(table, key) {
      const { Item } = await run("GetItem", { TableName: table, Key: key, ConsistentRead: true });
      return Item as DynamoDbJson | undefined;
    },
    items: (table) => allItems(run, table),
    judged(name) {
      const table = tables.get(name);
      return table && { tags: table.tags, partitionKey: (index) => partitionKeyOf(table.schema, index) };
    },
    state: () => ({
      tables: Object.fromEntries(
        [...tables].map(([name, { schema, settings }]) => {
          const { createdAt: _, ...kept } = settings;
          return [name, { ...schema, ...kept }];
        }),
      ),
    }),
    stop: () => engine.close(),
  };
};

const partitionKeyOf = (schema: DynamoDbJson, index: string | undefined): string | undefined => {
  const indexes = [schema.GlobalSecondaryIndexes, schema.LocalSecondaryIndexes].flat() as readonly DynamoDbJson[];
  const keyed = index === undefined ? schema : indexes.find(({ IndexName }) => IndexName === index);
  const keys = (keyed?.KeySchema ?? []) as readonly DynamoDbJson[];
  return keys.find(({ KeyType }) => KeyType === "HASH")?.AttributeName as string | undefined;
};

const targetPrefix = "DynamoDB_20120810.";

const runner = (dynamoDb: DynamoDbContext): Run => {
  const operations = dynamoDbOperations(dynamoDb);
  const byName: Run = (name, input) => {
    const operation = operations[name];
    if (operation !== undefined) return operation(input);
    if (isEngineOperation(name)) return dynamoDb.engine.run(name, input);
    throw new NotEmulated(`dynamodb:${name}`);
  };
  return (name, given) => {
    const input = withoutNull(given);
    if (!namesByArn(input)) return byName(name, input);
    const [renamed, asCalled] = byTableName(dynamoDb.surroundings, input);
    return byName(name, renamed).then(asCalled);
  };
};

const respond = (status: number, body: DynamoDbJson, requestId: string): DynamoDbResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": requestId },
  body: new TextEncoder().encode(JSON.stringify(body)),
});

const performed = async (random: Random, work: () => Promise<DynamoDbJson>): Promise<Performed | DynamoDbResponse> => {
  try {
    return { output: await work(), requestId: uuid(random) };
  } catch (error) {
    if (isEngineError(error)) return respond(error.statusCode, error.body, uuid(random));
    if (error instanceof AwsError)
      return respond(error.status, { __type: error.name, message: error.message }, uuid(random));
    throw error;
  }
};

const parse = (body: Uint8Array): DynamoDbJson => {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as DynamoDbJson;
  } catch {
    throw engineError({ __type: "com.amazon.coral.service#SerializationException" });
  }
};

const createActiveTable = async (run: Run, properties: DynamoDbJson): Promise<void> => {
  const name = String(properties.TableName);
  await run("CreateTable", properties);
  // dynalite makes a table active on a timer of its own.
  for (;;) {
    const { Table } = (await run("DescribeTable", { TableName: name })) as { Table: { TableStatus: string } };
    if (Table.TableStatus === "ACTIVE") return;
    await pause(1);
  }
};

const allItems = async (run: Run, table: string): Promise<readonly DynamoDbJson[]> => {
  const items: DynamoDbJson[] = [];
  for (let from: unknown; ; ) {
    const page = await run("Scan", {
      TableName: table,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    items.push(...(page.Items as readonly DynamoDbJson[]));
    from = page.LastEvaluatedKey;
    if (from === undefined) return items;
  }
};
