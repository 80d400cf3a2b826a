import { describe, expect, it } from "vitest";
import { operate } from "../../../gateway/operate.ts";
import { createSns } from "../../../services/sns/sns.ts";
import { AwsError } from "../../../world/aws-error.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";

const account = "123456789012";
const region = "eu-west-1";
const TopicArn = `arn:aws:sns:${region}:${account}:findings`;
const queue = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
const events = { service: "events.amazonaws.com", sourceArn: `arn:aws:events:${region}:${account}:rule/findings` };
const statement = {
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sns:Publish",
  Resource: TopicArn,
};

const createWorld = (refusing: readonly string[] = []) => {
  const clock = virtualClock();
  const sent: unknown[] = [];
  const sns = createSns(
    { clock, random: seeded(3), account, region, pageSize: 2, lag: () => 0, emit: () => {} },
    {
      queues: {
        send(arn, body, attributes = {}, caller) {
          if (refusing.includes(arn)) throw new AwsError("AccessDenied", "no", { status: 403 });
          sent.push([arn, body, caller, ...(Object.keys(attributes).length > 0 ? [attributes] : [])]);
        },
      },
    },
  );
  const call = async (operation: string, input: object) =>
    (await operate(sns, operation, { ...input }).run({
      principal: { arn: `arn:aws:iam::${account}:user/someone` },
      requestId: "1",
    })) as Record<string, unknown>;
  return { clock, sns, sent, call };
};
const withTopic = async (...given: Parameters<typeof createWorld>) => {
  const world = createWorld(...given);
  await world.call("CreateTopic", { Name: "findings" });
  return world;
};
const subscribe = (world: ReturnType<typeof createWorld>, name: string, more: object = {}) =>
  world.call("Subscribe", { TopicArn, Protocol: "sqs", Endpoint: queue(name), ...more });

const noArn = (parameter: string, elements: number) =>
  `Invalid parameter: ${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`;

