import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import {
  everRegistered,
  readEnvironment,
  readEvenRetired,
  registrations,
  writeEnvironment,
} from "../../../src/aws/environment-store.ts";
import { acquireLock, openJournals } from "../../../src/aws/journal-store.ts";
import { registration } from "../../../src/aws/registration-kind.ts";
import type { Item } from "../../../src/aws/table.ts";
import type { State } from "../../../src/changes/change.ts";
import { registeredOnPort80 } from "../deployment/world.ts";
import { memoryTable } from "./memory-table.ts";

const name = "web-live";
const web = registeredOnPort80({ name });

const begin = async () => {
  const table = await memoryTable();
  await writeEnvironment(table, web);
  const kind = registration(table);
  const itemNow = async () =>
    (await table.items()).find(
      (item) => (item as Item).sk?.S === name && (item as Item).pk?.S === "ENVIRONMENTS",
    ) as Item;
  return { table, kind, itemNow, before: (await kind.read(name)) as State };
};

describe("a registration, as a resource", () => {
  it("reads as it was applied, and is none where nobody applied it", async () => {
    const { kind, before } = await begin();
    expect(before).toEqual({ registration: web });
    expect(await kind.read("web-beta")).toBeNull();
  });

  it("is nobody's any more once it is taken away, and kept under its key with all that it said", async () => {
    const { table, kind, itemNow, before } = await begin();
    await kind.write(name, before, null);
    expect(await kind.read(name)).toBeNull();
    expect(await registrations(table)).toEqual([]);
    await expect(readEnvironment(table, name)).rejects.toThrow("Environment 'web-live' is retired");
    expect(await readEvenRetired(table, name)).toEqual(web);
    expect(unmarshall(await itemNow())).toEqual({
      pk: "ENVIRONMENTS",
      sk: name,
      format: 1,
      environment: web,
      retired: true,
    });
  });

  it("is taken away twice as once, and nothing is made where there was none", async () => {
    const { table, kind, before } = await begin();
    await kind.write(name, before, null);
    await kind.write(name, before, null);
    expect(await kind.read(name)).toBeNull();
    await kind.write("web-beta", before, null);
    expect(await everRegistered(table)).toEqual([name]);
  });

  it("is back as it was by its undo, also the second time", async () => {
    const { table, kind, itemNow, before } = await begin();
    const stored = await itemNow();
    await kind.write(name, before, null);
    await kind.write(name, null, before);
    await kind.write(name, null, before);
    expect(await itemNow()).toEqual(stored);
    expect(await readEnvironment(table, name)).toEqual(web);
  });

  it("that somebody applied meanwhile is not written over by the undo", async () => {
    const { table, kind, before } = await begin();
    await kind.write(name, before, null);
    const anew = registeredOnPort80({ name, stage: "beta" });
    await writeEnvironment(table, anew);
    await kind.write(name, null, before);
    expect(await kind.read(name)).toEqual({ registration: anew });
  });

  it("is changed by nobody but the operator", async () => {
    const { kind, before } = await begin();
    await expect(kind.write(name, before, { registration: {} })).rejects.toThrow("'sarcelle env apply' alone");
  });

  it("is found by its name once it is retired, so that a lock which its deployment left is found too", async () => {
    const { table, kind, before } = await begin();
    await acquireLock(table, name, { id: "d-1", action: "retire", requestedBy: "ci", startedAt: 0 });
    await kind.write(name, before, null);
    expect((await registrations(table)).map((each) => each.name)).toEqual([]);
    expect(await everRegistered(table)).toEqual([name]);
    expect(await openJournals(table, await everRegistered(table))).toMatchObject([{ environment: name, owner: "d-1" }]);
  });
});
