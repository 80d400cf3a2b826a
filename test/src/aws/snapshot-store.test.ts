import { expect, it } from "vitest";
import { keepSnapshot, readSnapshot } from "../../../src/aws/snapshot-store.ts";
import { memoryTable } from "./memory-table.ts";

const run = { environment: "web-live", deployment: "d-1", epoch: 1 };

it("the live configuration is kept as it was first, also if it is kept again", async () => {
  const { client, name: table } = await memoryTable();
  await keepSnapshot(client, table, run, { listeners: [{ port: 80 }] });
  await keepSnapshot(client, table, run, { listeners: [] });
  expect(await readSnapshot(client, table, run)).toEqual({ listeners: [{ port: 80 }] });
});

it("each deployment keeps its own", async () => {
  const { client, name: table } = await memoryTable();
  await keepSnapshot(client, table, run, { listeners: [] });
  await expect(readSnapshot(client, table, { ...run, deployment: "d-2" })).rejects.toThrow(
    "Deployment 'd-2' kept no snapshot before its first change.",
  );
});
