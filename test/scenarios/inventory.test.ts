/** The inventory beside the world that it tells of, through an upgrade and a release. */
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../scripts/simulation/handlers.ts";
import { releaseOf, type Sarcelle, startSarcelle } from "../../scripts/simulation/sarcelle.ts";
import { listings } from "../../src/aws/inventory/listings.ts";
import { currentRows, rowsAsOf } from "../../src/aws/inventory/query.ts";
import { registeredEnvironments } from "../../src/aws/inventory/registry.ts";
import type { Facts } from "../../src/inventory/model.ts";

const service = "sarcelle-live";

/** What the table says, and what AWS says, by ARN. */
const compared = ({ simulation }: Sarcelle) =>
  simulation.asOperator(async (connection) => {
    const client = new DynamoDBClient(connection);
    const inventory = { client, table: `${service}-inventory` };
    const world: Record<string, Facts> = {};
    const lists = await listings({
      autoScaling: new AutoScalingClient(connection),
      ec2: new EC2Client(connection),
      loadBalancing: new ElasticLoadBalancingV2Client(connection),
      registry: () => registeredEnvironments(client, service),
      here: { account: simulation.account, region: simulation.region },
      now: () => 0,
    });
    for (const { pages } of lists)
      for await (const page of pages()) for (const { ref, facts } of page) if (facts !== null) world[ref.arn] = facts;
    const rows = await currentRows(inventory);
    return { world, table: Object.fromEntries(rows.map(({ ref, facts }) => [ref.arn, facts])) };
  });

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

  await sarcelle.deploy({ action: "release", release: releaseOf("2"), strategy: { scaledown: true } }, "release");
  await simulation.advance(120_000);
  const released = await compared(sarcelle);
  expect(released.table).toEqual(released.world);
  expect(instances(Object.values(released.table))).toEqual(["green 2 running", "green 2 running"]);

  const remembered = await simulation.asOperator((connection) =>
    rowsAsOf(
      { client: new DynamoDBClient(connection), table: `${service}-inventory` },
      before,
      simulation.now(),
      "web-live",
    ),
  );
  expect(instances(remembered.map(({ facts }) => facts))).toEqual(["blue - running", "blue - running"]);
  await simulation.stop();
});
