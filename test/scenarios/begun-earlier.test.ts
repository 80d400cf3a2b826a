/** This version of the code finishes, or undoes, the deployment that an earlier one began. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect, inject, it, onTestFinished } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { withOwnMinimum } from "../../proof/dump/own-minimum.ts";
import type { Dump } from "../../proof/dump/settling.ts";
import { environment, type Sarcelle, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { namesIn } from "../../proof/stored/keep.ts";
import { type Item, itemKey, movedKey, registrationKey, registrationKeyOf01 } from "../../src/aws/table.ts";
import type { AwsKind } from "../../src/changes/change.ts";
import { converge } from "../../src/changes/converge.ts";
import type { Entry } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { resourceKinds } from "../../src/resources/kinds.ts";
import { atRest, type Earlier, type Left, leftOpen } from "../stored.ts";
import { says } from "./typing.ts";

/** Before the release that was begun: upgraded, with release 2 on the idle side, and as many instances on the active one. */
const beforeTheRelease = async (instances = 2) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), bakeSeconds: 30 });
  onTestFinished(sarcelle.simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "the-upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "the-deploy");
  const size = { AutoScalingGroupName: "web", DesiredCapacity: instances };
  await sarcelle.simulation.operate("autoscaling", "SetDesiredCapacity", size);
  await sarcelle.rest();
  const untouched = comparableState(await sarcelle.simulation.state());
  return { ...sarcelle, untouched };
};

const putLock = ({ simulation }: Sarcelle, item: Item) =>
  simulation.asOperator((connection) =>
    new DynamoDBClient(connection).send(new PutItemCommand({ TableName: service, Item: item })),
  );

/** Makes what the journal says was made, as it had been made then. */
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

/** The world as it was left, with its lock. */
const leftIn = async (whose: Earlier, left: Left, instances: number) => {
  const sarcelle = await beforeTheRelease(instances);
  await putLock(sarcelle, leftOpen(whose, left, await namesIn(sarcelle)));
  const journal = await sarcelle.lock();
  expect(journal).toMatchObject({ deployment: { id: "the-release", action: "release" }, epoch: 8 });
  await make(sarcelle, journal?.entries ?? []);
  return sarcelle;
};

it.each<[whose: Earlier, left: Left, changes: number, instances: number]>([
  ["by-0.1", "while-launching", 4, 2],
  ["by-0.1", "while-baking", 8, 2],
  ["after-0.1", "while-baking", 11, 3],
])("a release that was stored %s, left open %s, is undone, and everything is as it was before", async (...given) => {
  const [whose, moment, changes, instances] = given;
  const sarcelle = await leftIn(whose, moment, instances);
  const { simulation, untouched } = sarcelle;
  const { error, cause } = await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"));
  expect({ error, cause }).toEqual({
    error: "RolledBack",
    cause: expect.stringContaining(`All ${changes} changes of deployment 'the-release' were undone`),
  });
  await sarcelle.rest();
  const left = withOwnMinimum((await simulation.state()) as unknown as Dump, await sarcelle.holds());
  expect(differences(untouched, comparableState(left))).toEqual([]);
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
  const item = leftOpen("by-0.1", "while-launching", await namesIn(sarcelle));
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

it("a twin that 0.1 made is retired by what 0.1 stored of it, the group as the upgrade found it, and another upgrade makes one as of now", async () => {
  const sarcelle = await startSarcelle({ seed: 2, template: inject("template") });
  const { simulation } = sarcelle;
  const { account, region } = simulation;
  onTestFinished(simulation.stop);
  const found = comparableState(await simulation.state());
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  // Version 0.1 gave a twin all notifications of its group, and some of them nobody made for it.
  await simulation.operate("autoscaling", "PutNotificationConfiguration", {
    AutoScalingGroupName: "web-green",
    TopicARN: `arn:aws:sns:${region}:${account}:${service}-findings`,
    NotificationTypes: ["autoscaling:TEST_NOTIFICATION"],
  });
  const stored = atRest("by-0.1", await namesIn(sarcelle)).main;
  await simulation.asOperator(async (connection) => {
    const client = new DynamoDBClient(connection);
    for (const { pk, sk } of (await simulation.items(service)) as readonly Item[])
      if (pk !== undefined && sk !== undefined)
        await client.send(new DeleteItemCommand({ TableName: service, Key: { pk, sk } }));
    for (const Item of stored) await client.send(new PutItemCommand({ TableName: service, Item }));
  });
  const { environment: registered } = stored.find(({ sk }) => sk?.S === "CONFIG") as Item;

  await sarcelle.deploy({ action: "retire" }, "retire");
  expect(differences(found, comparableState(await simulation.state()))).toEqual([]);
  const outcomes = (await sarcelle.journals()).map(({ deployment: { id }, outcome }) => `${id} ${outcome}`);
  expect(outcomes).toEqual(expect.arrayContaining(["the-upgrade Succeeded", "retire Succeeded"]));

  const folder = mkdtempSync(join(tmpdir(), "sarcelle-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "web-live.json");
  writeFileSync(file, JSON.stringify(unmarshall({ registered: registered ?? { NULL: true } }).registered));
  expect(await says(simulation, "env", "apply", file)).toMatch(/^Environment 'web-live' is registered/);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade-again");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  expect(simulation.traffic().failed).toBe(0);
});
