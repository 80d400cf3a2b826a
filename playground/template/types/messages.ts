import * as z from "zod";
import { document, given, number, resourceType, tagRecord, tags } from "../resource-type.ts";

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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
export const rule = resourceType(
  z.strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    EventBusName: z.literal("default").optional(),
    EventPattern: document.optional(),
    ScheduleExpression: z.string().optional(),
    State: z.enum(["ENABLED", "DISABLED"]).optional(),
    RoleArn: z.string().optional(),
    Targets: z.array(target.transform(given)).optional(),
  }),
  async ({ Targets, EventPattern, ...properties }, { handlers, account, region, madeUpName }) => {
    const name = properties.Name ?? madeUpName;
    await handlers.putRule({
      ...given(properties),
      ...(EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) }),
      Name: name,
    });
    if (Targets !== undefined && Targets.length > 0) await handlers.putTargets({ Rule: name, Targets });
    return { ref: name, attributes: { Arn: `arn:aws:events:${region}:${account}:rule/${name}` } };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const queue = resourceType(
  z.strictObject({
    QueueName: z.string().optional(),
    VisibilityTimeout: number.optional(),
    MessageRetentionPeriod: number.optional(),
    DelaySeconds: number.optional(),
    ReceiveMessageWaitTimeSeconds: number.optional(),
    MaximumMessageSize: number.optional(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
    Tags: tags.optional(),
  }),
  async ({ QueueName, RedrivePolicy, Tags, ...numbers }, { handlers, account, region, madeUpName }) => {
    const name = QueueName ?? madeUpName;
    const attributes = Object.entries(given(numbers)).map(([attribute, value]) => [attribute, String(value)]);
    const url = await handlers.createQueue({
      QueueName: name,
      Attributes: {
        ...Object.fromEntries(attributes),
        ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
      },
      tags: tagRecord(Tags),
    });
    return {
      ref: url,
      attributes: { Arn: `arn:aws:sqs:${region}:${account}:${name}`, QueueName: name, QueueUrl: url },
    };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy = resourceType(
  z.strictObject({ Queues: z.array(z.string()), PolicyDocument: document }),
  async ({ Queues, PolicyDocument }, { handlers, madeUpName }) => {
    for (const url of Queues) await handlers.setQueuePolicy(url, JSON.stringify(PolicyDocument));
    return { ref: madeUpName, attributes: {} };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic = resourceType(
  z.strictObject({ TopicName: z.string().optional(), Tags: tags.optional() }),
  async ({ TopicName, Tags }, { handlers, madeUpName }) => {
    const name = TopicName ?? madeUpName;
    const arn = await handlers.createTopic({ Name: name, ...(Tags === undefined ? {} : { Tags }) });
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy = resourceType(
  z.strictObject({ Topics: z.array(z.string()), PolicyDocument: document }),
  async ({ Topics, PolicyDocument }, { handlers, madeUpName }) => {
    for (const arn of Topics) await handlers.setTopicPolicy(arn, JSON.stringify(PolicyDocument));
    return { ref: madeUpName, attributes: {} };
  },
);
