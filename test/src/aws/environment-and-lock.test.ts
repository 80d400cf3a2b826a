import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { readEnvironmentAndLock } from "../../../src/aws/environment-and-lock.ts";
import { writeEnvironment } from "../../../src/aws/environment-store.ts";
import { acquireLock } from "../../../src/aws/journal-store.ts";
import type { Table } from "../../../src/aws/table.ts";
import { registered } from "../deployment/world.ts";
import { memoryTable } from "./memory-table.ts";

const deployment = { id: "d-1", action: "switch", requestedBy: "ci", startedAt: 0, to: "green" };

describe("an environment and its lock", () => {
  it("are read together: what is registered, and who holds it", async () => {
    const table = await memoryTable();
    await writeEnvironment(table, registered());
    expect(await readEnvironmentAndLock(table, "web-live")).toEqual({
      environment: registered(),
      lock: { epoch: 0, journal: undefined, holds: [] },
      beside: [],
    });
    const { epoch } = await acquireLock(table, "web-live", deployment);
    expect(await readEnvironmentAndLock(table, "web-live")).toEqual({
      environment: registered(),
      lock: { epoch, journal: { environment: "web-live", deployment, epoch, owner: "d-1", entries: [] }, holds: [] },
      beside: [],
    });
  });

  it("are read with what else is asked for, in the same call", async () => {
    const table = await memoryTable();
    await writeEnvironment(table, registered());
    const asked: unknown[] = [];
    const key = { pk: { S: "R#1" }, sk: { S: "CUR" } };
    const send = async ({ input: { RequestItems = {} } }: BatchGetItemCommand) => {
      const { rows, ...own } = RequestItems;
      asked.push(rows);
      const { Responses } = await table.client.send(new BatchGetItemCommand({ RequestItems: own }));
      return { Responses: { ...Responses, rows: [key] } };
    };
    const both = { ...table, client: { send } } as unknown as Table;
    expect(await readEnvironmentAndLock(both, "web-live", { table: { name: "rows" }, keys: [key] })).toEqual({
      environment: registered(),
      lock: { epoch: 0, journal: undefined, holds: [] },
      beside: [key],
    });
    expect(asked).toEqual([{ Keys: [key] }]);
  });

  it("are not guessed where nothing is registered", async () => {
    const table = await memoryTable();
    await expect(readEnvironmentAndLock(table, "web-live")).rejects.toThrow(
      expect.objectContaining({ name: "UnknownEnvironment" }),
    );
  });

  it("are asked for again, by whoever retries what is throttled, if DynamoDB left some of it out", async () => {
    const UnprocessedKeys = { sarcelle: { Keys: [] } };
    const send = async () => ({ Responses: { sarcelle: [] }, UnprocessedKeys });
    const table = { client: { send }, name: "sarcelle" } as unknown as Table;
    await expect(readEnvironmentAndLock(table, "web-live")).rejects.toThrow(
      expect.objectContaining({ name: "Throttled", message: expect.stringContaining("the reading of 'web-live'") }),
    );
  });
});
