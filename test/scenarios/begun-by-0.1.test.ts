/** The next version of the code finishes the deployment that version 0.1 began. */

import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it, onTestFinished } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, type Sarcelle, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { type Item, itemKey, movedKey, registrationKey, registrationKeyOf01 } from "../../src/aws/table.ts";
import type { AwsKind } from "../../src/changes/change.ts";
import { converge } from "../../src/changes/converge.ts";
import type { Entry } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { resourceKinds } from "../../src/resources/kinds.ts";
import { type Left, type Names, openIn01 } from "../stored-by-01.ts";

interface State {
  readonly elasticloadbalancing: {
    readonly listeners: Readonly<Record<string, { readonly Port: number }>>;
    readonly targetGroups: Readonly<Record<string, { readonly TargetGroupName: string }>>;
    readonly loadBalancers: Readonly<Record<string, { readonly LoadBalancerName: string }>>;
  };
  readonly ec2: Readonly<
    Record<"launch-template" | "security-group", Readonly<Record<string, { readonly name: string }>>>
  >;
}

/** What AWS named by itself in this world. */
const namesIn = async ({ simulation }: Sarcelle): Promise<Names> => {
  const { elasticloadbalancing, ec2 } = (await simulation.state()) as unknown as State;
  const { listeners, targetGroups, loadBalancers } = elasticloadbalancing;
  return Object.fromEntries([
    ...Object.entries(loadBalancers).map(([arn, one]) => [`load balancer ${one.LoadBalancerName}`, arn]),
    ...Object.entries(targetGroups).map(([arn, one]) => [`target group ${one.TargetGroupName}`, arn]),
    ...Object.entries(listeners).map(([arn, one]) => [`listener ${one.Port}`, arn]),
    ...Object.entries(ec2["launch-template"]).map(([id, one]) => [`launch template ${one.name}`, id]),
    ...Object.entries(ec2["security-group"]).map(([id, one]) => [`security group ${one.name}`, id]),
  ]);
};

/** Before the release that version 0.1 began: upgraded, with release 2 on the idle side. */
const beforeTheRelease = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), bakeSeconds: 30 });
  onTestFinished(sarcelle.simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "the-upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "the-deploy");
  const untouched = comparableState(await sarcelle.simulation.state());
  return { ...sarcelle, untouched };
};

const putLock = ({ simulation }: Sarcelle, item: Item) =>
  simulation.asOperator((connection) =>
    new DynamoDBClient(connection).send(new PutItemCommand({ TableName: service, Item: item })),
  );

/** Makes what the journal says was made, as 0.1 had made it. */
const make = async (sarcelle: Sarcelle, entries: readonly Entry[]) => {
  for (const { change } of entries.filter(({ status }) => status === "applied")) {
    await sarcelle.simulation.asOperator((connection) => {
      const kinds = resourceKinds({
        autoScaling: new AutoScalingClient(connection),
        cloudWatch: new CloudWatchClient(connection),
        ec2: new EC2Client(connection),
        loadBalancing: new ElasticLoadBalancingV2Client(connection),
      });
      return converge(change, kinds[change.resource.kind as AwsKind], systemClock);
    });
    // No traffic before the instances are in service.
    await sarcelle.rest();
  }
};

/** The world as 0.1 left it, with its lock. */
const leftBy01 = async (left: Left) => {
  const sarcelle = await beforeTheRelease();
  await putLock(sarcelle, openIn01(left, await namesIn(sarcelle)));
  const journal = await sarcelle.lock();
  expect(journal).toMatchObject({ deployment: { id: "the-release", action: "release" }, epoch: 8 });
  await make(sarcelle, journal?.entries ?? []);
  return sarcelle;
};

it.each<[left: Left, changes: number]>([
  ["while-launching", 4],
  ["while-baking", 8],
])("a release that 0.1 left open %s is undone, and everything is as it was before", async (left, changes) => {
  const sarcelle = await leftBy01(left);
  const { simulation, untouched } = sarcelle;
  const { error, cause } = await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"));
  expect({ error, cause }).toEqual({
    error: "RolledBack",
    cause: expect.stringContaining(`All ${changes} changes of deployment 'the-release' were undone`),
  });
  await sarcelle.rest();
  expect(differences(untouched, comparableState(await simulation.state()))).toEqual([]);
  expect(await sarcelle.lock()).toBeUndefined();
  const [closed] = (await sarcelle.journals()).filter(({ deployment }) => deployment.id === "the-release");
  expect(closed).toMatchObject({ outcome: "RolledBack", epoch: 9, environment });
  expect(simulation.traffic().failed).toBe(0);
});

it("a release that 0.1 began goes on to its end with what 0.1 had written down, and can be undone then", async () => {
  const sarcelle = await beforeTheRelease();
  const { simulation, untouched } = sarcelle;
  const arn = await sarcelle.start({ action: "release", release: sampleRelease("3") }, "the-release");
  const launched = async () =>
    (await sarcelle.lock())?.entries.filter(({ status }) => status === "applied").length === 4;
  await simulation.until(launched, 600_000, 100);
  const item = openIn01("while-launching", await namesIn(sarcelle));
  const epoch = { N: String((await sarcelle.lock())?.epoch) };
  await putLock(sarcelle, { ...item, epoch });
  expect(await sarcelle.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  await sarcelle.rest();
  const [closed] = (await sarcelle.journals()).filter(({ deployment }) => deployment.id === "the-release");
  expect(closed).toMatchObject({
    outcome: "Succeeded",
    deployment: { id: "the-release", startedAt: Number(item.deployment?.M?.startedAt?.N) },
  });

  expect(await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"))).toMatchObject({ error: "RolledBack" });
  await sarcelle.rest();
  expect(differences(untouched, comparableState(await simulation.state()))).toEqual([]);
  expect(simulation.traffic().failed).toBe(0);
});

it("an environment that 0.1 registered is deployed to as it is, and its registration is moved within a quarter of an hour", async () => {
  const sarcelle = await startSarcelle({ seed: 2, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await simulation.asOperator(async (connection) => {
    const client = new DynamoDBClient(connection);
    const { environment: registered } = (await simulation.item(service, registrationKey(environment))) as Item;
    for (const Key of [registrationKey(environment), movedKey])
      await client.send(new DeleteItemCommand({ TableName: service, Key }));
    const Item = {
      ...registrationKeyOf01(environment),
      ...(registered === undefined ? {} : { environment: registered }),
    };
    await client.send(new PutItemCommand({ TableName: service, Item }));
  });
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await simulation.advance(15 * 60_000);
  const keys = (await simulation.items(service)).map((item) => itemKey(item as Item));
  expect(keys.filter((key) => /CONFIG|ENVIRONMENTS/.test(key))).toEqual([
    itemKey(movedKey),
    itemKey(registrationKey(environment)),
  ]);
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
});
