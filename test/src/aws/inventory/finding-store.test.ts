import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingStore } from "../../../../src/aws/inventory/finding-store.ts";
import { sendFindings } from "../../../../src/aws/inventory/send-findings.ts";
import type { Finding } from "../../../../src/inventory/findings/schema.ts";
import { fakeClient } from "../../resources/fake-client.ts";
import { overSockets } from "./over-sockets.ts";

const finding = (id: string): Finding => ({
  schemaVersion: 1,
  id,
  status: "open",
  rule: "one-zone",
  level: "warning",
  environment: null,
  side: null,
  project: null,
  stage: null,
  resource: { type: "auto-scaling-group", arn: `arn:${id}`, name: id },
  threshold: "2 availability zones",
  found: "all in eu-west-1a",
  openedAt: "2026-01-01T12:00:00.000Z",
  seenAt: "2026-01-01T12:00:00.000Z",
  closedAt: null,
  links: { logs: "https://logs", resource: "https://resource" },
});

describe("the findings' items", () => {
  let served: Awaited<ReturnType<typeof overSockets>>;
  beforeAll(async () => {
    served = await overSockets(
      createDynamoDb({ clock: virtualClock(), random: seeded(3), account: "123456789012", region: "eu-west-1" }),
    );
    await served.createInventoryTable("findings");
  });
  afterAll(() => served.stop());

  it("are written over and forgotten only as they were read", async () => {
    const store = findingStore({ client: new DynamoDBClient(served.options), name: "findings" });
    const first = { finding: finding("a"), number: 1, tellingUntil: 60_000 };
    const second = { finding: { ...finding("a"), found: "all in eu-west-1b" }, number: 2 };
    expect(await store.read()).toEqual([]);
    expect([await store.replace(undefined, first), await store.replace(undefined, second)]).toEqual([true, false]);
    expect(await store.read()).toEqual([first]);
    expect([await store.replace(first, second), await store.replace(first, second)]).toEqual([true, false]);
    await store.forget(first);
    expect(await store.read()).toEqual([second]);
    await store.forget(second);
    expect(await store.read()).toEqual([]);
  });

  it("are all read, over however many pages", async () => {
    const store = findingStore({ client: new DynamoDBClient(served.options), name: "findings" });
    const ids = ["a", "b", "c", "d", "e"];
    for (const id of ids)
      await store.replace(undefined, { finding: { ...finding(id), found: "x".repeat(300_000) }, number: 1 });
    expect((await store.read()).map(({ finding: { id } }) => id)).toEqual(ids);
  });
});

it("findings are sent ten a call, and those that EventBridge refuses are not taken for sent", async () => {
  const all = Array.from({ length: 12 }, (_, index) => finding(`f-${index}`));
  const { client, calls } = fakeClient<EventBridgeClient>({
    PutEvents: ({ Entries }: { readonly Entries: readonly { readonly Detail: string }[] }) => ({
      Entries: Entries.map(({ Detail }) =>
        Detail.includes('"f-3"') ? { ErrorCode: "InternalFailure" } : { EventId: "1" },
      ),
    }),
  });
  const sent = await sendFindings(client, all, "sarcelle-live");
  expect(sent).toEqual(all.filter(({ id }) => id !== "f-3"));
  const entries = calls.map(({ input }) => (input as { readonly Entries: readonly object[] }).Entries);
  expect(entries.map(({ length }) => length)).toEqual([10, 2]);
  expect(entries[0]?.[0]).toEqual({
    Source: "sarcelle",
    DetailType: "Sarcelle Finding",
    Time: "2026-01-01T12:00:00.000Z",
    Resources: ["arn:f-0", "sarcelle-live"],
    Detail: JSON.stringify(all[0]),
  });
});
