import { describe, expect, it } from "vitest";
import { arnOf, bodies, createWorld, receive, send, urlOf } from "./world.ts";

const QueueUrl = urlOf("changes");

const withQueue = async (Attributes: object = {}) => {
  const world = createWorld();
  await world.call("CreateQueue", { QueueName: "dead" });
  await world.call("CreateQueue", { QueueName: "changes", Attributes });
  return world;
};

describe("a message", () => {
  it("is received as it was sent, with the digests that clients compare", async () => {
    const { call, start } = await withQueue();
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "test" },
      size: { DataType: "Number", StringValue: "1" },
      bytes: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 3]) },
    };
    // Computed apart, the way AWS documents.
    const MD5OfMessageAttributes = "27531412453257bb4931ed51a88c6e5b";
    expect(await call("SendMessage", { QueueUrl, MessageBody: "hello", MessageAttributes })).toEqual({
      MessageId: expect.any(String),
      MD5OfMessageBody: "5d41402abc4b2a76b9719d911017c592",
      MD5OfMessageAttributes,
    });
    expect(
      await call("ReceiveMessage", {
        QueueUrl,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    ).toEqual({
      Messages: [
        {
          MessageId: expect.any(String),
          ReceiptHandle: expect.any(String),
          MD5OfBody: "5d41402abc4b2a76b9719d911017c592",
          Body: "hello",
          Attributes: {
            SenderId: "AIDASOMEONE",
            SentTimestamp: String(start),
            ApproximateReceiveCount: "1",
            ApproximateFirstReceiveTimestamp: String(start),
          },
          MessageAttributes,
          MD5OfMessageAttributes,
        },
      ],
    });
  });

  it("comes without attributes that were not asked for", async () => {
    const world = await withQueue();
    send(world, "changes", "hello");
    expect(await world.call("ReceiveMessage", { QueueUrl })).toEqual({
      Messages: [
        {
          MessageId: expect.any(String),
          ReceiptHandle: expect.any(String),
          MD5OfBody: expect.any(String),
          Body: "hello",
        },
      ],
    });
    expect(await world.call("ReceiveMessage", { QueueUrl })).toEqual({});
  });

  it("is invisible while it is worked on, and comes back when it was not deleted", async () => {
    const world = await withQueue({ VisibilityTimeout: "30" });
    send(world, "changes", "a");
    expect(await bodies(world, "changes")).toEqual(["a"]);
    await world.clock.advance(29_999);
    expect(await bodies(world, "changes")).toEqual([]);
    await world.clock.advance(1);
    const [again] = await receive(world, "changes", { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again).toMatchObject({ Body: "a", Attributes: { ApproximateReceiveCount: "2" } });
    await world.call("DeleteMessage", { QueueUrl, ReceiptHandle: again?.ReceiptHandle });
    await world.clock.advance(60_000);
    expect(await bodies(world, "changes")).toEqual([]);
  });

  it("is not deleted with the handle of an earlier receive", async () => {
    const world = await withQueue();
    send(world, "changes", "a");
    const [first] = await receive(world, "changes", { VisibilityTimeout: 1 });
    await world.clock.advance(1_000);
    await receive(world, "changes", { VisibilityTimeout: 1 });
    await world.call("DeleteMessage", { QueueUrl, ReceiptHandle: first?.ReceiptHandle });
    await world.clock.advance(1_000);
    expect(await bodies(world, "changes")).toEqual(["a"]);
  });

  it("stays invisible for as long as its visibility timeout is changed to", async () => {
    const world = await withQueue();
    send(world, "changes", "a");
    const [{ ReceiptHandle } = { ReceiptHandle: "" }] = await receive(world, "changes");
    await world.call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 100 });
    await world.clock.advance(99_999);
    expect(await bodies(world, "changes")).toEqual([]);
    await world.call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    await expect(
      world.call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 1 }),
    ).rejects.toMatchObject({ name: "MessageNotInflight" });
    expect(await bodies(world, "changes")).toEqual(["a"]);
    await expect(
      world.call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 1 }),
    ).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    });
  });

  it("can be hidden again by who received it last when its visibility timeout is over", async () => {
    const world = await withQueue({ VisibilityTimeout: "1" });
    send(world, "changes", "a");
    const [{ ReceiptHandle } = { ReceiptHandle: "" }] = await receive(world, "changes");
    await world.clock.advance(2_000);
    await world.call("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout: 10 });
    await world.clock.advance(9_999);
    expect(await bodies(world, "changes")).toEqual([]);
    await world.clock.advance(1);
    expect(await bodies(world, "changes")).toEqual(["a"]);
  });

  it.each([
    [["Hel.*"], ["Hello", "Help.Me"]],
    [["Help.*"], ["Help.Me"]],
    [["*"], ["General", "Hello", "Help.Me"]],
    [[".*"], ["General", "Hello", "Help.Me"]],
    [["Foo", "General"], ["General"]],
    [["Help", "AWS.", "..foo"], undefined],
  ])("comes with the attributes asked for by name or beginning: %j", async (MessageAttributeNames, names) => {
    const world = await withQueue();
    const MessageAttributes = Object.fromEntries(
      ["Help.Me", "Hello", "General"].map((name) => [name, { DataType: "String", StringValue: "x" }]),
    );
    await world.call("SendMessage", { QueueUrl, MessageBody: "a", MessageAttributes });
    const [message] = (await receive(world, "changes", { MessageAttributeNames })) as readonly {
      readonly MessageAttributes?: object;
    }[];
    expect(message?.MessageAttributes && Object.keys(message.MessageAttributes).sort()).toEqual(names);
  });

  it("comes with the trace header that it was sent with", async () => {
    const world = await withQueue();
    const header = "Root=1-5759e988-bd862e3fe1be46a994272793";
    const MessageSystemAttributes = { AWSTraceHeader: { DataType: "String", StringValue: header } };
    await world.call("SendMessage", { QueueUrl, MessageBody: "a", MessageSystemAttributes });
    expect(await receive(world, "changes", { MessageSystemAttributeNames: ["AWSTraceHeader"] })).toMatchObject([
      { Attributes: { AWSTraceHeader: header } },
    ]);
  });

  it("is found by the bare name of its queue", async () => {
    const world = await withQueue();
    await world.call("SendMessage", { QueueUrl: "changes", MessageBody: "a" });
    expect(await bodies(world, "changes")).toEqual(["a"]);
  });

  it("is delayed by its own delay or the queue's", async () => {
    const world = await withQueue({ DelaySeconds: "10" });
    await world.call("SendMessage", { QueueUrl, MessageBody: "soon", DelaySeconds: 1 });
    await world.call("SendMessage", { QueueUrl, MessageBody: "later" });
    expect(
      await world.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["ApproximateNumberOfMessagesDelayed"] }),
    ).toEqual({ Attributes: { ApproximateNumberOfMessagesDelayed: "2" } });
    await world.clock.advance(1_000);
    expect(await bodies(world, "changes")).toEqual(["soon"]);
    await world.clock.advance(9_000);
    expect(await bodies(world, "changes")).toEqual(["later"]);
  });

  it("expires after the retention period", async () => {
    const world = await withQueue({ MessageRetentionPeriod: "60" });
    send(world, "changes", "a");
    await world.clock.advance(59_000);
    send(world, "changes", "b");
    await world.clock.advance(1_000);
    expect(await bodies(world, "changes")).toEqual(["b"]);
  });

  it("moves to the dead-letter queue instead of being received once too often", async () => {
    const world = await withQueue({
      VisibilityTimeout: "1",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 2 }),
    });
    send(world, "changes", "poison");
    const received = [];
    for (let look = 0; look < 3; look++) {
      received.push(await bodies(world, "changes"));
      await world.clock.advance(1_000);
    }
    expect(received).toEqual([["poison"], ["poison"], []]);
    expect(await receive(world, "dead", { MessageSystemAttributeNames: ["All"] })).toMatchObject([
      {
        Body: "poison",
        Attributes: {
          // Twice in the queue that gave it up, and once here.
          ApproximateReceiveCount: "3",
          SentTimestamp: String(world.start),
          DeadLetterQueueSourceArn: arnOf("changes"),
        },
      },
    ]);
  });
});

