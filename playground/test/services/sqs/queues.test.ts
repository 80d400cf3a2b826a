import { describe, expect, it } from "vitest";
import { account, arnOf, createWorld, region, send, urlOf } from "./world.ts";

const defaults = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};

describe("a queue", () => {
  it("is created with attributes, found by its name and described", async () => {
    const { call, start } = createWorld();
    const seconds = String(start / 1_000);
    expect(
      await call("CreateQueue", { QueueName: "changes", Attributes: { VisibilityTimeout: "60" }, tags: { team: "a" } }),
    ).toEqual({ QueueUrl: urlOf("changes") });
    expect(await call("GetQueueUrl", { QueueName: "changes" })).toEqual({ QueueUrl: urlOf("changes") });
    expect(await call("GetQueueAttributes", { QueueUrl: urlOf("changes"), AttributeNames: ["All"] })).toEqual({
      Attributes: {
        ...defaults,
        VisibilityTimeout: "60",
        QueueArn: arnOf("changes"),
        ApproximateNumberOfMessages: "0",
        ApproximateNumberOfMessagesNotVisible: "0",
        ApproximateNumberOfMessagesDelayed: "0",
        CreatedTimestamp: seconds,
        LastModifiedTimestamp: seconds,
      },
    });
    expect(await call("ListQueueTags", { QueueUrl: urlOf("changes") })).toEqual({ Tags: { team: "a" } });
  });

  it("is tagged and untagged", async () => {
    const { call } = createWorld();
    const QueueUrl = urlOf("changes");
    await call("CreateQueue", { QueueName: "changes", tags: { team: "a", stage: "live" } });
    await call("TagQueue", { QueueUrl, Tags: { team: "b", cost: "1" } });
    await call("UntagQueue", { QueueUrl, TagKeys: ["stage", "nothing"] });
    expect(await call("ListQueueTags", { QueueUrl })).toEqual({ Tags: { team: "b", cost: "1" } });
    const Tags = Object.fromEntries(Array.from({ length: 49 }, (_, n) => [`t${n}`, ""]));
    await expect(call("TagQueue", { QueueUrl, Tags })).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "Too many tags added for queue changes.",
    });
  });

  it("is asked for the attributes that there are", async () => {
    const { call } = createWorld();
    await call("CreateQueue", { QueueName: "changes" });
    const ask = (...AttributeNames: string[]) =>
      call("GetQueueAttributes", { QueueUrl: urlOf("changes"), AttributeNames });
    expect(await ask("KmsMasterKeyId")).toEqual({});
    await expect(ask("VisibilityTimeout", "Nope")).rejects.toMatchObject({
      name: "InvalidAttributeName",
      message: "Unknown Attribute Nope.",
    });
  });

  it("is created twice without harm if the attributes are the same", async () => {
    const { call } = createWorld();
    const Attributes = { VisibilityTimeout: "60" };
    await call("CreateQueue", { QueueName: "changes", Attributes });
    expect(await call("CreateQueue", { QueueName: "changes", Attributes })).toEqual({ QueueUrl: urlOf("changes") });
    expect(await call("CreateQueue", { QueueName: "changes" })).toEqual({ QueueUrl: urlOf("changes") });
    await expect(
      call("CreateQueue", { QueueName: "changes", Attributes: { VisibilityTimeout: "61" } }),
    ).rejects.toMatchObject({
      name: "QueueNameExists",
      message: "A queue already exists with the same name and a different value for attribute VisibilityTimeout",
    });
  });

  it("takes new attributes and gives up those that are set to nothing", async () => {
    const { call, sqs } = createWorld();
    await call("CreateQueue", { QueueName: "dead" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 3 });
    const Policy = '{"Statement":[]}';
    await call("CreateQueue", { QueueName: "changes", Attributes: { RedrivePolicy } });
    await call("SetQueueAttributes", { QueueUrl: urlOf("changes"), Attributes: { Policy, RedrivePolicy: "" } });
    expect(sqs.state()).toEqual({
      queues: {
        dead: { attributes: defaults, tags: {} },
        changes: { attributes: { ...defaults, Policy }, tags: {} },
      },
      eventSourceMappings: {},
    });
  });

  it("is listed, page by page only if a page was asked for", async () => {
    const { call } = createWorld();
    for (const QueueName of ["a1", "a2", "a3", "b1"]) await call("CreateQueue", { QueueName });
    const first = await call("ListQueues", { QueueNamePrefix: "a", MaxResults: 2 });
    expect([
      first.QueueUrls,
      await call("ListQueues", { QueueNamePrefix: "a", MaxResults: 2, NextToken: first.NextToken }),
      await call("ListQueues", {}),
      await call("ListQueues", { QueueNamePrefix: "c" }),
    ]).toEqual([
      [urlOf("a1"), urlOf("a2")],
      { QueueUrls: [urlOf("a3")] },
      { QueueUrls: ["a1", "a2", "a3", "b1"].map(urlOf) },
      {},
    ]);
  });

  it("is gone when it is deleted, and its name is free again after 60 seconds", async () => {
    const { call, clock } = createWorld();
    await call("CreateQueue", { QueueName: "changes" });
    await call("DeleteQueue", { QueueUrl: urlOf("changes") });
    await expect(call("GetQueueUrl", { QueueName: "changes" })).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
    await expect(call("CreateQueue", { QueueName: "changes" })).rejects.toMatchObject({ name: "QueueDeletedRecently" });
    await clock.advance(60_000);
    await call("CreateQueue", { QueueName: "changes" });
  });

  it("is purged at most once a minute", async () => {
    const world = createWorld();
    await world.call("CreateQueue", { QueueName: "changes" });
    send(world, "changes", "a", "b");
    const count = async () =>
      (await world.call("GetQueueAttributes", {
        QueueUrl: urlOf("changes"),
        AttributeNames: ["ApproximateNumberOfMessages"],
      })) as unknown;
    expect(await count()).toEqual({ Attributes: { ApproximateNumberOfMessages: "2" } });
    await world.call("PurgeQueue", { QueueUrl: urlOf("changes") });
    expect(await count()).toEqual({ Attributes: { ApproximateNumberOfMessages: "0" } });
    await expect(world.call("PurgeQueue", { QueueUrl: urlOf("changes") })).rejects.toMatchObject({
      name: "PurgeQueueInProgress",
      message: "Only one PurgeQueue operation on changes is allowed every 60 seconds.",
    });
  });
});

