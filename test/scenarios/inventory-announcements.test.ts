/** The inventory need not wait for CloudTrail to learn what Sarcelle itself did. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { hasAsked, signAs } from "../../proof/simulation/approving.ts";
import { type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { currentRows } from "../../src/aws/inventory/query.ts";
import { type Existing, isExisting } from "../../src/inventory/attributes.ts";
import type { Revision } from "../../src/inventory/model.ts";
import { activeSides } from "../../src/inventory/queries/traffic.ts";

const rows = ({ simulation }: Sarcelle): Promise<readonly Existing[]> =>
  simulation.asOperator(async (connection) => {
    const current = await currentRows(
      { client: new DynamoDBClient(connection), name: "sarcelle-live-inventory" },
      "web-live",
    );
    return (current as readonly Revision[]).filter(isExisting);
  });

const active = async (sarcelle: Sarcelle) => [...activeSides(await rows(sarcelle))];

/** The listeners' rows, and how long after the announcement by `caller` they were written. */
const listeners = async (sarcelle: Sarcelle, caller: string) => {
  const calls = sarcelle.simulation.calls.list({ service: "events", operation: "PutEvents" });
  const announcedAt = calls.findLast(({ principal }) => principal?.includes(caller))?.time ?? Number.NaN;
  const production = (await rows(sarcelle)).filter(
    ({ ref, facts }) => ref.type === "listener" && facts.side === undefined,
  );
  return production.map(({ cause, recordedAt }) => ({
    event: cause.event,
    actor: cause.actor,
    withinASecond: recordedAt - announcedAt >= 0 && recordedAt - announcedAt <= 1_000,
  }));
};

it("after a switch, and after its undo, the table knows who is active within a second, without CloudTrail", async () => {
  const sarcelle = await startSarcelle({ seed: 11, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  // CloudTrail is off for whatever concerns load balancing, and no sweep will run: those under way have ended.
  await simulation.operate("events", "DisableRule", { Name: "sarcelle-live-inventory-calls" });
  const { rules = {} } = (await simulation.state()).events as { readonly rules?: Readonly<Record<string, unknown>> };
  const sweeping = Object.keys(rules).filter((name) => JSON.stringify(rules[name]).includes("sweepInventory"));
  expect(sweeping.length).toBeGreaterThan(1);
  for (const Name of sweeping) await simulation.operate("events", "DisableRule", { Name });
  await simulation.advance(120_000);
  expect(await active(sarcelle)).toEqual(["web-live/blue"]);

  const announced = (actor: string) => ({
    event: "Sarcelle Resources Changed",
    actor: `sarcelle ${actor}`,
    withinASecond: true,
  });
  expect((await sarcelle.ended(await sarcelle.start({ action: "switch" }, "switch"))).status).toBe("SUCCEEDED");
  expect(await active(sarcelle)).toEqual(["web-live/green"]);
  expect(await listeners(sarcelle, "moveTraffic")).toEqual([announced("switch"), announced("switch")]);

  await sarcelle.ended(await sarcelle.start({ deployment: "switch" }, "undo", "rollback"));
  expect(await active(sarcelle)).toEqual(["web-live/blue"]);
  const undone = announced("rollback:undo");
  expect(await listeners(sarcelle, "undoChanges")).toEqual([undone, undone]);
  await simulation.stop();
});

it("a preview is no production traffic of the side that it shows, to which the table knows its rules at once", async () => {
  const more = { preview: { header: { name: "X-Preview", value: "yes" } }, approval: { deadline: 3_600 } };
  const sarcelle = await startSarcelle({ seed: 11, template: inject("template"), handlers: sarcelleHandlers, more });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  const arn = await sarcelle.start({ action: "switch" }, "switch");
  await simulation.until(() => hasAsked(sarcelle, "switch"), 600_000);
  await simulation.advance(2_000);
  const rules = (await rows(sarcelle)).filter(({ ref }) => ref.type === "listener-rule");
  expect(rules.map(({ facts: { environment, side } }) => [environment, side])).toEqual([
    ["web-live", "green"],
    ["web-live", "green"],
  ]);
  expect(await active(sarcelle)).toEqual(["web-live/blue"]);
  await signAs(sarcelle, "switch", "ann", "approve");
  expect((await sarcelle.ended(arn)).status).toBe("SUCCEEDED");
  await simulation.advance(2_000);
  expect((await rows(sarcelle)).filter(({ ref }) => ref.type === "listener-rule")).toEqual([]);
  expect(await active(sarcelle)).toEqual(["web-live/green"]);
  await simulation.stop();
});