describe("a topic", () => {
  it("is described with what it has by default, and its subscriptions counted", async () => {
    const world = await withTopic();
    await subscribe(world, "one", { Attributes: { RawMessageDelivery: "True" } });
    const { Attributes } = await world.call("GetTopicAttributes", { TopicArn });
    const { Policy, EffectiveDeliveryPolicy, ...others } = Attributes as Record<string, string>;
    expect(others).toEqual({
      TopicArn,
      Owner: account,
      DisplayName: "",
      SubscriptionsConfirmed: "1",
      SubscriptionsPending: "0",
      SubscriptionsDeleted: "0",
    });
    expect(JSON.parse(Policy ?? "")).toMatchObject({
      Id: "__default_policy_ID",
      Statement: [{ Resource: TopicArn, Condition: { StringEquals: { "AWS:SourceOwner": account } } }],
    });
    expect(JSON.parse(EffectiveDeliveryPolicy ?? "")).toMatchObject({ http: { disableSubscriptionOverrides: false } });
  });

  it("is made once, listed page by page, and deleted with its subscriptions", async () => {
    const world = await withTopic();
    expect(await world.call("CreateTopic", { Name: "findings" })).toEqual({ TopicArn });
    await world.call("CreateTopic", { Name: "a" });
    await world.call("CreateTopic", { Name: "b" });
    const first = await world.call("ListTopics", {});
    expect(first.Topics).toHaveLength(2);
    expect((await world.call("ListTopics", { NextToken: first.NextToken })).Topics).toHaveLength(1);
    await subscribe(world, "one");
    await world.call("DeleteTopic", { TopicArn });
    expect(await world.call("DeleteTopic", { TopicArn })).toEqual({});
    expect(world.sns.state().subscriptions).toEqual({});
  });

  it.each([
    ["CreateTopic", { Name: "no spaces" }, "InvalidParameterException", "Invalid parameter: Topic Name"],
    ["CreateTopic", { Name: "first.fifo" }, "PlaygroundNotEmulated", expect.stringContaining("FIFO topics")],
    ["GetTopicAttributes", { TopicArn: `${TopicArn}x` }, "NotFoundException", "Topic does not exist"],
    ["Publish", { TopicArn: `${TopicArn}x`, Message: "m" }, "NotFoundException", "Topic does not exist"],
    ["Publish", { TopicArn: "x", Message: "m" }, "InvalidParameterException", noArn("TopicArn", 1)],
    ["DeleteTopic", { TopicArn: "a:b" }, "InvalidParameterException", noArn("TopicArn", 2)],
    ["Unsubscribe", { SubscriptionArn: "randomstring" }, "InvalidParameterException", noArn("SubscriptionArn", 1)],
    ["Unsubscribe", { SubscriptionArn: TopicArn }, "InvalidParameterException", "Invalid parameter: SubscriptionId"],
    [
      "CreateTopic",
      { Name: "findings", Tags: [{ Key: "team", Value: "other" }] },
      "InvalidParameterException",
      "Invalid parameter: Tags Reason: Topic already exists with different tags",
    ],
    ["Publish", { TopicArn, Message: "" }, "InvalidParameterException", "Invalid parameter: Empty message"],
    [
      "Publish",
      { TopicArn, Message: "m", Subject: "two\nlines" },
      "InvalidParameterException",
      "Invalid parameter: Subject",
    ],
    [
      "Subscribe",
      { TopicArn, Protocol: "sms", Endpoint: "+15550100" },
      "PlaygroundNotEmulated",
      expect.stringContaining("the protocol sms"),
    ],
    [
      "Subscribe",
      { TopicArn, Protocol: "sqs", Endpoint: "https://queue" },
      "InvalidParameterException",
      "Invalid parameter: SQS endpoint ARN",
    ],
    [
      "SetTopicAttributes",
      { TopicArn, AttributeName: "DisplayName", AttributeValue: "x" },
      "PlaygroundNotEmulated",
      expect.stringContaining("DisplayName"),
    ],
  ])("%s of %j is refused with %s", async (operation, input, name, message) => {
    const world = await withTopic();
    await expect(world.call(operation, input)).rejects.toMatchObject({ name, message });
  });
});

describe("a message", () => {
  it("reaches each subscribed queue in SNS's envelope, or raw, as the topic's", async () => {
    const world = await withTopic();
    const { SubscriptionArn } = await subscribe(world, "one");
    expect(await subscribe(world, "one")).toEqual({ SubscriptionArn });
    await subscribe(world, "two", { Attributes: { RawMessageDelivery: "true" } });
    const at = new Date(world.clock.now()).toISOString();
    const { MessageId } = await world.call("Publish", { TopicArn, Message: "hello", Subject: "greeting" });
    await world.clock.advance(1_000);
    const caller = { service: "sns.amazonaws.com", sourceArn: TopicArn };
    const bodies = new Map(world.sent.map((each) => [(each as string[])[0], (each as string[])[1] ?? ""]));
    expect(world.sent).toEqual(
      expect.arrayContaining([
        [queue("one"), expect.any(String), caller],
        [queue("two"), "hello", caller],
      ]),
    );
    expect(JSON.parse(bodies.get(queue("one")) ?? "")).toEqual({
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "greeting",
      Message: "hello",
      Timestamp: at,
      SignatureVersion: "1",
      Signature: expect.any(String),
      SigningCertURL: expect.stringContaining("https://sns.eu-west-1.amazonaws.com/"),
      UnsubscribeURL: expect.stringContaining(String(SubscriptionArn)),
    });
  });

  it("is lost on a queue that does not let the topic, and reaches the others, but none that unsubscribed", async () => {
    const world = await withTopic([queue("closed")]);
    await subscribe(world, "closed");
    await subscribe(world, "open", { Attributes: { RawMessageDelivery: "true" } });
    const { SubscriptionArn } = await subscribe(world, "left");
    await world.call("Unsubscribe", { SubscriptionArn });
    await world.call("Publish", { TopicArn, Message: "hello" });
    await world.clock.advance(1_000);
    expect(world.sent.map((each) => (each as string[])[0])).toEqual([queue("open")]);
    const listed = await world.call("ListSubscriptionsByTopic", { TopicArn });
    expect(listed.Subscriptions).toMatchObject([{ Endpoint: queue("closed") }, { Endpoint: queue("open") }]);
  });
});

