/** The trail that there is, with the real SDK, and what becomes of events without it. */
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateLaunchTemplateCommand, EC2Client } from "@aws-sdk/client-ec2";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Playground, startPlayground } from "../../../start.ts";

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground({ port: 0, speed: 100, seed: 1 });
});
afterAll(() => playground.stop());

const connection = () => ({
  endpoint: playground.url,
  region: "eu-west-1",
  credentials: { accessKeyId: "playground", secretAccessKey: "secret" },
  maxAttempts: 1,
});

it("there is one trail in each region of an account, which logs all management events from the beginning", async () => {
  const client = new CloudTrailClient(connection());
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
  expect(trailList).toMatchObject([
    {
      Name: "management-events",
      TrailARN: "arn:aws:cloudtrail:eu-west-1:123456789012:trail/management-events",
      HomeRegion: "eu-west-1",
    },
  ]);
  const Name = trailList[0]?.TrailARN;
  expect(await client.send(new GetTrailStatusCommand({ Name }))).toMatchObject({
    IsLogging: true,
    StartLoggingTime: expect.any(Date),
  });
  expect(await client.send(new GetEventSelectorsCommand({ TrailName: Name }))).toMatchObject({
    EventSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }],
  });
  expect(await client.send(new DescribeTrailsCommand({ trailNameList: ["another"] }))).toMatchObject({ trailList: [] });
  await expect(client.send(new GetTrailStatusCommand({ Name: "another" }))).rejects.toMatchObject({
    name: "TrailNotFoundException",
    message: "Unknown trail: another for the user: 123456789012",
  });
});

it("EventBridge hears of calls only while the trail logs", async () => {
  const [queues, events] = [new SQSClient(connection()), new EventBridgeClient(connection())];
  const queue = "arn:aws:sqs:eu-west-1:123456789012:heard";
  const Statement = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queue,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "heard", Attributes: { Policy } }));
  const EventPattern = JSON.stringify({ source: ["aws.ec2"], "detail-type": ["AWS API Call via CloudTrail"] });
  await events.send(new PutRuleCommand({ Name: "calls", EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: "calls", Targets: [{ Id: "heard", Arn: queue }] }));
  await playground.advance(10_000);
  const heard = async () => {
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.ApproximateNumberOfMessages);
  };
  const heardOf = async (LaunchTemplateName: string) => {
    const before = await heard();
    const LaunchTemplateData = { ImageId: "ami-00000000000000001" };
    await new EC2Client(connection()).send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }));
    await playground.advance(60_000);
    return (await heard()) - before;
  };
  const trail = new CloudTrailClient(connection());
  const Name = "management-events";
  expect(await heardOf("one")).toBe(1);
  await trail.send(new StopLoggingCommand({ Name }));
  expect(await heardOf("two")).toBe(0);
  await playground.advance(1_000);
  expect(await trail.send(new GetTrailStatusCommand({ Name }))).toMatchObject({
    IsLogging: false,
    StopLoggingTime: expect.any(Date),
  });
  await trail.send(new StartLoggingCommand({ Name }));
  expect(await heardOf("three")).toBe(1);
});
