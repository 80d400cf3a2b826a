import { describe, expect, it } from "vitest";
import { letsService } from "../../../identity/resource-policy.ts";
import { account, arnOf, bodies, createWorld, region, urlOf } from "./world.ts";

const ruleArn = `arn:aws:events:${region}:${account}:rule/changes`;
const caller = { service: "events.amazonaws.com", sourceArn: ruleArn };

/** The statement of AWS's guide to queues as targets of EventBridge. */
const statement = {
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: arnOf("changes"),
  Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
};

describe("a queue's policy", () => {
  it.each([
    ["that lets the rule", [statement], true],
    [
      "that lets every rule",
      [{ ...statement, Condition: { ArnLike: { "aws:SourceArn": `${ruleArn.slice(0, -7)}*` } } }],
      true,
    ],
    ["that lets the account", [{ ...statement, Condition: { StringEquals: { "aws:SourceAccount": account } } }], true],
    ["without a condition", [{ ...statement, Condition: undefined }], true],
    ["for everybody and everything", [{ Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }], true],
    ["that lets another rule", [{ ...statement, Condition: { ArnEquals: { "aws:SourceArn": `${ruleArn}2` } } }], false],
    ["that lets another service", [{ ...statement, Principal: { Service: ["sns.amazonaws.com"] } }], false],
    ["that lets it receive", [{ ...statement, Action: ["sqs:ReceiveMessage"] }], false],
    ["of another queue", [{ ...statement, Resource: arnOf("other") }], false],
    ["that denies it as well", [statement, { ...statement, Effect: "Deny" }], false],
    ["that says nothing", [], false],
  ])("%s", (_, Statement, expected) => {
    expect(letsService(JSON.stringify({ Statement }), "sqs:SendMessage", arnOf("changes"), caller)).toBe(expected);
  });

  it("that is not there lets nobody", () => {
    expect(letsService(undefined, "sqs:SendMessage", arnOf("changes"), caller)).toBe(false);
  });

  it.each([
    [{ Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }, "the condition IpAddress aws:sourceip"],
    [{ NotAction: "sqs:SendMessage" }, "NotAction"],
  ])("that cannot be evaluated is refused by name when it is set: %j", async (more, what) => {
    const world = createWorld();
    const Policy = JSON.stringify({ Statement: [{ ...statement, ...more }] });
    await expect(world.call("CreateQueue", { QueueName: "changes", Attributes: { Policy } })).rejects.toMatchObject({
      name: "PlaygroundNotEmulated",
      message: expect.stringContaining(what),
    });
  });

  it("decides what EventBridge may send", async () => {
    const world = createWorld();
    await world.call("CreateQueue", { QueueName: "changes" });
    const send = () => world.sqs.send(arnOf("changes"), "event", {}, caller);
    expect(send).toThrow(expect.objectContaining({ name: "AccessDenied" }));
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await world.call("SetQueueAttributes", { QueueUrl: urlOf("changes"), Attributes: { Policy } });
    send();
    expect(await bodies(world, "changes")).toEqual(["event"]);
  });
});
