/**
 * The lock of the environment as the calls to its table made it: every write of its item is repeated, in order, in a DynamoDB of its
 * own, and the item is looked at. Nothing here knows how the product words its updates and conditions.
 */
import { isDeepStrictEqual } from "node:util";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { ApiCall } from "@sarcelle/playground/calls";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { lockKey } from "../../src/aws/table.ts";
import type { Journal } from "../../src/changes/journal.ts";
import { environment } from "../simulation/sarcelle.ts";

/** Who holds the lock; undefined if it is free. */
export type HeldLock = { readonly deployment: string; readonly owner: string; readonly epoch: number } | undefined;

interface Write {
  readonly TableName: string;
  readonly Key?: object;
  readonly Item?: Readonly<Record<string, unknown>>;
}

const key = lockKey(environment);

/** Whether a call was carried out, unless its condition did not hold, whatever its caller heard of it. */
const mayBeCarriedOut = ({ outcome }: ApiCall) => ["ok", "lost", "crash", "running"].includes(outcome);

const isOfTheLock = (write: Write) =>
  isDeepStrictEqual(write.Key, key) ||
  (write.Item?.pk !== undefined && isDeepStrictEqual({ pk: write.Item.pk, sk: write.Item.sk }, key));

/** The write of the lock's item that a call is; undefined if it is none. Throws for one that cannot be repeated alone. */
const writeOf = (call: ApiCall): Write | undefined => {
  if (call.service !== "dynamodb" || !call.mutating || !mayBeCarriedOut(call)) return undefined;
  if (["UpdateItem", "PutItem", "DeleteItem"].includes(call.operation)) {
    const write = call.input as Write;
    return isOfTheLock(write) ? write : undefined;
  }
  if (JSON.stringify(call.input).includes(JSON.stringify(key.sk)))
    throw new Error(
      `Call ${call.n}, dynamodb:${call.operation}, writes the lock's item in a way that cannot be followed.`,
    );
  return undefined;
};

const lockIn = (item: object | undefined): HeldLock => {
  const journal = item && (unmarshall(item as Parameters<typeof unmarshall>[0]) as Partial<Journal>);
  if (journal?.deployment === undefined) return undefined;
  const { deployment, owner, epoch } = journal as Journal;
  return { deployment: deployment.id, owner, epoch };
};

const keySchema = {
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  BillingMode: "PAY_PER_REQUEST",
};

/**
 * The lock after each of the calls, which are all of a world's from its beginning. Throws if a write that was answered cannot be
 * repeated: then this is not what happened.
 */
export const locksAfter = async (calls: readonly ApiCall[]): Promise<readonly HeldLock[]> => {
  const database = createDynamoDb({ clock: virtualClock(), random: seeded(1), account: "1", region: "eu-west-1" });
  const tables = new Set<string>();
  const locks: HeldLock[] = [];
  for (const call of calls) {
    const write = writeOf(call);
    if (write === undefined) {
      locks.push(locks.at(-1));
      continue;
    }
    const { TableName } = write;
    if (!tables.has(TableName)) await database.createTable({ TableName, ...keySchema });
    tables.add(TableName);
    const answer = await database.perform(call.operation, { ...write });
    if (call.outcome === "ok" && "status" in answer)
      throw new Error(`Call ${call.n}, dynamodb:${call.operation}, cannot be repeated: ${Buffer.from(answer.body)}`);
    locks.push(lockIn(await database.item(TableName, key)));
  }
  await database.stop();
  return locks;
};

/** Every deployment that took the lock, in order. */
export const lockTakers = (locks: readonly HeldLock[]): readonly string[] =>
  locks.flatMap((lock, index) => (lock !== undefined && locks[index - 1] === undefined ? [lock.deployment] : []));
