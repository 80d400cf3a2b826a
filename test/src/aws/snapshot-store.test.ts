import { expect, it } from "vitest";
import { keepSnapshot, readSnapshot } from "../../../src/aws/snapshot-store.ts";
import { memoryTable } from "./memory-table.ts";

const run = { environment: "web-live", deployment: "d-1", epoch: 1 };

it("the live configuration is kept as it was first, also if it is kept again", async () => {
  const table = await memoryTable();
  await keepSnapshot(table, run, { listeners: [{ port: 80 }] });
  await keepSnapshot(table, run, { listeners: [] });
  expect(await readSnapshot(table, run)).toEqual({ listeners: [{ port: 80 }] });
});

it("each deployment keeps its own", async () => {
  const table = await memoryTable();
  await keepSnapshot(table, run, { listeners: [] });
  await expect(readSnapshot(table, { ...run, deployment: "d-2" })).rejects.toThrow(
    "Deployment 'd-2' kept no snapshot before its first change.",
  );
});
