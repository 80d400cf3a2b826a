import { setTimeout as pause } from "node:timers/promises";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import type { Surroundings } from "../../world/service.ts";
import { createEngine, engineError, type Fields, isEngineError, isEngineOperation } from "./engine.ts";
import { createOperations, type Table } from "./operations.ts";

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
  readonly output: Fields;
  readonly requestId: string;
}

export interface DynamoDb {
  /** Answers a request of the JSON protocol. Signature and permissions are the gateway's concern. */
  forward(request: DynamoDbRequest): Promise<DynamoDbResponse>;
  /** Does an operation and answers in DynamoDB's JSON; an error, as the response that tells it. */
  perform(operation: string, input: Fields): Promise<Performed | DynamoDbResponse>;
  /** Creates a table from the properties of `AWS::DynamoDB::Table` or CreateTable's input, and waits until it is active. */
  createTable(properties: Fields): Promise<void>;
  /** The item with a key, in DynamoDB's JSON. */
  item(table: string, key: Fields): Promise<Fields | undefined>;
  /** Every item of a table, in DynamoDB's JSON, in the order of a scan. */
  items(table: string): Promise<readonly Fields[]>;
  /** The tables and their settings; not their items. */
  state(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  stop(): Promise<void>;
}

const targetPrefix = "DynamoDB_20120810.";

/** Amazon DynamoDB: dynalite in memory, with what it does not know refused or added. */
export const createDynamoDb = ({
  clock,
  random,
  account,
  region,
}: Pick<Surroundings, "clock" | "random" | "account" | "region">): DynamoDb => {
  const engine = createEngine(account, region);
  const tables = new Map<string, Table>();
  const operations = createOperations(engine, tables, () => clock.now());

  const run = async (name: string, input: Fields): Promise<Fields> => {
    const operation = operations[name];
    if (operation !== undefined) return operation(input);
    if (isEngineOperation(name)) return engine.run(name, input);
    throw new NotEmulated(`dynamodb:${name}`);
  };

  const respond = (status: number, body: Fields, requestId = uuid(random)): DynamoDbResponse => ({
    status,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": requestId },
    body: new TextEncoder().encode(JSON.stringify(body)),
  });

  const performed = async (work: () => Promise<Fields>): Promise<Performed | DynamoDbResponse> => {
    try {
      return { output: await work(), requestId: uuid(random) };
    } catch (error) {
      if (isEngineError(error)) return respond(error.statusCode, error.body);
      if (error instanceof AwsError) return respond(error.status, { __type: error.name, message: error.message });
      throw error;
    }
  };

  const parse = (body: Uint8Array): Fields => {
    try {
      return JSON.parse(new TextDecoder().decode(body)) as Fields;
    } catch {
      throw engineError({ __type: "com.amazon.coral.service#SerializationException" });
    }
  };

  return {
    async forward({ headers, body }) {
      const target = headers["x-amz-target"] ?? "";
      const answer = await performed(async () => {
        if (!target.startsWith(targetPrefix)) throw new NotEmulated(`the DynamoDB target '${target}'`);
        return run(target.slice(targetPrefix.length), parse(body));
      });
      return "output" in answer ? respond(200, answer.output, answer.requestId) : answer;
    },
    perform: (operation, input) => performed(() => run(operation, input)),
    async createTable(properties) {
      const name = String(properties.TableName);
      await run("CreateTable", properties);
      // dynalite makes a table active on a timer of its own.
      for (;;) {
        const { Table } = (await run("DescribeTable", { TableName: name })) as { Table: { TableStatus: string } };
        if (Table.TableStatus === "ACTIVE") return;
        await pause(1);
      }
    },
    async item(table, key) {
      const { Item } = await run("GetItem", { TableName: table, Key: key, ConsistentRead: true });
      return Item as Fields | undefined;
    },
    async items(table) {
      const items: Fields[] = [];
      for (let from: unknown; ; ) {
        const page = await run("Scan", {
          TableName: table,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        });
        items.push(...(page.Items as readonly Fields[]));
        from = page.LastEvaluatedKey;
        if (from === undefined) return items;
      }
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
