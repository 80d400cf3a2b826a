/** Today's code reads everything that earlier code stored, and each format that is written is among it. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { describe, expect, it, onTestFinished } from "vitest";
import { approvalFormat, readApproval } from "../../../src/aws/approval-store.ts";
import {
  everRegistered,
  readEvenRetired,
  registrationFormat,
  registrations,
} from "../../../src/aws/environment-store.ts";
import { findingFormat, findingStore } from "../../../src/aws/inventory/finding-store.ts";
import { currentRows, historyOf, releasesNow } from "../../../src/aws/inventory/query.ts";
import { rowFormat } from "../../../src/aws/inventory/row-format.ts";
import { rowDigests } from "../../../src/aws/inventory/store.ts";
import { summaries, summaryFormat } from "../../../src/aws/inventory/summaries.ts";
import { progressFormat, sweepProgress } from "../../../src/aws/inventory/sweep-progress.ts";
import { lastSweeps, sweepFormat } from "../../../src/aws/inventory/sweeps.ts";
import { holdFormat, journalFormat, lockOf } from "../../../src/aws/journal-format.ts";
import { closedJournals } from "../../../src/aws/journal-store.ts";
import { toldFormat, toldStore } from "../../../src/aws/notifications/told-store.ts";
import { readSnapshot, snapshotFormat } from "../../../src/aws/snapshot-store.ts";
import type { UnreadableItem } from "../../../src/aws/stored.ts";
import type { Item, Table } from "../../../src/aws/table.ts";
import { digestOf } from "../../../src/inventory/digest.ts";
import { exists } from "../../../src/inventory/model.ts";
import { versionsAmong } from "../../../src/inventory/queries/versions.ts";
import { approvals, atRest, type Earlier, earlier, earlierHeld, held, type Left, leftOpen } from "../../stored.ts";
import { overSockets } from "./inventory/over-sockets.ts";
import { memoryTable } from "./memory-table.ts";

const fail = ({ key, why }: UnreadableItem): never => {
  throw new Error(`${key}: ${why}`);
};

const filled = async (table: Table, items: readonly Item[]): Promise<Table> => {
  for (const item of items) await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...item } }));
  return { ...table, tell: fail };
};

const main = async (whose: Earlier) => filled(await memoryTable(), atRest(whose).main);

const inventory = async (whose: Earlier) => {
  const account = "123456789012";
  const database = createDynamoDb({ clock: virtualClock(), random: seeded(3), account, region: "eu-west-1" });
  const served = await overSockets(database);
  onTestFinished(() => served.stop());
  await served.createInventoryTable("inventory");
  return filled({ client: new DynamoDBClient(served.options), name: "inventory" }, atRest(whose).inventory);
};

/** The items of a table whose sort key begins so, as their environment and what follows. */
const keysOf = (whose: Earlier, partition: string, begins: string) =>
  atRest(whose).main.flatMap(({ pk, sk }) =>
    pk?.S?.startsWith(partition) && sk?.S?.startsWith(begins)
      ? [[pk.S.slice(partition.length), sk.S.slice(begins.length)] as const]
      : [],
  );

describe.each(earlier)("what was stored %s", (whose) => {
  it("has registrations that are all read, those of retired environments too", async () => {
    const table = await main(whose);
    const names = await everRegistered(table);
    for (const name of names) expect(await readEvenRetired(table, name)).toMatchObject({ name });
    for (const { environment } of await registrations(table)) expect(environment).toBeDefined();
  });

  it("has journals that are all read, with the snapshots of their upgrades", async () => {
    const table = await main(whose);
    for (const name of await everRegistered(table)) {
      const journals = await closedJournals(table, name, 100);
      expect(journals).toHaveLength(keysOf(whose, `ENV#${name}`, "JOURNAL#").length);
    }
    const snapshots = keysOf(whose, "ENV#", "SNAPSHOT#");
    expect(snapshots).not.toEqual([]);
    for (const [environment, deployment] of snapshots)
      expect(await readSnapshot(table, { environment, deployment, epoch: 1 })).toHaveProperty("group");
  });

  it.each<Left>(["while-launching", "while-baking", "left-by-a-rollback"])(
    "has a lock that is read, left %s",
    (left) => {
      const item = leftOpen(whose, left);
      expect(lockOf("web-live", item).journal?.entries).toHaveLength(item.entries?.L?.length ?? 0);
    },
  );

  it("has rows whose revisions are all read, each with the digest of its facts; sweeps and findings too", async () => {
    const table = await inventory(whose);
    const rows = await currentRows(table);
    const refs = rows.map(({ ref }) => ref);
    const found = await rowDigests(table, refs, { now: () => atRest(whose).at, sleep: async () => {} });
    const digests = new Map([...found].map(([arn, { digest }]) => [arn, digest]));
    expect(new Map(rows.map(({ ref, facts }) => [ref.arn, digestOf(facts)]))).toEqual(digests);
    const histories = await Promise.all(rows.map(({ ref }) => historyOf(table, ref.arn, atRest(whose).at)));
    expect(histories.flat().length).toBeGreaterThan(rows.length);
    const kept = atRest(whose).inventory.filter(({ pk }) => pk?.S === "SWEEPS");
    expect(await lastSweeps(table, 100)).toHaveLength(kept.length);
    expect(await findingStore(table).read()).not.toEqual([]);
  });
});

