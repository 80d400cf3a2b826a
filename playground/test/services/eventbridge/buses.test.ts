import { describe, expect, it } from "vitest";
import { assemble } from "../../../assemble.ts";
import { createSimulatedDataPlane } from "../../../simulation/data-plane.ts";
import { createSimulatedInstances } from "../../../simulation/instances.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";
import { account, createWorld, region } from "./world.ts";

const busArn = (name: string, owner = account, where = region) => `arn:aws:events:${where}:${owner}:event-bus/${name}`;
const roleArn = `arn:aws:iam::${account}:role/to-the-hub`;
const pattern = JSON.stringify({ source: ["me"] });
const entry = { Source: "me", DetailType: "said", Detail: '{"a":1}' };

describe("a bus that somebody made", () => {
  it("has rules of its own, and gets what is put on it by its name", async () => {
    const { call, clock, invocations } = createWorld();
    const functionTarget = { Id: "1", Arn: `arn:aws:lambda:${region}:${account}:function:inventory` };
    expect(await call("CreateEventBus", { Name: "hub" })).toEqual({ EventBusArn: busArn("hub") });
    const { RuleArn } = await call("PutRule", { Name: "all", EventBusName: "hub", EventPattern: pattern });
    expect(RuleArn).toBe(`arn:aws:events:${region}:${account}:rule/hub/all`);
    await call("PutTargets", { Rule: "all", EventBusName: busArn("hub"), Targets: [functionTarget] });
    expect(await call("ListRules", {})).toEqual({ Rules: [] });
    expect(await call("DescribeRule", { Name: "all", EventBusName: "hub" })).toMatchObject({ EventBusName: "hub" });
    await call("PutEvents", { Entries: [entry, { ...entry, EventBusName: "hub", Detail: '{"a":2}' }] });
    await clock.advance(1_000);
    expect(invocations.map(({ payload }) => payload)).toMatchObject([{ detail: { a: 2 } }]);
  });

  it("is not deleted while it has rules, nor made twice", async () => {
    const { call } = createWorld();
    await call("CreateEventBus", { Name: "hub" });
    await call("PutRule", { Name: "all", EventBusName: "hub", EventPattern: pattern });
    await expect(call("CreateEventBus", { Name: "hub" })).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });
    await expect(call("DeleteEventBus", { Name: "hub" })).rejects.toMatchObject({ name: "ValidationException" });
    await call("DeleteRule", { Name: "all", EventBusName: "hub" });
    await call("DeleteEventBus", { Name: "hub" });
    expect(await call("ListEventBuses", {})).toEqual({ EventBuses: [{ Name: "default", Arn: busArn("default") }] });
  });

  it("is a target only under a role", async () => {
    const { call } = createWorld();
    await call("PutRule", { Name: "all", EventPattern: pattern });
    const targets = { Rule: "all", Targets: [{ Id: "1", Arn: busArn("hub") }] };
    await expect(call("PutTargets", targets)).rejects.toMatchObject({ message: expect.stringContaining("RoleArn") });
  });
});

/** Two accounts and two regions on virtual time. */
const twoAccounts = () => {
  const clock = virtualClock();
  const random = seeded(1);
  const instances = createSimulatedInstances(clock);
  return {
    clock,
    world: assemble({
      ...{ clock, random, instances, dataPlane: createSimulatedDataPlane(clock, random, instances) },
      functions: {
        launch: () => {
          throw new Error("no function runs here");
        },
        stop: async () => {},
      },
      ...{ endpoint: () => "http://world", answers: virtualClock(), longestLag: 0 },
    }),
  };
};

const hub = { account: "210987654321", region: "us-east-1" };

describe("an event for a bus of another account and region", () => {
  /** An event put at home, whose rule sends it to the hub's bus; answers what the hub's queue holds then. */
  const forwarded = async (policy: object | undefined) => {
    const { clock, world } = twoAccounts();
    const at = (realm: { readonly account: string; readonly region: string }) => ({
      principal: { arn: `arn:aws:iam::${realm.account}:user/operator` },
      requestId: "1",
    });
    const calling = (realm: typeof hub) => {
      const { services } = world.realm(realm);
      return async (service: string, operation: string, input: object) => {
        const found = services.find(({ name }) => name === service)?.operations[operation];
        return (await found?.run(input, at(realm))) as Record<string, string>;
      };
    };
    const [here, there] = [calling({ account, region }), calling(hub)];
    const { QueueUrl = "" } = await there("sqs", "CreateQueue", { QueueName: "heard" });
    const queue = `arn:aws:sqs:${hub.region}:${hub.account}:heard`;
    const Statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: queue };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await there("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
    await there("events", "CreateEventBus", { Name: "hub" });
    if (policy !== undefined) await there("events", "PutPermission", { EventBusName: "hub", ...policy });
    await there("events", "PutRule", { Name: "all", EventBusName: "hub", EventPattern: pattern });
    await there("events", "PutTargets", { Rule: "all", EventBusName: "hub", Targets: [{ Id: "1", Arn: queue }] });

    const arn = busArn("hub", hub.account, hub.region);
    const Trust = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sts:AssumeRole" };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [Trust] });
    await here("iam", "CreateRole", { RoleName: "to-the-hub", AssumeRolePolicyDocument });
    const Allowed = { Effect: "Allow", Action: "events:PutEvents", Resource: arn };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [Allowed] });
    await here("iam", "PutRolePolicy", { RoleName: "to-the-hub", PolicyName: "put", PolicyDocument });
    await here("events", "PutRule", { Name: "all", EventPattern: pattern });
    await here("events", "PutTargets", { Rule: "all", Targets: [{ Id: "1", Arn: arn, RoleArn: roleArn }] });
    await here("events", "PutEvents", { Entries: [entry] });
    await clock.advance(5_000);
    const { Messages = [] } = (await there("sqs", "ReceiveMessage", { QueueUrl })) as unknown as {
      readonly Messages?: readonly { readonly Body: string }[];
    };
    await world.stop();
    return Messages.map(({ Body }) => JSON.parse(Body));
  };

  it("arrives as it is, with the account and region that it is from, where the bus's policy lets that account", async () => {
    const statement = { StatementId: "them", Principal: account, Action: "events:PutEvents" };
    expect(await forwarded(statement)).toMatchObject([{ account, region, source: "me", detail: { a: 1 } }]);
  });

  it.each([
    ["nobody", undefined],
    ["another account", { StatementId: "x", Principal: "111122223333", Action: "events:PutEvents" }],
  ])("does not arrive where the policy lets %s", async (_, policy) => {
    expect(await forwarded(policy)).toEqual([]);
  });
});