describe("a long poll", () => {
  const poll = (world: Awaited<ReturnType<typeof withQueue>>, WaitTimeSeconds: number) => {
    const answers: unknown[] = [];
    bodies(world, "changes", { WaitTimeSeconds }).then(
      (found) => answers.push(found),
      (error) => answers.push(error),
    );
    return answers;
  };

  it("answers when a message comes", async () => {
    const world = await withQueue();
    const answers = poll(world, 20);
    await world.clock.advance(19_000);
    expect(answers).toEqual([]);
    send(world, "changes", "a");
    await world.clock.advance(0);
    expect(answers).toEqual([["a"]]);
  });

  it("answers when a message comes back", async () => {
    const world = await withQueue();
    send(world, "changes", "a");
    await receive(world, "changes", { VisibilityTimeout: 5 });
    const answers = poll(world, 20);
    await world.clock.advance(4_999);
    expect(answers).toEqual([]);
    await world.clock.advance(1);
    expect(answers).toEqual([["a"]]);
  });

  it("answers with nothing when its time is over, or the queue is deleted", async () => {
    const world = await withQueue();
    const short = poll(world, 1);
    const long = poll(world, 20);
    await world.clock.advance(1_000);
    expect([short, long]).toEqual([[[]], []]);
    await world.call("DeleteQueue", { QueueUrl });
    await world.clock.advance(0);
    expect(long).toEqual([[]]);
  });
});

