/** The table in memory beside the playground's: the inventory must not be able to tell them apart. */
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { served } from "../../../../proof/bench/inventory/answering.ts";
import { memoryTable } from "../../../../proof/bench/inventory/memory-table.ts";
import {
  currentRows,
  historyOf,
  nobodysFronts,
  placesThere,
  released,
  rowsAsOf,
} from "../../../../src/aws/inventory/query.ts";
import { inventoryStore, rowDigests } from "../../../../src/aws/inventory/store.ts";
import { summaries, summedEnvironments, sumUpAll } from "../../../../src/aws/inventory/summaries.ts";
import { keepProgress, notedPages, notePage, sweepProgress } from "../../../../src/aws/inventory/sweep-progress.ts";
import { lastSweeps } from "../../../../src/aws/inventory/sweeps.ts";
import type { Table } from "../../../../src/aws/table.ts";
import { hashesOf } from "../../../../src/inventory/listed.ts";
import { exists, type Row } from "../../../../src/inventory/model.ts";
import { beginSweep } from "../../../../src/inventory/sweep.ts";
import { overSockets } from "../../../src/aws/inventory/over-sockets.ts";
import { instance, minute, noon } from "../../../src/inventory/estate.ts";

const first = instance("i-0a", { environment: "web-live" });
const other = instance("i-0b", { environment: "web-beta", version: "7" });
const stopped: Row = {
  ...first,
  number: 2,
  facts: { ...first.facts, details: { ...first.facts.details, state: "stopped" } },
  last: { ...first.facts, details: { ...first.facts.details, state: "stopped" } },
  trueFrom: noon + minute,
  observedAt: noon + minute,
  readAt: noon + minute,
  recordedAt: noon + minute,
};

/** A life of a few rows, and all that can be asked of them. */
const told = async (inventory: Table) => {
  const clock = { now: () => noon, sleep: async () => {} };
  const store = inventoryStore(inventory, minute, clock);
  const writes = [
    await store.replace(undefined, first),
    await store.replace(undefined, first),
    await store.replace(undefined, other),
    await store.replace(first, { ...first, readAt: first.readAt + 1, tagVersion: 3 }),
    await store.replace(first, { ...stopped, readAt: first.readAt }),
    await store.replace(first, stopped),
  ];
  const there = [];
  for await (const { items } of placesThere(inventory)) there.push(...items);
  const sweep = { ...(await beginSweep({ rows: () => placesThere(inventory), now: () => noon })), part: 2 };
  await notePage(inventory, sweep, hashesOf([first.ref.arn]));
  const noted = [];
  for await (const hashes of notedPages(inventory, sweep, [0])) noted.push([...hashes]);
  return {
    writes,
    read: await store.read([first.ref, other.ref, instance("i-0c").ref]),
    all: await currentRows(inventory),
    one: await currentRows(inventory, "web-beta"),
    history: await historyOf(inventory, first.ref.arn, noon),
    whose: (await released(inventory)).toSorted((a, b) => (a.ref.arn < b.ref.arn ? -1 : 1)),
    released: await released(inventory, "7"),
    nobodys: await nobodysFronts(inventory),
    summed: await sumUpAll(inventory, store, ["web-beta", "web-live"], [stopped, other].filter(exists), noon + 2),
    olderIsLost: await sumUpAll(inventory, store, ["web-beta"], [], noon + 1),
    summaries: (await summaries(inventory)).toSorted((a, b) => (a.environment < b.environment ? -1 : 1)),
    names: await summedEnvironments(inventory),
    before: await rowsAsOf(inventory, noon + 1, noon, "web-live"),
    digests: await rowDigests(inventory, [first.ref, other.ref], clock),
    there: there.toSorted(({ ref: a }, { ref: b }) => (a.arn < b.arn ? -1 : 1)),
    noted,
    kept: [
      await keepProgress(inventory, sweep),
      await keepProgress(inventory, sweep),
      await keepProgress(inventory, { ...sweep, part: 1 }),
      await keepProgress(inventory, { ...sweep, startedAt: noon - 1, part: 3 }),
      await sweepProgress(inventory),
    ],
    sweeps: await lastSweeps(inventory, 1),
  };
};

describe("the table in memory", () => {
  let store: Awaited<ReturnType<typeof overSockets>>;
  beforeAll(async () => {
    const parts = { clock: virtualClock(noon), random: seeded(3), account: "123456789012", region: "eu-west-1" };
    store = await overSockets(createDynamoDb(parts));
    await store.createInventoryTable("inventory");
  });
  afterAll(() => store.stop());

  it("answers as the playground's DynamoDB does", async () => {
    const expected = await told({ client: new DynamoDBClient(store.options), name: "inventory" });
    expect(expected.writes).toEqual([true, false, true, true, false, true]);
    expect(expected.kept.slice(0, 4)).toEqual([true, true, false, false]);
    const table = memoryTable();
    expect(await told(table.inventory)).toEqual(expected);
    await served(table.answer, async (endpoint) => {
      const client = new DynamoDBClient({ ...store.options, endpoint });
      expect(await released({ client, name: "inventory" })).toEqual(await released(table.inventory));
      client.destroy();
    });
  });

  it("counts writes by size, in the indexes too, and refused ones as well", async () => {
    const table = memoryTable();
    const store = inventoryStore(table.inventory, minute, {
      now: () => noon,
      sleep: async () => {},
    });
    await store.replace(undefined, first);
    // The place, in the table and in one index; the row, in the table and with its outline in the other index.
    expect(table.takeSpent()).toMatchObject({ requests: 2, writeUnits: 2, indexWriteUnits: 2, refusedWrites: 0 });
    await store.replace(undefined, first);
    expect(table.takeSpent()).toMatchObject({ requests: 2, writeUnits: 2, indexWriteUnits: 0, refusedWrites: 2 });
    // When it was read last is nothing that an index has.
    const touched = { ...first, readAt: first.readAt + 1 };
    await store.replace(first, touched);
    expect(table.takeSpent()).toMatchObject({ requests: 1, writeUnits: 1, indexWriteUnits: 0, refusedWrites: 0 });
    // What was goes into the table alone, and so does what is: its place and its release are as they were.
    await store.replace(touched, stopped);
    expect(table.takeSpent()).toMatchObject({ requests: 2, writeUnits: 2, indexWriteUnits: 0, refusedWrites: 0 });
    const moved = {
      ...stopped,
      number: 3,
      readAt: noon + 2 * minute,
      facts: { ...stopped.facts, environment: "web-beta" },
    };
    // Another place: put there, and ended here, which is a deletion and a new item in the index.
    await store.replace(stopped, moved as Row);
    expect(table.takeSpent()).toMatchObject({ requests: 4, writeUnits: 4, indexWriteUnits: 4 });
  });

  it("refuses what it does not know", async () => {
    const { client, name } = memoryTable().inventory;
    await expect(client.send(new ScanCommand({ TableName: name }))).rejects.toThrow(
      "The table in memory does not know the index undefined.",
    );
  });
});
