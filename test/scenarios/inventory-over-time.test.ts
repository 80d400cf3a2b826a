/** The inventory through good and bad releases, deaths and other people's changes; and through a loss of events. */
import { isDeepStrictEqual } from "node:util";
import { AutoScalingClient, UpdateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateTagsCommand, EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import type { Connection } from "@sarcelle/playground/running-world";
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { sweepProgress } from "../../src/aws/inventory/sweep-progress.ts";
import { lastSweeps } from "../../src/aws/inventory/sweeps.ts";
import { freshness } from "../../src/inventory/queries/freshness.ts";
import { askTable, compared, type Moving, tableAsOf, tableThen, worldNow } from "./inventory-and-world.ts";

const hour = 3_600_000;

/** Between two looks at the world. EventBridge's times are whole seconds: what stands still for two looks is beyond doubt. */
const lookEvery = 2_000;
/** An event may come some seconds late, and what it tells may show some seconds later. */
const latency = 60_000;

const start = () => startSarcelle({ seed: 11, template: inject("template"), handlers: sarcelleHandlers });

const someInstance = async (sarcelle: Sarcelle): Promise<string> => {
  const running = Object.entries(await worldNow(sarcelle)).filter(
    ([id, state]) => /^i-/.test(id) && state === "running",
  );
  return running[0]?.[0] ?? "";
};

const terminate = (connection: Connection, instance: string) =>
  new EC2Client(connection).send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
const resize = (connection: Connection, AutoScalingGroupName: string, MaxSize: number) =>
  new AutoScalingClient(connection).send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MaxSize }));

it("what it says of any quiet moment of the past is what the world was then", { timeout: 240_000 }, async () => {
  const sarcelle = await start();
  const { simulation } = sarcelle;
  const seen: { readonly at: number; readonly world: Moving }[] = [];
  const watch = async (isOver: () => Promise<boolean>) => {
    while (!(await isOver())) {
      await simulation.advance(lookEvery);
      seen.push({ at: simulation.now(), world: await worldNow(sarcelle) });
    }
  };
  const watchFor = (duration: number) => {
    const end = simulation.now() + duration;
    return watch(async () => simulation.now() >= end);
  };
  const deployed = async (input: object, name: string): Promise<string | undefined> => {
    const execution = await sarcelle.start(input, name);
    await watch(async () => (await sarcelle.execution(execution)).status !== "RUNNING");
    await watchFor(latency);
    return (await sarcelle.execution(execution)).status;
  };
  await simulation.advance(latency);

  expect([
    await deployed({ action: "upgrade" }, "upgrade"),
    await deployed({ action: "release", release: sampleRelease("2"), scaledown: true }, "good"),
    await deployed({ action: "release", release: sampleRelease("3", "HEALTH=never") }, "bad"),
  ]).toEqual(["SUCCEEDED", "SUCCEEDED", "FAILED"]);
  const victim = await someInstance(sarcelle);
  await simulation.asOperator((connection) => terminate(connection, victim));
  await watchFor(2 * latency);
  await simulation.asOperator((connection) => resize(connection, "web-green", 7));
  await watchFor(latency);
  await sarcelle.rest();
  await simulation.advance(latency);

  const { world, table } = await compared(sarcelle);
  expect(table).toEqual(world);

  const text = (each: (typeof seen)[number] | undefined) => JSON.stringify(each?.world);
  const quiet = seen.filter((each, at) => text(each) === text(seen[at - 1]) && text(each) === text(seen[at + 1]));
  expect(new Set(quiet.map(text)).size).toBeGreaterThan(10);
  const then = await tableThen(sarcelle);
  for (const { at, world: was } of quiet) expect({ at, ...then(at) }).toEqual({ at, ...was });
  // And so it answers those who ask.
  const [middle] = quiet.slice(quiet.length / 2);
  expect(await tableAsOf(sarcelle, middle?.at ?? 0)).toEqual(middle?.world);
  await simulation.stop();
});