it("summaries are read, each as its rows say, and how far the last sweep was", async () => {
  const table = await inventory("with-summaries");
  const kept = atRest("with-summaries").inventory.filter(({ pk }) => pk?.S?.startsWith("SUMMARIES#"));
  expect(await summaries(table)).toHaveLength(kept.length);
  const [last] = await lastSweeps(table, 1);
  expect([last?.summed, (await sweepProgress(table))?.summed]).toEqual([true, true]);
  expect(await releasesNow(table)).toEqual(versionsAmong((await currentRows(table)).filter(exists)));
});

describe("what came after version 0.1", () => {
  it("is read: a hold, an approval and who signed it, and what was told", async () => {
    for (const whose of earlierHeld)
      expect(lockOf("web-live", held(whose)).holds).toMatchObject([{ group: "web-green", min: 3, returnTo: 2 }]);
    const table = await main("after-0.1");
    for (const from of [table, await filled(await memoryTable(), approvals())]) {
      const approval = await readApproval(from, "web-live", "the-approved-release");
      expect([approval?.outcome, Object.keys(approval?.signatures ?? {})]).toEqual(["approved", ["ann", "bob"]]);
    }
    const told = await toldStore(table, "web-live").known(["the-approved-release"], atRest("after-0.1").at);
    expect([...told].length).toBeGreaterThan(1);
  });

  it("has parts of an environment that 0.1 did not know, as they were registered", async () => {
    const table = await main("after-0.1");
    const [first, ...rest] = (await registrations(table)).filter(({ name }) => name === "whole-live");
    expect(rest).toEqual([]);
    expect(first?.environment).toMatchObject({
      strategy: { type: "linear" },
      approval: { approvers: 2 },
      preview: { header: { name: "X-Preview" } },
      compare: { errorPoints: 1 },
      hook: { function: "sarcelle-hook-judge" },
      freeze: [{ timeZone: "Europe/Paris" }],
    });
  });
});

/** The newest format of each thing among what is kept. */
const newest = (items: readonly Item[], partition: RegExp, sort: RegExp): number =>
  Math.max(
    0,
    ...items
      .filter(({ pk, sk }) => partition.test(pk?.S ?? "") && sort.test(sk?.S ?? ""))
      .map((item) => Number(unmarshall(item).format ?? 0)),
  );

it("each format that is written now is among what is kept: npm run stored keeps another before the next one", () => {
  const all = earlier.flatMap((whose) => atRest(whose).main);
  const rows = earlier.flatMap((whose) => atRest(whose).inventory);
  const outlines = rows.flatMap(({ outline }) => (outline?.S === undefined ? [] : [JSON.parse(outline.S)[0]]));
  expect({
    journal: newest(all, /^ENV#/, /^JOURNAL#/),
    openJournal: newest([leftOpen("after-0.1", "while-baking")], /^ENV#/, /^LOCK$/),
    hold: Math.max(...earlierHeld.map((whose) => unmarshall(held(whose)).hold.format)),
    registration: newest(all, /^ENVIRONMENTS$/, /./),
    snapshot: newest(all, /^ENV#/, /^SNAPSHOT#/),
    approval: newest(approvals(), /^APPROVAL#/, /./),
    told: newest(all, /^TOLD#/, /./),
    row: Math.max(...outlines.filter((format) => typeof format === "number")),
    sweep: newest(rows, /^SWEEPS$/, /./),
    progress: newest(rows, /^SWEEP-PROGRESS$/, /./),
    summary: newest(rows, /^SUMMARIES#/, /./),
    finding: newest(rows, /^FINDINGS$/, /./),
  }).toEqual({
    journal: journalFormat,
    openJournal: journalFormat,
    hold: holdFormat,
    registration: registrationFormat,
    snapshot: snapshotFormat,
    approval: approvalFormat,
    told: toldFormat,
    row: rowFormat,
    sweep: sweepFormat,
    progress: progressFormat,
    summary: summaryFormat,
    finding: findingFormat,
  });
});