describe("a batch", () => {
  it("does what it can, entry by entry", async () => {
    const world = await withQueue();
    expect(
      await world.call("SendMessageBatch", {
        QueueUrl,
        Entries: [
          { Id: "good", MessageBody: "hello" },
          { Id: "late", MessageBody: "x", DelaySeconds: 901 },
        ],
      }),
    ).toEqual({
      Successful: [{ Id: "good", MessageId: expect.any(String), MD5OfMessageBody: "5d41402abc4b2a76b9719d911017c592" }],
      Failed: [
        {
          Id: "late",
          SenderFault: true,
          Code: "InvalidParameterValue",
          Message: "Value 901 for parameter DelaySeconds is invalid. Reason: Must be between 0 and 900, if provided.",
        },
      ],
    });
    const [{ ReceiptHandle } = { ReceiptHandle: "" }] = await receive(world, "changes");
    expect(
      await world.call("ChangeMessageVisibilityBatch", {
        QueueUrl,
        Entries: [{ Id: "1", ReceiptHandle, VisibilityTimeout: 60 }],
      }),
    ).toEqual({ Successful: [{ Id: "1" }], Failed: [] });
    expect(
      await world.call("DeleteMessageBatch", {
        QueueUrl,
        Entries: [
          { Id: "1", ReceiptHandle },
          { Id: "2", ReceiptHandle: "nonsense" },
        ],
      }),
    ).toEqual({
      Successful: [{ Id: "1" }],
      Failed: [
        {
          Id: "2",
          SenderFault: true,
          Code: "ReceiptHandleIsInvalid",
          Message: 'The input receipt handle "nonsense" is not a valid receipt handle.',
        },
      ],
    });
  });

  it("holds each entry to the queue's limit, and all together to the service's", async () => {
    const world = await withQueue({ MaximumMessageSize: "1024" });
    const Entries = [
      { Id: "long", MessageBody: "x".repeat(1_025) },
      { Id: "short", MessageBody: "x".repeat(1_024) },
    ];
    expect(await world.call("SendMessageBatch", { QueueUrl, Entries })).toMatchObject({
      Successful: [{ Id: "short" }],
      Failed: [
        {
          Id: "long",
          SenderFault: true,
          Code: "InvalidParameterValue",
          Message: "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
        },
      ],
    });
  });

  it.each([
    [[], "EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request."],
    [
      Array.from({ length: 11 }, (_, Id) => ({ Id: `${Id}`, MessageBody: "x" })),
      "TooManyEntriesInBatchRequest",
      "Maximum number of entries per request are 10. You have sent 11.",
    ],
    [
      [
        { Id: "a", MessageBody: "x" },
        { Id: "a", MessageBody: "x" },
      ],
      "BatchEntryIdsNotDistinct",
      "Id a repeated.",
    ],
    [
      [{ Id: "a b", MessageBody: "x" }],
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    ],
    [
      [{ Id: "a", MessageBody: "x".repeat(1_048_577) }],
      "BatchRequestTooLong",
      "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
    ],
    [
      [{ Id: "a", MessageBody: "x", MessageGroupId: "g" }],
      "PlaygroundNotEmulated",
      expect.stringContaining("MessageGroupId"),
    ],
  ])("that is wrong as a whole is refused", async (Entries, name, message) => {
    const world = await withQueue();
    await expect(world.call("SendMessageBatch", { QueueUrl, Entries })).rejects.toMatchObject({ name, message });
  });
});

it.each([
  ["SendMessage", { MessageBody: "" }, "MissingParameter", "The request must contain the parameter MessageBody."],
  [
    "SendMessage",
    { MessageBody: "\u0000" },
    "InvalidMessageContents",
    "The message contains characters outside the allowed set.",
  ],
  [
    "SendMessage",
    { MessageBody: "x".repeat(1_048_577) },
    "InvalidParameterValue",
    "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
  ],
  [
    "ReceiveMessage",
    { MaxNumberOfMessages: 11 },
    "InvalidParameterValue",
    "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
  ],
  [
    "ReceiveMessage",
    { WaitTimeSeconds: 21 },
    "InvalidParameterValue",
    "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
  ],
  [
    "DeleteMessage",
    { ReceiptHandle: "nonsense" },
    "ReceiptHandleIsInvalid",
    'The input receipt handle "nonsense" is not a valid receipt handle.',
  ],
])("%s is refused with the reason: %#", async (operation, input, name, message) => {
  const world = await withQueue();
  await expect(world.call(operation, { QueueUrl, ...input })).rejects.toMatchObject({ name, message });
});