it("after a loss of events a sweep makes the table the world, and freshness counts what was missed", async () => {
  const sarcelle = await start();
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await simulation.advance(latency);
  const fresh = () =>
    askTable(sarcelle, async (inventory) => freshness((await lastSweeps(inventory, 1))[0], simulation.now()));
  const isSwept = () =>
    askTable(sarcelle, async (inventory) => (await sweepProgress(inventory))?.endedAt !== undefined);
  const sweep = async () => {
    let over = false;
    const invoked = simulation
      .operate("lambda", "Invoke", { FunctionName: "sarcelle-live-sweepInventory" })
      .finally(() => {
        over = true;
      });
    await simulation.until(() => over, hour);
    await invoked;
  };
  // One began when the deployment was over.
  await simulation.until(isSwept, hour);
  await sweep();
  expect(await fresh()).toMatchObject({ missed: 0, doubts: [] });

  const rules = ["calls", "groups", "instances", "own", "tags"].map((rule) => `sarcelle-live-inventory-${rule}`);
  const turn = (operation: "DisableRule" | "EnableRule") =>
    Promise.all(rules.map((Name) => simulation.operate("events", operation, { Name })));
  const [victim, lostAt] = [await someInstance(sarcelle), simulation.now()];
  await turn("DisableRule");
  await simulation.asOperator(async (connection) => {
    await terminate(connection, victim);
    await resize(connection, "web", 9);
  });
  await simulation.advance(latency);
  await sarcelle.rest();
  await simulation.advance(latency);
  const { world, table } = await compared(sarcelle);
  const arns = [...new Set([...Object.keys(world), ...Object.keys(table)])];
  const missed = arns.filter((arn) => !isDeepStrictEqual(world[arn], table[arn]));
  // The one that died, the one in its place, the group, and its two target groups.
  expect(missed).toHaveLength(5);

  // The first dies in the midst of it; what it had seen is not listed again.
  const listings = (operation: string) =>
    simulation.calls
      .list()
      .filter((call) => call.operation === operation && /sweepInventory/.test(call.principal ?? ""));
  const before = listings("DescribeAutoScalingGroups").length;
  simulation.faults.add({ target: "elasticloadbalancing:DescribeTargetHealth", fault: "crash", nth: 2 });
  await sweep();
  expect([await isSwept(), (await fresh()).missed]).toEqual([false, 0]);
  const groupsOnce = listings("DescribeAutoScalingGroups").length - before;
  await sweep();
  expect(listings("DescribeAutoScalingGroups").length - before).toBeLessThan(2 * groupsOnce);
  const swept = await compared(sarcelle);
  expect(swept.table).toEqual(swept.world);
  const found = await fresh();
  // EC2 lists the one that died for an hour more.
  const listed = Object.keys(world).length + 1;
  expect(found).toMatchObject({ missed: 5, listed, missedShare: 5 / listed });
  expect(found.longestWrong).toBeGreaterThan(simulation.now() - lostAt - 5 * latency);

  // And from here on events bring what happens.
  await turn("EnableRule");
  const survivor = await someInstance(sarcelle);
  await simulation.asOperator((connection) =>
    new EC2Client(connection).send(
      new CreateTagsCommand({ Resources: [survivor], Tags: [{ Key: "seen", Value: "yes" }] }),
    ),
  );
  await simulation.advance(latency);
  // AWS is so slow that it takes two parts: the first has the second begin.
  const minutes = 60_000;
  simulation.faults.add({
    target: "ec2:DescribeInstances",
    fault: "latency",
    milliseconds: 4 * minutes,
    nth: 1,
  });
  await sweep();
  expect(await isSwept()).toBe(false);
  await simulation.until(isSwept, 10 * minutes);
  expect(listings("PutEvents").length).toBe(1);
  expect(await fresh()).toMatchObject({ missed: 0 });
  await simulation.stop();
});
