/** The questions of today, asked of what version 0.1 stored. */
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deploymentsText, deploymentText } from "../../../command/formats/deployments-text.ts";
import { eventsOf } from "../../../command/questions/histories.ts";
import { inventoryReader } from "../../../command/questions/stack-reader.ts";
import { closedJournals } from "../../../src/aws/journal-store.ts";
import type { UnreadableItem } from "../../../src/aws/stored.ts";
import { overSockets } from "../../src/aws/inventory/over-sockets.ts";
import { memoryTable } from "../../src/aws/memory-table.ts";
import { atRest } from "../../stored.ts";

const atRestIn01 = atRest("by-0.1");

const account = "123456789012";
const region = "eu-west-1";
const told: UnreadableItem[] = [];
const tell = (item: UnreadableItem) => void told.push(item);

let served: Awaited<ReturnType<typeof overSockets>>;
const reader = () =>
  inventoryReader({ client: new DynamoDBClient(served.options), name: "inventory", tell }, { account, region });

beforeAll(async () => {
  served = await overSockets(createDynamoDb({ clock: virtualClock(), random: seeded(3), account, region }));
  await served.createInventoryTable("inventory");
  const client = new DynamoDBClient(served.options);
  for (const Item of atRestIn01.inventory)
    await client.send(new PutItemCommand({ TableName: "inventory", Item: { ...Item } }));
});
afterAll(() => served.stop());

it("versions says what runs where", async () => {
  expect(
    (await reader().sideReleases()).map(({ side, version, healthy, total }) => [side, version, healthy, total]),
  ).toEqual([
    ["blue", null, 2, 2],
    ["green", "3", 2, 2],
  ]);
  expect(told).toEqual([]);
});

it("the history of the environment says which release reached which side, and where the traffic went", async () => {
  const events = await eventsOf("web-live", reader());
  expect(events.map(({ what, side, resource, version }) => `${what} ${side} ${resource} ${version}`)).toEqual([
    "traffic blue web:8080 null",
    "traffic blue web:8443 null",
    "release blue web null",
    "release green web-green null",
    "release green web-green 2",
    "traffic green web:8443 2",
    "traffic green web:8080 2",
    "traffic blue web:8080 null",
    "traffic blue web:8443 null",
    "traffic green web:8080 2",
    "traffic blue web:8080 null",
    "release green web-green 3",
    "traffic green web:8443 3",
    "traffic green web:8080 3",
    "traffic blue web:8080 null",
    "traffic green web:8080 3",
    "traffic blue web:8443 null",
    "traffic blue web:8080 null",
  ]);
  expect(told).toEqual([]);
});

it("the history of deployments shows each, and each change of one", async () => {
  const table = await memoryTable();
  for (const Item of atRestIn01.main)
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: { ...Item } }));
  const journals = await closedJournals({ ...table, tell }, "web-live", 50);
  const [, , ...lines] = deploymentsText("web-live", journals).split("\n");
  expect(lines.map((line) => line.split(/ {2,}/)[1])).toEqual(journals.map(({ deployment }) => deployment.id));
  for (const journal of journals)
    expect(deploymentText(journal)).toContain(`requested by ${journal.deployment.requestedBy}`);
  expect(told).toEqual([]);
});
