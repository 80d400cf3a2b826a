import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import {
  moveRegistrations,
  readEnvironment,
  registrations,
  writeEnvironment,
} from "../../../src/aws/environment-store.ts";
import { acquireLock } from "../../../src/aws/journal-store.ts";
import type { UnreadableItem } from "../../../src/aws/stored.ts";
import { type Item, itemKey, registrationKey, registrationKeyOf01, type Table } from "../../../src/aws/table.ts";
import { registeredOnPort80 } from "../deployment/world.ts";
import { memoryTable } from "./memory-table.ts";

const environment = (name: string, more: object = {}) => registeredOnPort80({ name, ...more });

it("an environment is read as it was registered", async () => {
  const table = await memoryTable();
  const web = environment("web-live", { checks: [{ path: "/", contains: "release" }] });
  await writeEnvironment(table, web);
  expect(await readEnvironment(table, "web-live")).toEqual(web);
});

it("registering an environment again replaces its registration whole, and not its lock", async () => {
  const table = await memoryTable();
  await writeEnvironment(table, environment("web-live", { checks: [{ path: "/", contains: "release" }] }));
  await acquireLock(table, "web-live", { id: "d-1", action: "switch", requestedBy: "ci", startedAt: 0 });
  const changed = environment("web-live", { bake: { seconds: 10 } });
  await writeEnvironment(table, changed);
  expect(await readEnvironment(table, "web-live")).toEqual(changed);
  expect((await table.items()).map((item) => itemKey(item as Item))).toEqual([
    "ENV#web-live / LOCK",
    "ENVIRONMENTS / #moved",
    "ENVIRONMENTS / web-live",
  ]);
});

it("an environment that nobody registered is answered with what to do", async () => {
  const table = await memoryTable();
  await expect(readEnvironment(table, "web-beta")).rejects.toThrow(
    expect.objectContaining({
      name: "UnknownEnvironment",
      message:
        "No environment 'web-beta' is registered. Register it with 'sarcelle env apply FILE'; 'sarcelle env list' shows those there are.",
    }),
  );
});

/** Puts a registration as it is into the table. */
const put = ({ client, name: TableName }: Table, key: Item, stored: object) =>
  client.send(new PutItemCommand({ TableName, Item: { ...key, ...marshall(stored) } }));

it("a registration that is not valid any more, or is a later version's, is refused when it is read", async () => {
  const table = await memoryTable();
  await put(table, registrationKey("web-live"), { format: 1, environment: { name: "web-live" } });
  await put(table, registrationKey("web-beta"), { format: 2, environment: environment("web-beta") });
  await expect(readEnvironment(table, "web-live")).rejects.toThrow(
    /^The registration of 'web-live' is not a valid environment: account: /,
  );
  await expect(readEnvironment(table, "web-beta")).rejects.toThrow(
    expect.objectContaining({
      name: "WrittenByLaterVersion",
      message:
        "The registration of 'web-beta' was written by a later version of Sarcelle (format 2; this version knows formats up to 1): upgrade Sarcelle. Nothing was changed.",
    }),
  );
});

it("all environments are listed by name, whatever else is in the table; what cannot be read is told of, and hides nothing else", async () => {
  const told: UnreadableItem[] = [];
  const table = { ...(await memoryTable()), tell: (item: UnreadableItem) => void told.push(item) };
  for (const name of ["web-live", "search-live", "web-beta"]) await writeEnvironment(table, environment(name));
  await acquireLock(table, "web-live", { id: "d-1", action: "switch", requestedBy: "ci", startedAt: 0 });
  await put(table, registrationKey("search-live"), { format: 1, environment: { name: "search-live" } });
  expect(await registrations(table)).toEqual([
    { name: "search-live", environment: undefined },
    { name: "web-beta", environment: environment("web-beta") },
    { name: "web-live", environment: environment("web-live") },
  ]);
  expect(told).toEqual([
    {
      key: "search-live",
      why: expect.stringMatching(/^The registration of 'search-live' is not a valid environment: /),
    },
  ]);
});

describe("a registration that version 0.1 wrote", () => {
  /** With two of them, one of which nobody can read. */
  const tableOf01 = async () => {
    const told: UnreadableItem[] = [];
    const table = { ...(await memoryTable()), tell: (item: UnreadableItem) => void told.push(item), told };
    await put(table, registrationKeyOf01("web-live"), { environment: environment("web-live") });
    await put(table, registrationKeyOf01("web-beta"), { environment: { name: "web-beta" } });
    return table;
  };
  const found = [
    { name: "web-beta", environment: undefined },
    { name: "web-live", environment: environment("web-live") },
  ];
  const keys = async ({ items }: Awaited<ReturnType<typeof tableOf01>>) =>
    (await items()).map((item) => itemKey(item as Item));

  it("is found where it is by those who may only read", async () => {
    const table = await tableOf01();
    expect(await readEnvironment(table, "web-live")).toEqual(environment("web-live"));
    expect(await registrations(table)).toEqual(found);
    expect(table.told.map(({ key }) => key)).toEqual(["web-beta"]);
    expect(await keys(table)).toEqual(["ENV#web-beta / CONFIG", "ENV#web-live / CONFIG"]);
  });

  it("is moved as it is, and then found without a scan", async () => {
    const table = await tableOf01();
    await moveRegistrations(table);
    expect(await keys(table)).toEqual(["ENVIRONMENTS / #moved", "ENVIRONMENTS / web-beta", "ENVIRONMENTS / web-live"]);
    expect(await readEnvironment(table, "web-live")).toEqual(environment("web-live"));
    table.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          commandName === "ScanCommand" ? Promise.reject(new Error("a scan")) : next(args),
      { step: "initialize" },
    );
    expect(await registrations(table)).toEqual(found);
    await moveRegistrations(table);
  });

  it("is moved when another is registered, and does not replace a newer one of its name", async () => {
    const table = await tableOf01();
    const newer = environment("web-live", { bake: { seconds: 10 } });
    await put(table, registrationKey("web-live"), { format: 1, environment: newer });
    await writeEnvironment(table, environment("search-live"));
    expect(await readEnvironment(table, "web-live")).toEqual(newer);
    expect((await registrations(table)).map(({ name }) => name)).toEqual(["search-live", "web-beta", "web-live"]);
  });

  it("is found by somebody who reads while it is moved", async () => {
    const table = await tableOf01();
    let reads = 0;
    table.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === "GetItemCommand" && ++reads === 2) {
            await moveRegistrations(table);
            reads = 9;
          }
          return next(args);
        },
      { step: "initialize" },
    );
    expect(await readEnvironment(table, "web-live")).toEqual(environment("web-live"));
  });
});
