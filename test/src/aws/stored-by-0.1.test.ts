/** Today's code reads what version 0.1 stored. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEnvironment, registrations } from "../../../src/aws/environment-store.ts";
import { findingStore } from "../../../src/aws/inventory/finding-store.ts";
import { currentRows, historyOf, releasesNow, rowsAsOf } from "../../../src/aws/inventory/query.ts";
import { inventoryStore, rowDigests } from "../../../src/aws/inventory/store.ts";
import { summaries } from "../../../src/aws/inventory/summaries.ts";
import { lastSweeps } from "../../../src/aws/inventory/sweeps.ts";
import { lockOf } from "../../../src/aws/journal-format.ts";
import { closedJournals, readEpoch, readLock } from "../../../src/aws/journal-store.ts";
import { readSnapshot } from "../../../src/aws/snapshot-store.ts";
import type { UnreadableItem } from "../../../src/aws/stored.ts";
import { type Item, lockKey, type Table } from "../../../src/aws/table.ts";
import { milliseconds } from "../../../src/clock.ts";
import { digestOf } from "../../../src/inventory/digest.ts";
import type { Row } from "../../../src/inventory/model.ts";
import { freshness } from "../../../src/inventory/queries/freshness.ts";
import { atRest, leftOpen } from "../../stored.ts";

const atRestIn01 = atRest("by-0.1");

import { overSockets } from "./inventory/over-sockets.ts";
import { memoryTable } from "./memory-table.ts";

const web = "web-live";

const fail = ({ key, why }: UnreadableItem): never => {
  throw new Error(`${key}: ${why}`);
};

const filled = async (table: Table, items: readonly Item[]): Promise<Table> => {
  for (const item of items) await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...item } }));
  return { ...table, tell: fail };
};

describe("of the main table", () => {
  const main = async () => filled(await memoryTable(), atRestIn01.main);

  it("the registration is found, by its name and among all", async () => {
    const table = await main();
    const environment = await readEnvironment(table, web);
    expect(environment).toMatchObject({
      name: web,
      stage: "live",
      timeouts: { empty: 600, healthy: 600, rollback: 1_800 },
      bake: { seconds: 30, alarms: [] },
    });
    expect(await registrations(table)).toEqual([{ name: web, environment }]);
  });

  it("the audit trail is read whole", async () => {
    const journals = await closedJournals(await main(), web, 50);
    expect(
      journals.map(({ deployment, outcome, epoch, entries, reason }) => [
        deployment.id,
        deployment.action,
        outcome,
        epoch,
        entries.length,
        reason?.slice(0, 40) ?? "",
      ]),
    ).toEqual([
      ["the-accepted-switch", "switch", "Accepted", 12, 4, "ada: it is as it should be"],
      ["the-release", "release", "Succeeded", 8, 9, ""],
      ["the-undo", "rollback", "RolledBack", 7, 5, "RollbackRequested: Rollback of 'the-swit"],
      ["the-failed-switch", "switch", "RolledBack", 5, 4, "AwsUnavailable: AWS did not answer Modif"],
      ["the-switch", "switch", "Succeeded", 3, 5, ""],
      ["the-deploy", "deploy", "Succeeded", 2, 3, ""],
      ["the-upgrade", "upgrade", "Succeeded", 1, 17, ""],
    ]);
    expect(journals[1]?.deployment.release).toMatchObject({ version: "3", imageId: "ami-00000000000000003" });
  });

  it("the lock is free, and remembers its epoch; the snapshot is there", async () => {
    const table = await main();
    expect([await readLock(table, web), await readEpoch(table, web)]).toEqual([undefined, 12]);
    const run = { environment: web, deployment: "the-upgrade", epoch: 1 };
    expect(await readSnapshot(table, run)).toMatchObject({
      group: { MinSize: 2 },
      loadBalancer: { Type: "application" },
    });
  });

  it.each([
    ["while-launching", "the-release", 4, 8],
    ["while-baking", "the-release", 8, 8],
    ["left-by-a-rollback", "rollback:undo-the-accepted-switch", 4, 11],
  ] as const)("the lock that was left open %s is held by %s", (left, owner, entries, epoch) => {
    const { journal } = lockOf(web, leftOpen("by-0.1", left));
    expect(journal).toMatchObject({ owner, epoch, environment: web });
    expect(journal?.entries).toHaveLength(entries);
    expect(leftOpen("by-0.1", left)).toMatchObject(lockKey(web));
  });
});

describe("of the inventory", () => {
  let served: Awaited<ReturnType<typeof overSockets>>;
  let inventory: Table;
  const clock = { now: () => atRestIn01.at, sleep: async () => {} };
  const store = () => inventoryStore(inventory, 400 * milliseconds.day, clock);

  beforeAll(async () => {
    served = await overSockets(
      createDynamoDb({ clock: virtualClock(), random: seeded(3), account: "123456789012", region: "eu-west-1" }),
    );
    await served.createInventoryTable("inventory");
    inventory = await filled({ client: new DynamoDBClient(served.options), name: "inventory" }, atRestIn01.inventory);
  });
  afterAll(() => served.stop());

  it("every row says what it said: its digest is that of its facts", async () => {
    const rows = await currentRows(inventory);
    const summaries = await rowDigests(
      inventory,
      rows.map(({ ref }) => ref),
      clock,
    );
    const digests = new Map([...summaries].map(([arn, { digest }]) => [arn, digest]));
    expect(rows).toHaveLength(23);
    expect(new Map(rows.map(({ ref, facts }) => [ref.arn, digestOf(facts)]))).toEqual(digests);
  });

  it("every revision that is kept is read, newest first, and the newest is the row", async () => {
    const rows = await currentRows(inventory);
    const histories = await Promise.all(rows.map(({ ref }) => historyOf(inventory, ref.arn, atRestIn01.at)));
    expect(histories.map(([newest]) => newest)).toEqual(rows);
    for (const history of histories)
      expect(history.map(({ number }) => number)).toEqual(history.map((_, index) => history.length - index));
  });

  it("a table without summaries is asked its rows: what runs where is answered all the same", async () => {
    expect(await summaries(inventory)).toEqual([]);
    const told = (await releasesNow(inventory)).map(({ side, version, commit, healthy, total, active }) => [
      side,
      version,
      commit,
      `${healthy}/${total}`,
      active,
    ]);
    expect(told).toEqual([
      ["blue", null, null, "2/2", true],
      ["green", "3", "3333333", "2/2", false],
    ]);
  });

  it("what was there at a time is answered", async () => {
    const [upgraded] = atRestIn01.main.filter(({ sk }) => sk?.S?.includes("the-deploy"));
    const then = Number(upgraded?.deployment?.M?.startedAt?.N);
    const rows = await rowsAsOf(inventory, then, atRestIn01.at, web);
    const states = rows.filter(({ ref }) => ref.type === "auto-scaling-group").map(({ facts }) => facts?.side);
    expect(states.toSorted()).toEqual(["blue", "green"]);
  });

  it("sweeps and findings are read, and a finding is known again", async () => {
    const sweeps = await lastSweeps(inventory, 20);
    expect(sweeps.map(({ first, unreadable }) => ({ first, unreadable }))).toEqual(
      sweeps.map(() => ({ first: false, unreadable: 0 })),
    );
    // What that sweep found wrong, no event had told.
    expect(freshness(sweeps[0], atRestIn01.at).doubts).toEqual([
      "Before the last sweep something was wrong for 0.9 hours: an event of it did not come, or came late, and so may the next.",
    ]);
    const [stored, ...others] = await findingStore(inventory).read();
    expect([stored?.finding.rule, stored?.finding.status, others]).toEqual(["no-deletion-protection", "open", []]);
  });

  it("a row is written over as it is now, and what it was stays readable", async () => {
    const [row] = (await currentRows(inventory)).filter(({ ref }) => ref.type === "load-balancer");
    const before = row as Row;
    const after = { ...before, number: before.number + 1, readAt: atRestIn01.at, recordedAt: atRestIn01.at };
    expect(await store().replace(before, after)).toBe(true);
    expect((await historyOf(inventory, before.ref.arn, atRestIn01.at)).slice(0, 2)).toEqual([after, before]);
  });
});
