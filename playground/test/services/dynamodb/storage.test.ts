import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createItemStore } from "../../../services/dynamodb/storage.ts";
import { createWorld, table } from "./world.ts";

type Ranges = Parameters<ReturnType<typeof createItemStore>["createValueStream"]>[0];

interface Database {
  put(key: string, value: unknown, done: () => void): void;
  del(key: string, done: () => void): void;
  get(key: string, got: (error: unknown, value: unknown) => void): void;
  createValueStream(range: Ranges): Readable;
}

const { create } = createRequire(import.meta.url)("dynalite/db") as {
  create(): { getItemDb(table: string): Database; readonly db: { close(): Promise<void> } };
};

const keys = fc.string({ unit: fc.constantFrom("0", "1", "a", "f", "/"), minLength: 1, maxLength: 4 });
const writes = fc.array(fc.tuple(keys, fc.constantFrom("put", "put", "del")), { maxLength: 30 });
const bound = (at: string, upTo: string) =>
  fc.oneof(
    fc.constant({}),
    keys.map((key) => ({ [at]: key })),
    keys.map((key) => ({ [upTo]: `${key}~` })),
  );
const ranges = fc
  .tuple(
    bound("gt", "gte"),
    bound("lt", "lte"),
    fc.boolean(),
    fc.integer({ min: -1, max: 5 }).filter((n) => n !== 0),
  )
  .map(([from, to, reverse, limit]): Ranges => ({ ...from, ...to, reverse, limit }));

const written = async (database: Database, done: readonly (readonly [string, string])[]) => {
  for (const [index, [key, what]] of done.entries())
    await new Promise<void>((resolve) => {
      if (what === "put") database.put(key, { key: { S: key }, index: { N: String(index) } }, resolve);
      else database.del(key, resolve);
    });
};

const got = (database: Database, key: string) =>
  new Promise((resolve) => database.get(key, (_, value) => resolve(value)));

describe("The keeping of items", () => {
  it("answers every key and every range of keys as dynalite's own database does", async () => {
    await fc.assert(
      fc.asyncProperty(writes, keys, fc.array(ranges, { maxLength: 5 }), async (done, key, asked) => {
        const store = create();
        const [theirs, ours] = [store.getItemDb("sarcelle"), createItemStore()];
        await written(theirs, done);
        await written(ours, done);
        expect(await got(ours, key)).toEqual(await got(theirs, key));
        for (const range of asked)
          expect(await ours.createValueStream(range).toArray()).toEqual(
            await theirs.createValueStream(range).toArray(),
          );
        await store.db.close();
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

describe("An item", () => {
  let world: ReturnType<typeof createWorld>;
  beforeEach(async () => {
    world = createWorld();
    await world.dynamodb.createTable(table);
  });
  afterEach(() => world.dynamodb.stop());

  const TableName = table.TableName;
  const Key = { pk: { S: "env#web-live" }, sk: { S: "lock" } };
  const item = () => ({ ...Key, entries: { L: [{ M: { status: { S: "planned" } } }] } });

  it("stays as it was answered when it is changed later", async () => {
    await world.dynamodb.perform("PutItem", { TableName, Item: item() });
    const answer = await world.dynamodb.perform("GetItem", { TableName, Key });
    await world.dynamodb.perform("UpdateItem", {
      TableName,
      Key,
      UpdateExpression: "SET entries[0].#status = :status, more = entries ADD epoch :one",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":status": { S: "applied" }, ":one": { N: "1" } },
    });
    expect(answer).toEqual({ output: { Item: item() }, requestId: expect.any(String) });
  });

  it("is not changed by what becomes of the input that it was put with, nor does it change that", async () => {
    const given = { TableName, Item: { ...item(), size: { N: "1.50" } } };
    await world.dynamodb.perform("PutItem", given);
    expect(given).toEqual({ TableName, Item: { ...item(), size: { N: "1.50" } } });
    given.Item.entries.L.length = 0;
    expect(await world.dynamodb.items(TableName)).toEqual([{ ...item(), size: { N: "1.5" } }]);
  });
});
