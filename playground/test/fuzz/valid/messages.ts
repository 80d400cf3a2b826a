import type { Furnished } from "../furnished.ts";
import type { Recipes } from "./recipe.ts";

const sent = async ({ ask, made }: Furnished) => {
  const queue = { QueueUrl: made.queue };
  await ask("sqs", "SendMessage", { ...queue, MessageBody: "hello" });
  const { Messages } = await ask("sqs", "ReceiveMessage", { ...queue, MaxNumberOfMessages: 1 });
  const [message] = Messages as readonly { ReceiptHandle?: string }[];
  return { ...queue, ReceiptHandle: message?.ReceiptHandle };
};

const inBatch = async (furnished: Furnished, more: object) => {
  const { QueueUrl, ReceiptHandle } = await sent(furnished);
  return { QueueUrl, Entries: [{ Id: "a", ReceiptHandle, ...more }] };
};

const aQueue = async ({ ask, fresh }: Furnished) => {
  const { QueueUrl } = await ask("sqs", "CreateQueue", { QueueName: fresh() });
  return { QueueUrl };
};

const ofQueue = ({ made }: Furnished) => ({ QueueUrl: made.queue });

export const sqs: Recipes = {
  CreateQueue: ({ fresh }) => ({
    QueueName: fresh(),
    Attributes: { VisibilityTimeout: "60", DelaySeconds: "0", MessageRetentionPeriod: "3600" },
    tags: { team: "search" },
  }),
  GetQueueUrl: () => ({ QueueName: "work" }),
  GetQueueAttributes: ({ made }) => ({ QueueUrl: made.queue, AttributeNames: ["All"] }),
  SetQueueAttributes: ({ made }) => ({ QueueUrl: made.queue, Attributes: { VisibilityTimeout: "45" } }),
  ListQueues: () => ({ QueueNamePrefix: "wo" }),
  ListQueueTags: ofQueue,
  DeleteQueue: aQueue,
  PurgeQueue: aQueue,
  TagQueue: ({ made }) => ({ QueueUrl: made.queue, Tags: { team: "search" } }),
  UntagQueue: ({ made }) => ({ QueueUrl: made.queue, TagKeys: ["team"] }),
  SendMessage: ({ made }) => ({
    QueueUrl: made.queue,
    MessageBody: "hello",
    DelaySeconds: 0,
    MessageAttributes: { kind: { DataType: "String", StringValue: "order" } },
  }),
  SendMessageBatch: ({ made }) => ({
    QueueUrl: made.queue,
    Entries: [
      { Id: "a", MessageBody: "one" },
      { Id: "b", MessageBody: "two", DelaySeconds: 1 },
    ],
  }),
  ReceiveMessage: ({ made }) => ({
    QueueUrl: made.queue,
    MaxNumberOfMessages: 2,
    VisibilityTimeout: 5,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["All"],
  }),
  DeleteMessage: sent,
  DeleteMessageBatch: (furnished) => inBatch(furnished, {}),
  ChangeMessageVisibility: async (furnished) => ({ ...(await sent(furnished)), VisibilityTimeout: 10 }),
  ChangeMessageVisibilityBatch: (furnished) => inBatch(furnished, { VisibilityTimeout: 10 }),
};

const ofTopic = ({ made }: Furnished) => ({ TopicArn: made.topic });

const policyOf = (Resource = "") =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource }],
  });

const subscribing = ({ made }: Furnished) => ({
  TopicArn: made.topic,
  Protocol: "sqs",
  Endpoint: made.queueArn,
  ReturnSubscriptionArn: true,
});

export const sns: Recipes = {
  CreateTopic: ({ fresh }) => ({ Name: fresh(), Tags: [{ Key: "team", Value: "search" }] }),
  DeleteTopic: async ({ ask, fresh }) => {
    const { TopicArn } = await ask("sns", "CreateTopic", { Name: fresh() });
    return { TopicArn };
  },
  GetTopicAttributes: ofTopic,
  SetTopicAttributes: ({ made }) => ({
    TopicArn: made.topic,
    AttributeName: "Policy",
    AttributeValue: policyOf(made.topic),
  }),
  Subscribe: subscribing,
  Unsubscribe: async (furnished) => {
    const { SubscriptionArn } = await furnished.ask("sns", "Subscribe", subscribing(furnished));
    return { SubscriptionArn };
  },
  ListSubscriptionsByTopic: ofTopic,
  Publish: ({ made }) => ({ TopicArn: made.topic, Message: "hello", Subject: "greeting" }),
};

const aRule = async ({ ask, fresh }: Furnished) => {
  const Name = fresh();
  await ask("events", "PutRule", { Name, ScheduleExpression: "rate(5 minutes)" });
  return { Name };
};

const aBus = async ({ ask, fresh }: Furnished) => {
  const Name = fresh();
  await ask("events", "CreateEventBus", { Name });
  return Name;
};

const aPermission = { StatementId: "them", Principal: "210987654321", Action: "events:PutEvents" };

const ofRule = () => ({ Name: "on-orders" });
const tagged = ({ made }: Furnished) => ({ ResourceARN: made.eventRule });

export const events: Recipes = {
  PutEvents: () => ({
    Entries: [{ Source: "orders", DetailType: "placed", Detail: '{"total":3}', Resources: ["one"] }],
  }),
  TestEventPattern: () => ({
    EventPattern: '{"source":["orders"]}',
    Event: JSON.stringify({
      id: "1",
      "detail-type": "placed",
      source: "orders",
      account: "123456789012",
      time: "2026-01-01T00:00:00Z",
      region: "eu-west-1",
      resources: [],
      detail: {},
    }),
  }),
  CreateEventBus: ({ fresh }) => ({ Name: fresh(), Tags: [{ Key: "team", Value: "search" }] }),
  DeleteEventBus: async (furnished) => ({ Name: await aBus(furnished) }),
  PutPermission: async (furnished) => ({ EventBusName: await aBus(furnished), ...aPermission }),
  RemovePermission: async (furnished) => {
    const EventBusName = await aBus(furnished);
    await furnished.ask("events", "PutPermission", { EventBusName, ...aPermission });
    return { EventBusName, StatementId: aPermission.StatementId };
  },
  PutRule: ({ fresh }) => ({
    Name: fresh(),
    EventPattern: '{"detail":{"total":[{"numeric":[">",2]}]}}',
    State: "ENABLED",
    Description: "large orders",
    Tags: [{ Key: "team", Value: "search" }],
  }),
  DescribeRule: ofRule,
  EnableRule: ofRule,
  DisableRule: ofRule,
  DeleteRule: aRule,
  ListRuleNamesByTarget: ({ made }) => ({ TargetArn: made.queueArn }),
  PutTargets: ({ made }) => ({
    Rule: "on-orders",
    Targets: [
      {
        Id: "again",
        Arn: made.queueArn,
        InputTransformer: { InputPathsMap: { total: "$.detail.total" }, InputTemplate: '{"total":<total>}' },
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: made.queueArn },
      },
    ],
  }),
  ListTargetsByRule: () => ({ Rule: "on-orders" }),
  RemoveTargets: () => ({ Rule: "on-orders", Ids: ["again"] }),
  TagResource: (furnished) => ({ ...tagged(furnished), Tags: [{ Key: "team", Value: "search" }] }),
  UntagResource: (furnished) => ({ ...tagged(furnished), TagKeys: ["team"] }),
  ListTagsForResource: tagged,
};
