import * as z from "zod";
import { NotEmulated } from "../../world/aws-error.ts";
import { type Creation, document, given, number, resourceType, tagRecord, tags } from "../resource-type.ts";

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
    .transform(given)
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({ MaximumRetryAttempts: number.optional(), MaximumEventAgeInSeconds: number.optional() })
    .transform(given)
    .optional(),
});

const ruleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  EventBusName: z.string().optional(),
  EventPattern: document.optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(["ENABLED", "DISABLED"]).optional(),
  RoleArn: z.string().optional(),
  Targets: z.array(target.transform(given)).optional(),
});

type RuleProperties = z.infer<typeof ruleProperties>;

/** The bus that a rule is on, as its operations are told; the default one is not named. */
const onBus = ({ EventBusName }: RuleProperties) => given({ EventBusName });

/** A rule of another bus is known by both names: "the name of the event bus and the name of the rule". */
const ruleName = (ref: string): string => ref.slice(ref.indexOf("|") + 1);

const putRule = async (Name: string, wanted: RuleProperties, { handlers }: Creation): Promise<void> => {
  const { Targets, EventPattern, ...properties } = wanted;
  await handlers.putRule({
    ...given(properties),
    ...(EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) }),
    Name,
  });
  if (Targets !== undefined && Targets.length > 0) await handlers.putTargets({ Rule: Name, Targets, ...onBus(wanted) });
};

const idsOf = ({ Targets = [] }: RuleProperties) => Targets.map(({ Id }) => Id);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const rule = resourceType(ruleProperties, {
  async create(properties, creation) {
    const name = properties.Name ?? creation.madeUpName;
    await putRule(name, properties, creation);
    const { account, region } = creation;
    const { EventBusName: bus = "default" } = properties;
    const [ref, path] = bus === "default" ? [name, name] : [`${bus}|${name}`, `${bus}/${name}`];
    return { ref, attributes: { Arn: `arn:aws:events:${region}:${account}:rule/${path}` } };
  },
  async update(properties, { before, existing }, creation) {
    const kept = idsOf(properties);
    const gone = idsOf(before).filter((id) => !kept.includes(id));
    const Rule = ruleName(existing.ref);
    if (gone.length > 0)
      await creation.handlers.ask("events", "RemoveTargets", { Rule, Ids: gone, ...onBus(properties) });
    await putRule(Rule, properties, creation);
  },
  async remove({ ref }, { handlers }, properties) {
    const Ids = idsOf(properties);
    const [Name, bus] = [ruleName(ref), onBus(properties)];
    if (Ids.length > 0) await handlers.ask("events", "RemoveTargets", { Rule: Name, Ids, ...bus });
    await handlers.ask("events", "DeleteRule", { Name, ...bus });
  },
  replacedBy: ["Name", "EventBusName"],
  seconds: { create: 61, update: 61, remove: 61 },
});

const queueProperties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: number.optional(),
  MessageRetentionPeriod: number.optional(),
  DelaySeconds: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  MaximumMessageSize: number.optional(),
  SqsManagedSseEnabled: z.boolean().optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
  Tags: tags.optional(),
});

const attributesOf = ({ QueueName: _, RedrivePolicy, Tags: __, ...numbers }: z.infer<typeof queueProperties>) => ({
  ...Object.fromEntries(Object.entries(given(numbers)).map(([attribute, value]) => [attribute, String(value)])),
  ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
});

const createdQueue = (name: string, url: string, { account, region }: Creation) => ({
  ref: url,
  attributes: { Arn: `arn:aws:sqs:${region}:${account}:${name}`, QueueName: name, QueueUrl: url },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const queue = resourceType(queueProperties, {
  async create(properties, creation) {
    const QueueName = properties.QueueName ?? creation.madeUpName;
    const input = { QueueName, Attributes: attributesOf(properties), tags: tagRecord(properties.Tags) };
    return createdQueue(QueueName, await creation.handlers.createQueue(input), creation);
  },
  async update(properties, { before, existing }, { handlers }) {
    const Attributes = attributesOf(properties);
    const odd = Object.keys(attributesOf(before)).find((name) => !(name in Attributes) && name !== "RedrivePolicy");
    if (odd !== undefined) throw new NotEmulated(`${odd} taken out of AWS::SQS::Queue`);
    const redrive = before.RedrivePolicy !== undefined && properties.RedrivePolicy === undefined;
    await handlers.ask("sqs", "SetQueueAttributes", {
      QueueUrl: existing.ref,
      Attributes: { ...Attributes, ...(redrive ? { RedrivePolicy: "" } : {}) },
    });
  },
  async remove({ ref }, { handlers }) {
    await handlers.ask("sqs", "DeleteQueue", { QueueUrl: ref });
  },
  replacedBy: ["QueueName"],
  // A queue's name may be used again a minute after its deletion: CloudFormation takes that minute, and one for a new queue.
  seconds: { create: 62, update: 62, remove: 62 },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy = resourceType(z.strictObject({ Queues: z.array(z.string()), PolicyDocument: document }), {
  async create({ Queues, PolicyDocument }, { handlers, madeUpName }) {
    for (const url of Queues) await handlers.setQueuePolicy(url, JSON.stringify(PolicyDocument));
    return { ref: madeUpName, attributes: {} };
  },
  async update({ Queues, PolicyDocument }, { before }, { handlers }) {
    for (const url of before.Queues.filter((each) => !Queues.includes(each))) await handlers.setQueuePolicy(url, "");
    for (const url of Queues) await handlers.setQueuePolicy(url, JSON.stringify(PolicyDocument));
  },
  async remove(_, { handlers }, { Queues }) {
    for (const url of Queues) await handlers.setQueuePolicy(url, "");
  },
  seconds: { create: 1, update: 1, remove: 1 },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic = resourceType(z.strictObject({ TopicName: z.string().optional(), Tags: tags.optional() }), {
  async create({ TopicName, Tags }, { handlers, madeUpName }) {
    const name = TopicName ?? madeUpName;
    const arn = await handlers.createTopic({ Name: name, ...(Tags === undefined ? {} : { Tags }) });
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  update() {
    throw new NotEmulated("changed Tags of AWS::SNS::Topic");
  },
  async remove({ ref }, { handlers }) {
    await handlers.ask("sns", "DeleteTopic", { TopicArn: ref });
  },
  replacedBy: ["TopicName"],
  seconds: { create: 11, update: 11, remove: 11 },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy = resourceType(z.strictObject({ Topics: z.array(z.string()), PolicyDocument: document }), {
  async create({ Topics, PolicyDocument }, { handlers, madeUpName }) {
    for (const arn of Topics) await handlers.setTopicPolicy(arn, JSON.stringify(PolicyDocument));
    return { ref: madeUpName, attributes: {} };
  },
  async update({ Topics, PolicyDocument }, _, { handlers }) {
    for (const arn of Topics) await handlers.setTopicPolicy(arn, JSON.stringify(PolicyDocument));
  },
  // "Deleting … resets the policy": a topic's own policy cannot be taken away through the API, and here it goes with its topic.
  remove: () => {},
  seconds: { create: 11, update: 11, remove: 1 },
});
