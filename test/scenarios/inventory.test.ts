/** The inventory beside the world that it tells of, through an upgrade and a release. */
import { EC2Client, ModifyInstanceMetadataOptionsCommand } from "@aws-sdk/client-ec2";
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { currentRows, rowsAsOf } from "../../src/aws/inventory/query.ts";
import type { Facts } from "../../src/inventory/model.ts";
import { askTable, compared } from "./inventory-and-world.ts";

/** Instances by side and release. */
const instances = (facts: readonly (Facts | null)[]) =>
  facts
    .filter((each) => each?.details.instanceType !== undefined && each.details.state !== undefined)
    .map((each) => `${each?.side} ${each?.version ?? "-"} ${each?.details.state}`)
    .sort();

it("after an upgrade and a release the table is the world, and it remembers what was before", async () => {
  const sarcelle = await startSarcelle({ seed: 5, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await simulation.advance(120_000);
  const upgraded = await compared(sarcelle);
  expect(upgraded.table).toEqual(upgraded.world);
  const before = simulation.now();

  await sarcelle.deploy({ action: "release", release: sampleRelease("2"), scaledown: true }, "release");
  await simulation.advance(120_000);
  const released = await compared(sarcelle);
  expect(released.table).toEqual(released.world);
  expect(instances(Object.values(released.table))).toEqual(["green 2 running", "green 2 running"]);

  const remembered = await askTable(sarcelle, (inventory) => rowsAsOf(inventory, before, simulation.now(), "web-live"));
  expect(instances(remembered.map(({ facts }) => facts))).toEqual(["blue - running", "blue - running"]);
  await simulation.stop();
});

it("what changes an instance without a change of its state is heard, each call by who can find out what it was about", async () => {
  const sarcelle = await startSarcelle({ seed: 7, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  await simulation.advance(120_000);
  const { table } = await compared(sarcelle);
  const [arn = "", before] = Object.entries(table).find(([each]) => each.includes(":instance/")) ?? [];
  expect(before?.details.httpTokens).toBe("required");
  const InstanceId = arn.replace(/.*\//, "");
  await simulation.asOperator((connection) =>
    new EC2Client(connection).send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: "optional" })),
  );
  await simulation.advance(60_000);
  const [row] = (await askTable(sarcelle, (inventory) => currentRows(inventory))).filter(({ ref }) => ref.arn === arn);
  expect([row?.facts?.details.httpTokens, row?.cause.event]).toEqual(["optional", "ModifyInstanceMetadataOptions"]);

  // The playground knows no Elastic IP addresses: whom EventBridge would tell of them.
  const { rules = {} } = (await simulation.state()).events as { readonly rules?: Readonly<Record<string, unknown>> };
  const told = (call: string) =>
    Object.values(rules)
      .map((rule) => JSON.stringify(rule))
      .filter((rule) => rule.includes(call))
      .map((rule) => (rule.includes("sweepInventory") ? "sweep" : rule.includes('-inventory"') ? "queue" : rule));
  expect(["AssociateAddress", "ExecutePolicy", "DisassociateAddress"].map(told)).toEqual([
    ["queue"],
    ["queue"],
    ["sweep"],
  ]);
  await simulation.stop();
});

it("a batch of events asks the main table once at most, by a query", async () => {
  let batches = 0;
  const sarcelle = await startSarcelle({
    seed: 6,
    template: inject("template"),
    handlers: sarcelleHandlers,
    log: ({ functionName, level }) => {
      if (level === "REPORT" && functionName === "sarcelle-live-collectInventory") batches++;
    },
  });
  const { simulation } = sarcelle;
  /** Longer than the collector looks again at what still changes: no batch is under way then, asked and not yet reported. */
  const quiet = () => simulation.advance(180_000);
  /** What the collector asked of the main table while `act` went on, and in how many batches. */
  const asked = async (act: () => Promise<unknown>) => {
    await quiet();
    const since = simulation.calls.count();
    const before = batches;
    await act();
    await quiet();
    const calls = simulation.calls
      .list({ since, service: "dynamodb" })
      .filter(({ principal, input }) => {
        const { TableName } = (input ?? {}) as { readonly TableName?: string };
        return principal?.includes("/sarcelle-live-collectInventory") && TableName === service;
      })
      .map(({ operation }) => operation);
    return { operations: new Set(calls), perBatch: calls.length / (batches - before) };
  };
  const deploy = () => sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const { operations, perBatch } = await asked(deploy);
  expect(operations).toEqual(new Set(["Query"]));
  expect(perBatch).toBeGreaterThan(0);
  expect(perBatch).toBeLessThanOrEqual(1);
  await simulation.stop();
});
