/** A finding from what happens in the world to whoever subscribed to hear of it. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Simulation } from "@sarcelle/playground/simulation";
import { expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { sampleRelease, stack, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { subscribedQueue } from "../../proof/simulation/subscribed-queue.ts";
import { findingStore } from "../../src/aws/inventory/finding-store.ts";
import { type Finding, findingSchema } from "../../src/inventory/findings/schema.ts";
import { registering } from "./registering.ts";

const service = "sarcelle-live";

/** The finding's changes of one rule, as they were told. */
const told = (findings: readonly Finding[], rule: string) =>
  findings
    .filter((finding) => finding.rule === rule)
    .map(({ status, level, found }) => `${status} ${level}: ${found}`)
    .sort();

/** The findings of one rule that are stored. */
const storedOf = (simulation: Simulation, rule: string): Promise<readonly Finding[]> =>
  simulation.asOperator(async (connection) => {
    const client = new DynamoDBClient(connection);
    const all = await findingStore({ client, name: `${service}-inventory` }).read();
    return all.map(({ finding }) => finding).filter((finding) => finding.rule === rule);
  });

it("a side that was deployed and gets no traffic is a finding once it is kept for too long, until it is emptied", async () => {
  const sarcelle = await startSarcelle({ seed: 8, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  const idle = async () =>
    (await storedOf(simulation, "kept-idle")).map(({ status, level, environment, side, resource, found }) =>
      [status, level, environment, side, resource.name, found].join(" "),
    );
  await registering(sarcelle, () => ({ keepIdle: { hours: 2, hourlyPrices: { "t4g.small": 0.02 } } }));
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await simulation.advance(3_600_000);
  expect(await idle()).toEqual([]);
  await simulation.advance(2 * 3_600_000);
  expect(await idle()).toEqual([
    expect.stringMatching(
      /^open info web-live green web-green runs without traffic for \d+ (?:minutes|hours): 2 × t4g.small: 48 instance hours a day, 0.96 a day at the registered prices$/,
    ),
  ]);
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  await simulation.advance(120_000);
  expect(await idle()).toEqual([]);
  await simulation.stop();
}, 240_000);

it("a production listener without a healthy target is told of once when it comes to that, and once when it is over", async () => {
  const sarcelle = await startSarcelle({ seed: 3, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  const { account, region, operate } = simulation;
  const [alerts, bus] = [await subscribedQueue(sarcelle, "alerts"), await subscribedQueue(sarcelle, "bus")];
  const TopicArn = `arn:aws:sns:${region}:${account}:${service}-findings`;
  await operate("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: alerts.arn });
  await operate("events", "PutRule", {
    Name: "listens",
    EventPattern: JSON.stringify({ source: ["sarcelle"], "detail-type": ["Sarcelle Finding"] }),
  });
  await operate("events", "PutTargets", { Rule: "listens", Targets: [{ Id: "1", Arn: bus.arn }] });

  const heard = { topic: [] as Finding[], bus: [] as Finding[] };
  const listen = async () => {
    for (const body of await alerts.taken())
      heard.topic.push(findingSchema.parse(JSON.parse(JSON.parse(body).Message)));
    for (const body of await bus.taken()) heard.bus.push(findingSchema.parse(JSON.parse(body).detail));
    return heard;
  };
  const stored = () =>
    simulation.asOperator(async (connection) => {
      const all = await findingStore({
        client: new DynamoDBClient(connection),
        name: `${service}-inventory`,
      }).read();
      return all.map(({ finding }) => finding);
    });

  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await simulation.advance(120_000);
  expect(told((await listen()).topic, "no-deletion-protection")).toEqual([
    "open warning: deletion_protection.enabled is false; with 'deletionProtection: true' in the environment's file an upgrade switches it on",
  ]);
  // While the stack was built, before there was a subscription, its listeners had no targets for a while.
  expect((await stored()).map(({ rule }) => rule)).not.toContain("no-healthy-target");
  heard.topic = [];
  heard.bus = [];

  const resize = (size: number) =>
    operate("autoscaling", "UpdateAutoScalingGroup", {
      AutoScalingGroupName: stack,
      MinSize: size,
      DesiredCapacity: size,
    });
  await resize(0);
  const opened = async () => told((await listen()).topic, "no-healthy-target").length >= 2;
  await simulation.until(opened, 600_000);
  const open = (await stored()).filter(({ rule }) => rule === "no-healthy-target");
  expect(open.map(({ status, level, environment }) => [status, level, environment])).toEqual([
    ["open", "critical", "web-live"],
    ["open", "critical", "web-live"],
  ]);

  await resize(2);
  await simulation.until(async () => told((await listen()).topic, "no-healthy-target").length >= 4, 600_000);
  // Whatever would be told twice has the time to be, with a sweep in between.
  await simulation.advance(3_700_000);
  await listen();
  for (const findings of [heard.topic, heard.bus])
    expect(told(findings, "no-healthy-target").map((words) => words.split(" ")[0])).toEqual([
      "closed",
      "closed",
      "open",
      "open",
    ]);
  expect(heard.bus.map(({ id, status }) => `${status} ${id}`).sort()).toEqual(
    heard.topic.map(({ id, status }) => `${status} ${id}`).sort(),
  );
  expect((await stored()).map(({ rule }) => rule)).not.toContain("no-healthy-target");
  await simulation.stop();
}, 240_000);

it("a listener that somebody else changes is a finding that names who did, and as long as no trail tells, one says so; a deployment's own changes, there and back, are none", async () => {
  const sarcelle = await startSarcelle({ seed: 5, template: inject("template"), handlers: sarcelleHandlers });
  const { simulation } = sarcelle;
  const outside = async () =>
    (await storedOf(simulation, "changed-outside")).map(({ status, level, resource, found }) =>
      [status, level, resource.type, found].join(" "),
    );
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  await sarcelle.ended(await sarcelle.start({ deployment: "release" }, "back", "rollback"));
  // CloudTrail tells of all of it within a quarter of an hour; a sweep has been too.
  await simulation.advance(70 * 60_000);
  expect(await outside()).toEqual([]);

  await simulation.asOperator(async (connection) => {
    const client = new ElasticLoadBalancingV2Client(connection);
    const LoadBalancerArn = Object.keys(
      ((await simulation.state(["elasticloadbalancing"])).elasticloadbalancing as { loadBalancers: object })
        .loadBalancers,
    )[0];
    const pages: Listener[] = [];
    for (let Marker: string | undefined; ; ) {
      const page = await client.send(new DescribeListenersCommand({ LoadBalancerArn, Marker }));
      pages.push(...(page.Listeners ?? []));
      Marker = page.NextMarker;
      if (Marker === undefined) break;
    }
    const ListenerArn = pages.find(({ Port }) => Port === 8080)?.ListenerArn;
    await client.send(
      new ModifyListenerCommand({
        ListenerArn,
        DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }],
      }),
    );
  });
  await simulation.advance(16 * 60_000);
  expect(await outside()).toEqual([
    expect.stringMatching(/^open warning listener ModifyListener by arn:aws:iam::123456789012:user\/operator at 2026-/),
  ]);

  const nobodyKnows = async () =>
    (await storedOf(simulation, "no-trail")).map(({ status, level, found }) => `${status} ${level}: ${found}`);
  expect(await nobodyKnows()).toEqual([]);
  await simulation.operate("cloudtrail", "StopLogging", { Name: "management-events" });
  await simulation.advance(70 * 60_000);
  expect(await nobodyKnows()).toEqual([
    "open warning: No trail logs management events that write (management-events, which is stopped): nobody can know who changes what Sarcelle moves, and such a change is seen at the next sweep only",
  ]);
  await simulation.operate("cloudtrail", "StartLogging", { Name: "management-events" });
  await simulation.advance(70 * 60_000);
  expect(await nobodyKnows()).toEqual([]);
  await simulation.stop();
}, 240_000);
