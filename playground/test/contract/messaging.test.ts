import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { account, createWorld, region } from "./world.ts";

let world: Awaited<ReturnType<typeof createWorld>>;
let sqs: SQSClient;
let events: EventBridgeClient;
beforeEach(async () => {
  world = await createWorld();
  sqs = new SQSClient(world.options);
  events = new EventBridgeClient(world.options);
});
afterEach(async () => {
  sqs.destroy();
  events.destroy();
  await world.stop();
});

const queueArn = `arn:aws:sqs:${region}:${account}:changes`;
const ruleArn = `arn:aws:events:${region}:${account}:rule/starts`;
const Policy = JSON.stringify({
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
    },
  ],
});

describe("the SDK's client of SQS", () => {
  it("reads an error's type and, in a header, what it was called before", async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "changes" }));
    const ask = async (operation: string, input: object) => {
      const response = await fetch(String(world.options.endpoint), {
        method: "POST",
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AmazonSQS.${operation}`,
        },
        body: JSON.stringify({ QueueUrl, ...input }),
      });
      const { __type } = (await response.json()) as { __type: string };
      return [__type, response.headers.get("x-amzn-query-error")];
    };
    expect([
      await ask("SendMessage", { MessageBody: "" }),
      await ask("SendMessage", { MessageBody: "x", DelaySeconds: 901 }),
    ]).toEqual([
      ["MissingRequiredParameterException", "MissingParameter;Sender"],
      ["InvalidParameterValueException", "InvalidParameterValue;Sender"],
    ]);
  });

  it("sends, receives and deletes, and finds the digests right", async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "changes", tags: { team: "search" } }));
    expect(QueueUrl).toBe(`${world.options.endpoint}/${account}/changes`);
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "häufig <&>",
        MessageAttributes: { bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255]) } },
      }),
    );
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "1", MessageBody: "second" }] }));
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 43_200,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
    );
    expect(Messages).toMatchObject([
      {
        Body: "häufig <&>",
        Attributes: { ApproximateReceiveCount: "1" },
        MessageAttributes: { bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 255]) } },
      },
      { Body: "second" },
    ]);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const { Successful } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful).toEqual([{ Id: "0" }, { Id: "1" }]);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessagesNotVisible"] }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: "0" });
  });

  it("gets the service's exceptions", async () => {
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "none" }))).rejects.toThrow(QueueDoesNotExist);
    const wrong = new CreateQueueCommand({ QueueName: "a", Attributes: { VisibilityTimeout: "-1" } });
    await expect(sqs.send(wrong)).rejects.toMatchObject({
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter VisibilityTimeout.",
    });
  });
});

describe("the SDK's client of EventBridge", () => {
  it("puts a rule and an event that reaches a queue", async () => {
    const EventPattern = JSON.stringify({ source: ["test"], detail: { state: [{ prefix: "run" }] } });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "changes", Attributes: { Policy } }));
    expect((await events.send(new PutRuleCommand({ Name: "starts", EventPattern }))).RuleArn).toBe(ruleArn);
    const target = { Id: "queue", Arn: queueArn, InputPath: "$.detail" };
    const put = await events.send(new PutTargetsCommand({ Rule: "starts", Targets: [target] }));
    expect([put.FailedEntryCount, put.FailedEntries]).toEqual([0, []]);
    const entry = { Source: "test", DetailType: "Happened", Time: new Date("2026-01-01T00:00:00Z") };
    const { Entries, FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Detail: '{"state":"running"}' },
          { ...entry, Detail: '{"state":"running"}', Source: "aws.ec2" },
        ],
      }),
    );
    expect([FailedEntryCount, Entries]).toEqual([
      1,
      [
        { EventId: expect.any(String) },
        { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." },
      ],
    ]);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['{"state":"running"}']);
  });

  it("reads rules page by page, and gets the service's exceptions", async () => {
    for (const Name of ["a", "b", "c"]) {
      await events.send(new PutRuleCommand({ Name, ScheduleExpression: "rate(1 day)" }));
    }
    const { Rules, NextToken } = await events.send(new ListRulesCommand({}));
    const rest = await events.send(new ListRulesCommand({ NextToken }));
    expect([...(Rules ?? []), ...(rest.Rules ?? [])].map(({ Name }) => Name)).toEqual(["a", "b", "c"]);
    await expect(events.send(new DescribeRuleCommand({ Name: "none" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Rule none does not exist on EventBus default.",
    });
    const invalid = new TestEventPatternCommand({ EventPattern: '{"source":"test"}', Event: "{}" });
    await expect(events.send(invalid)).rejects.toMatchObject({
      name: "InvalidEventPatternException",
      message: 'Event pattern is not valid. Reason: "source" must be an object or an array',
    });
  });
});