const live = { environment: { DataType: "String", StringValue: "web-live" } };
const both = { ...live, levels: { DataType: "String.Array", StringValue: '["warning","critical"]' } };

describe("the attributes of a message", () => {
  it("come in SNS's envelope; of a raw one as the queue message's, and it is lost if there are more than ten", async () => {
    const world = await withTopic();
    await subscribe(world, "one");
    await subscribe(world, "two", { Attributes: { RawMessageDelivery: "true" } });
    await world.call("Publish", { TopicArn, Message: "hello", MessageAttributes: both });
    await world.clock.advance(1_000);
    const [, body] = world.sent.find((each) => (each as string[])[0] === queue("one")) as string[];
    expect(JSON.parse(body ?? "").MessageAttributes).toEqual({
      environment: { Type: "String", Value: "web-live" },
      levels: { Type: "String.Array", Value: '["warning","critical"]' },
    });
    expect(world.sent).toContainEqual([
      queue("two"),
      "hello",
      expect.anything(),
      { environment: "web-live", levels: '["warning","critical"]' },
    ]);
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, live.environment]));
    await world.call("Publish", { TopicArn, Message: "many", MessageAttributes: eleven });
    await world.clock.advance(1_000);
    expect(world.sent).toHaveLength(3);
  });

  it.each([
    [{ environment: ["web-live"] }, both, true],
    [{ environment: ["web-beta"] }, both, false],
    [{ environment: ["web-beta", { prefix: "web-l" }] }, both, true],
    [{ environment: [{ suffix: "-beta" }] }, both, false],
    [{ levels: ["critical"] }, both, true],
    [{ levels: ["critical"], environment: ["web-beta"] }, both, false],
    [{ levels: ["critical"] }, live, false],
    [{ levels: [{ exists: false }] }, live, true],
    [{ environment: [{ "anything-but": ["web-beta"] }] }, live, true],
    [{ levels: [{ "anything-but": "info" }] }, live, false],
  ])("that %j asks for: of %j are so %s", async (policy, MessageAttributes, isFor) => {
    const world = await withTopic();
    await subscribe(world, "one", { Attributes: { FilterPolicy: JSON.stringify(policy) } });
    await world.call("Publish", { TopicArn, Message: "hello", MessageAttributes });
    await world.clock.advance(1_000);
    expect(world.sent.length === 1).toBe(isFor);
  });

  it.each([
    ["Publish", { MessageAttributes: { "a b": live.environment } }, "The message attribute name 'a b' is invalid."],
    ["Publish", { MessageAttributes: { a: { DataType: "String" } } }, "must contain non-empty message attribute value"],
    [
      "Publish",
      { MessageAttributes: { a: { DataType: "Text", StringValue: "b" } } },
      "has an invalid message attribute type",
    ],
    ["Publish", { MessageAttributes: { a: { DataType: "Number", StringValue: "b" } } }, "with type 'Number'"],
    ["Publish", { MessageAttributes: { a: { DataType: "String.Array", StringValue: "[{}]" } } }, "a JSON array of"],
    ["Publish", { MessageAttributes: { a: { DataType: "Binary" } } }, "of the type Binary"],
    ["Subscribe", { Attributes: { FilterPolicy: "{" } }, "FilterPolicy: failed to parse JSON."],
    ["Subscribe", { Attributes: { FilterPolicy: "[]" } }, "FilterPolicy: Filter policy must be an object"],
    ["Subscribe", { Attributes: { FilterPolicy: '{"a":"b"}' } }, 'FilterPolicy: "a" must be an object or an array'],
    ["Subscribe", { Attributes: { FilterPolicy: '{"a":[{"numeric":["=",1]}]}' } }, "of a filter policy"],
    ["Subscribe", { Attributes: { FilterPolicyScope: "MessageBody" } }, "the filter policy scope MessageBody"],
  ])("are refused by %s: %j", async (operation, input, message) => {
    const world = await withTopic();
    const given = { TopicArn, Message: "m", Protocol: "sqs", Endpoint: queue("one") };
    const { Message, Protocol, Endpoint } = given;
    const whole =
      operation === "Publish" ? { TopicArn, Message, ...input } : { TopicArn, Protocol, Endpoint, ...input };
    await expect(world.call(operation, whole)).rejects.toThrow(message);
  });
});

