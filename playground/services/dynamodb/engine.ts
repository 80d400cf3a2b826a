/**
 * dynalite's operations, in this process and without its HTTP server: what it knows of DynamoDB's API is described by its own
 * tables of types, and whatever stands outside them is refused here, since dynalite itself would drop it silently.
 */
import { createRequire } from "node:module";
import { NotEmulated } from "../../world/aws-error.ts";
import { ownMember } from "../../world/own-member.ts";
import { type DynamoDbJson, isEngineError } from "./engine-error.ts";
import { type CheckedRequest, checkExpressions, checkLengths, checkNesting } from "./request-limits.ts";
import { copyOf, createItemStore, type ItemStore } from "./storage.ts";
import { worded } from "./wording.ts";

const load = createRequire(import.meta.url);

/** What dynalite knows of a table, as far as it is looked at here. */
interface StoredTable {
  readonly TableStatus: string;
}
type GotTable = (error: unknown, table: StoredTable) => void;

interface Store {
  getTable(name: string, checkStatus: boolean | GotTable, got?: GotTable): void;
  getItemDb(table: string): ItemStore & { readonly lock: unknown };
  deleteItemDb(table: string, done: () => void): void;
  getIndexDb(kind: string, table: string, index: string): ItemStore;
  deleteIndexDb(kind: string, table: string, index: string, done: () => void): void;
  readonly tableDb: { awsAccountId: string; awsRegion: string };
  readonly db: { close(): Promise<void> };
}

/** A type of dynalite's: a name, or a structure with its members, or a list or map with the type of its elements. */
type Type = string | { readonly type: string; readonly children?: Type | Readonly<Record<string, Type>> };

type Action = (store: Store, input: unknown, answer: (error: unknown, output: unknown) => void) => void;

interface Validation {
  readonly types: Readonly<Record<string, Type>>;
  readonly custom: unknown;
}

const { create } = load("dynalite/db") as { create(options: Readonly<Record<string, number>>): Store };
const { checkTypes, checkValidations } = load("dynalite/validations") as {
  checkTypes(input: unknown, types: Validation["types"]): unknown;
  checkValidations(input: unknown, types: Validation["types"], custom: unknown, store: Store): void;
};

const names = [
  "BatchGetItem",
  "BatchWriteItem",
  "CreateTable",
  "DeleteItem",
  "DeleteTable",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "ListTagsOfResource",
  "PutItem",
  "Query",
  "Scan",
  "TagResource",
  "UntagResource",
  "UpdateItem",
  "UpdateTable",
] as const;

export type EngineOperation = (typeof names)[number];

const operations = new Map(
  names.map((name) => {
    const file = name.charAt(0).toLowerCase() + name.slice(1);
    const action = load(`dynalite/actions/${file}`) as Action;
    return [name, { action, validation: load(`dynalite/validations/${file}`) as Validation }] as const;
  }),
);

/** Whether dynalite has an operation of that name. */
export const isEngineOperation = (name: string): name is EngineOperation => (names as readonly string[]).includes(name);

/** Throws if `value` has a member that `types` does not name. */
const checkKnown = (operation: string, value: unknown, types: Readonly<Record<string, Type>>): void => {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const type = ownMember(types, name);
    if (type === undefined) throw new NotEmulated(`the parameter ${name} of dynamodb:${operation}`);
    checkElements(operation, member, type);
  }
};

const checkElements = (operation: string, value: unknown, type: Type): void => {
  // A type that is only a name is a scalar or an attribute value, which dynalite checks to its end.
  if (typeof type === "string" || type.children === undefined || typeof type.children === "string") return;
  const { children } = type;
  if (type.type.includes("Struct")) checkKnown(operation, value, children as Readonly<Record<string, Type>>);
  else if (typeof value === "object" && value !== null) {
    for (const element of Object.values(value)) checkElements(operation, element, children as Type);
  }
};

export interface Engine {
  /**
   * Rejects with an EngineError for what DynamoDB refuses and with NotEmulated for what dynalite does not know. Items that it
   * answers with are the store's own, and must not be changed. `check` sees the request when dynalite has found it well formed.
   */
  run(
    operation: EngineOperation,
    input: DynamoDbJson,
    check?: (request: CheckedRequest) => void,
  ): Promise<DynamoDbJson>;
  close(): Promise<void>;
}

/** The operations that change nothing of a table but its items. */
const ofItems: ReadonlySet<EngineOperation> = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
]);

/** Lets the store remember the tables that are active: otherwise it reads a table's description anew for each of its items. */
const rememberTables = (store: Store) => {
  const known = new Map<string, StoredTable>();
  const read = store.getTable;
  store.getTable = (name, checkStatus, got) => {
    const answer = typeof checkStatus === "function" ? checkStatus : got;
    const table = known.get(name);
    if (table !== undefined) return answer?.(null, table);
    read(name, checkStatus !== false, (error, found) => {
      if (!error && found.TableStatus === "ACTIVE") known.set(name, found);
      answer?.(error, found);
    });
  };
  return { forget: () => known.clear() };
};

/** Lets the store keep items in databases of ours. */
const keepItems = (store: Store) => {
  const databases = new Map<string, ItemStore>();
  const databaseOf = (...names: readonly string[]): ItemStore => {
    const name = names.join("/");
    const database = databases.get(name) ?? createItemStore();
    databases.set(name, database);
    return database;
  };
  const remove = (done: () => void, ...names: readonly string[]) => {
    databases.delete(names.join("/"));
    done();
  };
  const { getItemDb } = store;
  store.getItemDb = (table) => ({ ...databaseOf(table), lock: getItemDb(table).lock });
  store.deleteItemDb = (table, done) => remove(done, table);
  store.getIndexDb = (kind, table, index) => databaseOf(table, kind.toLowerCase(), index);
  store.deleteIndexDb = (kind, table, index, done) => remove(done, table, kind.toLowerCase(), index);
};

/** A copy of a request, which dynalite goes on to change. Throws what DynamoDB answers to one that is not well formed. */
const wellFormed = (
  store: Store,
  name: EngineOperation,
  input: DynamoDbJson,
  validation: Validation,
): CheckedRequest => {
  const checked = checkTypes(input, validation.types) as CheckedRequest;
  try {
    checkLengths(checked);
    checkNesting(checked);
    checkValidations(checked, validation.types, validation.custom, store);
    checkExpressions(checked);
  } catch (error) {
    throw isEngineError(error) ? worded(name, error) : error;
  }
  return checked;
};

/** An empty DynamoDB in memory. */
export const createEngine = (account: string, region: string): Engine => {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsAccountId = account;
  store.tableDb.awsRegion = region;
  const tables = rememberTables(store);
  keepItems(store);
  return {
    run: (name, input, check) =>
      new Promise((resolve, reject) => {
        const operation = operations.get(name);
        if (operation === undefined) throw new NotEmulated(`dynamodb:${name}`);
        const { action, validation } = operation;
        checkKnown(name, input, validation.types);
        const checked = wellFormed(store, name, input, validation);
        check?.(checked);
        const forget = () => {
          if (!ofItems.has(name)) tables.forget();
        };
        forget();
        action(store, checked, (error, output) => {
          forget();
          if (error) reject(error);
          else if (output === "") resolve({});
          // A table's description is changed as the table is.
          else resolve((ofItems.has(name) ? output : copyOf(output)) as DynamoDbJson);
        });
      }),
    close: () => store.db.close(),
  };
};
