/** Installations in two accounts and two regions, one of which shows the environments of all. */

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DisableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { startSimulation } from "@sarcelle/playground/simulation";
import { expect, inject, it, onTestFinished } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { service } from "../../proof/simulation/sarcelle.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { parseRegistration } from "../../src/deployment/environment.ts";
import { says } from "./typing.ts";

const hour = 3_600_000;
const hub = { account: "123456789012", region: "eu-west-1" };
const otherRegion = { account: hub.account, region: "us-east-1" };
const otherAccount = { account: "210987654321", region: "eu-west-1" };
const HubBus = `arn:aws:events:${hub.region}:${hub.account}:event-bus/${service}-hub`;

const registration = (place: typeof hub) =>
  parseRegistration(
    {
      ...{ name: "web-live", ...place, stage: "live", loadBalancer: "web", group: "web" },
      listeners: [
        { port: 8080, placeholders: { blue: 9080, green: 9081 } },
        { port: 8443, placeholders: { blue: 9443, green: 9444 } },
      ],
    },
    "web-live",
  );

it("the hub shows the environments of every account and region, though they are called the same, and says who has fallen silent", async () => {
  const world = await startSimulation({
    seed: 1,
    template: inject("template"),
    handlers: sarcelleHandlers,
    parameters: { HubAccounts: `${hub.account},${otherAccount.account}` },
  });
  onTestFinished(world.stop);
  const here = { asOperator: world.asOperator, buildStack: world.buildStack };
  const [region, account] = [world.elsewhere(otherRegion), world.elsewhere(otherAccount)];
  for (const place of [region, account]) await place.deploy({ HubBus });
  for (const [place, where] of [
    [here, hub],
    [region, otherRegion],
    [account, otherAccount],
  ] as const) {
    await place.buildStack("web", { instances: 2 });
    await place.asOperator((connection) =>
      writeEnvironment({ client: new DynamoDBClient(connection), name: service }, registration(where)),
    );
  }
  const sides = async () =>
    (JSON.parse(await says(world, "versions", "--json")) as readonly Readonly<Record<string, unknown>>[]).map(
      ({ environment, account: owner, region: where, side, healthy, total }) =>
        `${environment} ${owner} ${where} ${side} ${healthy}/${total}`,
    );

  await world.advance(1.1 * hour);
  expect(await sides()).toEqual([
    "web-live 123456789012 eu-west-1 blue 2/2",
    "web-live 123456789012 us-east-1 blue 2/2",
    "web-live 210987654321 eu-west-1 blue 2/2",
  ]);
  expect(await says(world, "versions")).toMatch(/^environment {2}account {7}region/);

  // What changes elsewhere is told at once, long before the next sweep.
  await account.asOperator((connection) =>
    new SFNClient(connection).send(
      new StartExecutionCommand({
        stateMachineArn: `arn:aws:states:${otherAccount.region}:${otherAccount.account}:stateMachine:${service}-blue-green`,
        input: JSON.stringify({ environment: "web-live", action: "upgrade", requestedBy: "them" }),
      }),
    ),
  );
  await world.advance(0.2 * hour);
  expect(await sides()).toEqual([
    "web-live 123456789012 eu-west-1 blue 2/2",
    "web-live 123456789012 us-east-1 blue 2/2",
    "web-live 210987654321 eu-west-1 blue 2/2",
    "web-live 210987654321 eu-west-1 green 0/0",
  ]);
  const fresh = await says(world, "freshness");
  expect(fresh).toMatch(
    /Told by {8}sarcelle-live in 123456789012, us-east-1: 1 environment, all of them .*\nTold by {8}sarcelle-live in 210987654321, eu-west-1: 1 environment, all of them /,
  );
  expect(fresh).not.toContain("has told nothing");

  await region.asOperator((connection) =>
    new EventBridgeClient(connection).send(new DisableRuleCommand({ Name: `${service}-tell-hub` })),
  );
  await world.advance(2.2 * hour);
  const silent =
    /sarcelle-live in account 123456789012, us-east-1 has told nothing of all its environments for 2\.\d hours/;
  expect([await says(world, "freshness"), await says(world, "versions")]).toEqual([
    expect.stringMatching(silent),
    expect.stringMatching(silent),
  ]);
});