describe("an address of mail", () => {
  it("waits for a confirmation, without an ARN, and gets nothing until then", async () => {
    const world = await withTopic();
    const given = { TopicArn, Protocol: "email", Endpoint: "ann@example.com" };
    expect(await world.call("Subscribe", given)).toEqual({ SubscriptionArn: "pending confirmation" });
    expect(await world.call("Subscribe", { ...given, ReturnSubscriptionArn: true })).toEqual({
      SubscriptionArn: expect.stringContaining(`${TopicArn}:`),
    });
    expect(await world.call("ListSubscriptionsByTopic", { TopicArn })).toEqual({
      Subscriptions: [{ ...given, SubscriptionArn: "PendingConfirmation", Owner: account }],
    });
    const { Attributes } = await world.call("GetTopicAttributes", { TopicArn });
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: "0", SubscriptionsPending: "1" });
    await world.call("Publish", { TopicArn, Message: "hello" });
    await world.clock.advance(1_000);
    expect(world.sent).toEqual([]);
    await expect(world.call("Subscribe", { ...given, Endpoint: "nobody" })).rejects.toThrow("Email address");
  });
});

describe("another service", () => {
  const setPolicy = (world: ReturnType<typeof createWorld>, ...Statement: readonly object[]) =>
    world.call("SetTopicAttributes", {
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify({ Version: "2012-10-17", Statement }),
    });

  it("publishes only if the topic's policy lets it", async () => {
    const world = await withTopic();
    expect(() => world.sns.publish(TopicArn, "hello", events)).toThrow(
      "User: events.amazonaws.com is not authorized to perform: SNS:Publish on resource",
    );
    await setPolicy(world, statement);
    await subscribe(world, "one");
    world.sns.publish(TopicArn, "hello", events);
    await world.clock.advance(1_000);
    expect(world.sent).toHaveLength(1);
  });

  it("tells nothing that a condition could be held against", async () => {
    const world = await withTopic();
    await setPolicy(world, { ...statement, Condition: { ArnEquals: { "aws:SourceArn": events.sourceArn } } });
    expect(() => world.sns.publish(TopicArn, "hello", events)).toThrow("is not authorized");
  });
});

it("CloudWatch may publish where the topic's policy lets its alarm, with a subject", async () => {
  const world = await withTopic();
  await subscribe(world, "one");
  const alarm = {
    service: "cloudwatch.amazonaws.com",
    sourceArn: `arn:aws:cloudwatch:${region}:${account}:alarm:mine`,
  };
  const publish = () => world.sns.publish(TopicArn, "hello", alarm, "ALARM");
  expect(publish).toThrow("cloudwatch.amazonaws.com is not authorized to perform: SNS:Publish");
  const allowing = (pattern: string) =>
    world.call("SetTopicAttributes", {
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify({
        Statement: [
          {
            ...{ ...statement, Principal: { Service: "cloudwatch.amazonaws.com" } },
            Condition: { ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${account}:alarm:${pattern}` } },
          },
        ],
      }),
    });
  await allowing("other-*");
  expect(publish).toThrow("not authorized");
  await allowing("m*");
  publish();
  await world.clock.advance(200);
  expect(world.sent).toMatchObject([
    [queue("one"), expect.stringContaining('"Subject":"ALARM","Message":"hello"'), {}],
  ]);
});
