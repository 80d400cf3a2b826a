import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { expect, it } from "vitest";
import { acquireLock, closeJournal, openJournal, readWholeLock } from "../../../src/aws/journal-store.ts";
import { lockKey } from "../../../src/aws/table.ts";
import type { Change } from "../../../src/changes/change.ts";
import { memoryTable } from "./memory-table.ts";

const web = "web-live";
const clock = { now: () => 5_000, sleep: async () => {} };

const toMinimum = (from: number, to: number): Change => ({
  resource: { kind: "group-capacity", id: "web-green" },
  before: { min: from },
  after: { min: to },
});

/** A deployment of one step with one change. */
const deploy = async (table: Awaited<ReturnType<typeof memoryTable>>, id: string, step: string, change: Change) => {
  const deployment = { id, action: "switch", requestedBy: "ci", startedAt: 1_000 };
  const { epoch } = await acquireLock(table, web, deployment);
  const holder = { environment: web, owner: id, epoch };
  const open = openJournal(table, holder, clock);
  await open.plan(step, [change], await open.read(), 5_000);
  await open.mark({ n: 0, status: "applied" });
  await closeJournal(table, holder, { outcome: "Succeeded", closedAt: 6_000 }, 60);
};

it("the update that frees the lock writes what is held from then on, and takes it away with the deployment that ends it", async () => {
  const table = await memoryTable();
  await deploy(table, "d-1", "MoveTraffic", toMinimum(2, 6));
  const held = { group: "web-green", min: 6, returnTo: 2, since: 5_000, until: 65_000 };
  expect(await readWholeLock(table, web)).toEqual({ environment: web, epoch: 1, journal: undefined, holds: [held] });
  await deploy(table, "d-2", "EndHold", toMinimum(6, 2));
  expect((await readWholeLock(table, web)).holds).toEqual([]);
});

it("a hold that cannot be read, or that a later version wrote, is said, and not taken for none", async () => {
  const table = await memoryTable();
  const put = (hold: object) =>
    table.client.send(
      new PutItemCommand({ TableName: table.name, Item: { ...lockKey(web), ...marshall({ epoch: 1, hold }) } }),
    );
  await put({ format: 1, group: "web-green" });
  await expect(readWholeLock(table, web)).rejects.toThrow("The hold of 'web-live' cannot be read: min:");
  await put({ format: 2, holds: [{ group: "web-green" }] });
  await expect(readWholeLock(table, web)).rejects.toThrow("The hold of 'web-live' cannot be read: holds.0.min:");
  await put({ format: 3, holds: [] });
  await expect(readWholeLock(table, web)).rejects.toThrow("The hold of 'web-live' was written by a later version");
});