it.each([
  [
    "CreateQueue",
    { QueueName: "a b" },
    "InvalidParameterValue",
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  ],
  ["CreateQueue", { QueueName: "a.fifo" }, "PlaygroundNotEmulated", expect.stringContaining("FIFO queues")],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { FifoQueue: "true" } },
    "PlaygroundNotEmulated",
    expect.stringContaining("FifoQueue"),
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { Colour: "teal" } },
    "InvalidAttributeName",
    "Unknown Attribute Colour.",
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { VisibilityTimeout: "43201" } },
    "InvalidAttributeValue",
    "Invalid value for the parameter VisibilityTimeout.",
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { RedrivePolicy: "no" } },
    "InvalidAttributeValue",
    "Invalid value for the parameter RedrivePolicy.",
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${arnOf("none")}"}` } },
    "InvalidParameterValue",
    `Value {"deadLetterTargetArn":"${arnOf("none")}"} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
  ],
  [
    "CreateQueue",
    { QueueName: "a", Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"x","maxReceiveCount":0}' } },
    "InvalidParameterValue",
    'Value {"deadLetterTargetArn":"x","maxReceiveCount":0} for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.',
  ],
  [
    "SendMessage",
    { QueueUrl: urlOf("a"), MessageBody: "x" },
    "QueueDoesNotExist",
    "The specified queue does not exist.",
  ],
  [
    "SendMessage",
    { QueueUrl: "nonsense", MessageBody: "x" },
    "QueueDoesNotExist",
    "The specified queue does not exist.",
  ],
])("%s of %j is refused with %s", async (operation, input, name, message) => {
  await expect(createWorld().call(operation, input)).rejects.toMatchObject({ name, message });
});

it("needs the right to the queue itself, and for a batch the right to its single operation", () => {
  const { operations } = createWorld().sqs;
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/changes`;
  expect([
    operations.SendMessageBatch?.needs?.({ QueueUrl }),
    operations.ReceiveMessage?.needs?.({ QueueUrl }),
  ]).toEqual([
    [{ action: "sqs:SendMessage", resource: arnOf("changes"), tags: {} }],
    [{ action: "sqs:ReceiveMessage", resource: arnOf("changes"), tags: {} }],
  ]);
});
