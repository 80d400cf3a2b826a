import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { forgetJournals } from "../../../src/aws/journal-retention.ts";
import { acquireLock, closedJournals, closeJournal } from "../../../src/aws/journal-store.ts";
import { snapshotKey } from "../../../src/aws/table.ts";
import { memoryTable } from "./memory-table.ts";

const day = 86_400_000;
const first = Date.UTC(2026, 0, 1);

/** A table in which so many deployments ended, one a day. */
const tableOf = async (count: number, environment = "web-live") => {
  const table = await memoryTable();
  for (let n = 0; n < count; n++) {
    const deployment = { id: `d#${n}`, action: "deploy", requestedBy: "ci", startedAt: first + n * day };
    const { epoch } = await acquireLock(table, environment, deployment);
    const ending = { outcome: "Succeeded", closedAt: deployment.startedAt + 1 } as const;
    await closeJournal(table, { environment, epoch, owner: deployment.id }, ending, 3_600);
  }
  const left = async () => (await closedJournals(table, environment, 1_000)).map(({ deployment }) => deployment.id);
  return { table, left };
};
const ids = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => `d#${from - index}`);

describe("closed journals", () => {
  it("are forgotten once they are old, but for the newest, among which a deployment to undo is searched", async () => {
    const { table, left } = await tableOf(60);
    expect((await forgetJournals(table, "web-live", first + 4 * day)).length).toBe(4);
    expect(await left()).toEqual(ids(59, 4));
    expect((await forgetJournals(table, "web-live", first + 1_000 * day)).length).toBe(6);
    expect(await left()).toEqual(ids(59, 10));
    expect(await forgetJournals(table, "web-live", first + 1_000 * day)).toEqual([]);
  });

  it("are all kept as long as there are few, and those of other environments whatever there are", async () => {
    const { table, left } = await tableOf(50);
    expect(await forgetJournals(table, "web-live", first + 1_000 * day)).toEqual([]);
    expect(await forgetJournals(table, "web-beta", first + 1_000 * day)).toEqual([]);
    expect(await left()).toEqual(ids(49, 0));
  });

  it("take the snapshot of their deployment along", async () => {
    const { table } = await tableOf(51);
    const snapshots = ["d#0", "d#1"].map((id) => snapshotKey("web-live", id));
    for (const key of snapshots) await table.client.send(new PutItemCommand({ TableName: table.name, Item: key }));
    await forgetJournals(table, "web-live", first + 1_000 * day);
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
    const kept = Items.flatMap(({ sk }) => (sk?.S?.startsWith("SNAPSHOT#") ? [sk.S] : []));
    expect(kept).toEqual(["SNAPSHOT#d#1"]);
  });
});
