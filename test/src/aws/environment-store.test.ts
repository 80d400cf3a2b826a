import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { expect, it } from "vitest";
import { listEnvironments, readEnvironment, writeEnvironment } from "../../../src/aws/environment-store.ts";
import { acquireLock } from "../../../src/aws/journal-store.ts";
import { parseEnvironment } from "../../../src/deployment/environment.ts";
import { memoryTable } from "./memory-table.ts";

const environment = (name: string, more: object = {}) =>
  parseEnvironment(
    {
      name,
      account: "123456789012",
      region: "eu-west-1",
      stage: "live",
      loadBalancer: "web",
      group: "web",
      listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }],
      ...more,
    },
    name,
  );

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
  expect((await table.items()).map(({ sk }) => sk)).toEqual([{ S: "CONFIG" }, { S: "LOCK" }]);
});

it("an environment that nobody registered is unknown, and the message says what to do", async () => {
  const table = await memoryTable();
  await expect(readEnvironment(table, "web-beta")).rejects.toThrow(
    expect.objectContaining({
      name: "UnknownEnvironment",
      message:
        "No environment 'web-beta' is registered. Register it with 'sarcelle env apply FILE'; 'sarcelle env list' shows those there are.",
    }),
  );
});

it("a registration that is not valid any more is refused when it is read", async () => {
  const table = await memoryTable();
  const Item = { pk: { S: "ENV#web-live" }, sk: { S: "CONFIG" }, ...marshall({ environment: { name: "web-live" } }) };
  await table.client.send(new PutItemCommand({ TableName: table.name, Item }));
  await expect(readEnvironment(table, "web-live")).rejects.toThrow(
    /^The registration of 'web-live' is not a valid environment: account: /,
  );
});

it("all environments are listed by name, whatever else is in the table", async () => {
  const table = await memoryTable();
  for (const name of ["web-live", "search-live", "web-beta"]) await writeEnvironment(table, environment(name));
  await acquireLock(table, "web-live", { id: "d-1", action: "switch", requestedBy: "ci", startedAt: 0 });
  expect(await listEnvironments(table)).toEqual(["search-live", "web-beta", "web-live"]);
});
