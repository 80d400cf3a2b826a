/** Conditions on tags and on services' own keys, as requests to each service meet them. */
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DeleteAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { CreateLaunchTemplateCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DisableRuleCommand, EventBridgeClient, PutEventsCommand, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ending, type Statement, startRoleWorld } from "./world.ts";

type Connection = Awaited<ReturnType<typeof world.under>>;

const team = [{ Key: "team", Value: "search" }];
let world: Awaited<ReturnType<typeof startRoleWorld>>;
let vpc: string;
beforeAll(async () => {
  world = await startRoleWorld();
  vpc = Object.keys(world.realm.ec2.state().vpc ?? {})[0] ?? "";
});
afterAll(() => world.stop());

const tagged = (value: string): object => ({ StringEquals: { "aws:ResourceTag/team": value } });

/** What each service makes with a tag, and then does to it; answers that call. */
const acts: readonly [string, (as: Connection) => Promise<unknown>, () => Promise<unknown>][] = [
  [
    "cloudwatch:DeleteAlarms",
    (as) => new CloudWatchClient(as).send(new DeleteAlarmsCommand({ AlarmNames: ["busy"] })),
    () =>
      new CloudWatchClient(world.operator).send(
        new PutMetricAlarmCommand({
          AlarmName: "busy",
          Namespace: "own",
          MetricName: "load",
          Statistic: "Average",
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: "GreaterThanThreshold",
          Tags: team,
        }),
      ),
  ],
  [
    "sqs:SendMessage",
    (as) =>
      new SQSClient(as).send(
        new SendMessageCommand({ QueueUrl: `${as.endpoint}/123456789012/work`, MessageBody: "text" }),
      ),
    () => new SQSClient(world.operator).send(new CreateQueueCommand({ QueueName: "work", tags: { team: "search" } })),
  ],
  [
    "sns:Publish",
    (as) =>
      new SNSClient(as).send(
        new PublishCommand({ TopicArn: "arn:aws:sns:eu-west-1:123456789012:news", Message: "text" }),
      ),
    () => new SNSClient(world.operator).send(new CreateTopicCommand({ Name: "news", Tags: team })),
  ],
  [
    "dynamodb:GetItem",
    (as) => new DynamoDBClient(as).send(new GetItemCommand({ TableName: "things", Key: { id: { S: "own" } } })),
    () =>
      new DynamoDBClient(world.operator).send(
        new CreateTableCommand({
          TableName: "things",
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          BillingMode: "PAY_PER_REQUEST",
          Tags: team,
        }),
      ),
  ],
  [
    "states:StartExecution",
    (as) =>
      new SFNClient(as).send(
        new StartExecutionCommand({ stateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:steps" }),
      ),
    () =>
      new SFNClient(world.operator).send(
        new CreateStateMachineCommand({
          name: "steps",
          roleArn: "arn:aws:iam::123456789012:role/steps",
          definition: JSON.stringify({
            QueryLanguage: "JSONata",
            StartAt: "End",
            States: { End: { Type: "Succeed" } },
          }),
          tags: [{ key: "team", value: "search" }],
        }),
      ),
  ],
  [
    "events:DisableRule",
    (as) => new EventBridgeClient(as).send(new DisableRuleCommand({ Name: "each" })),
    () =>
      new EventBridgeClient(world.operator).send(
        new PutRuleCommand({ Name: "each", EventPattern: JSON.stringify({ source: ["own"] }), Tags: team }),
      ),
  ],
];

describe("aws:ResourceTag", () => {
  it.each(acts)("%s", async (Action, act, make) => {
    await make();
    const under = (value: string) => world.under({ Action, Condition: tagged(value) });
    expect(await ending(act(await under("other")))).toMatch(/AccessDenied|AuthorizationError/);
    // DynamoDB's tables take a while to be active.
    expect(await ending(act(await under("search")))).not.toMatch(/AccessDenied|AuthorizationError/);
  });
});

describe("tags that a request to Auto Scaling sets or takes away", () => {
  const only: Statement = {
    Action: ["autoscaling:CreateAutoScalingGroup", "autoscaling:CreateOrUpdateTags", "autoscaling:DeleteTags"],
    Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] }, Null: { "aws:TagKeys": "false" } },
  };
  const of = (Key: string) => [{ ResourceId: "web", ResourceType: "auto-scaling-group", Key, Value: "search" }];
  const group = async (name: string) => {
    const { LaunchTemplate } = await new EC2Client(world.operator).send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: { ImageId: "ami-00000000000000001", InstanceType: "t4g.small" },
      }),
    );
    return {
      AutoScalingGroupName: name,
      LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId },
      VPCZoneIdentifier: Object.keys(world.realm.ec2.state().subnet ?? {})[0],
      MinSize: 0,
      MaxSize: 0,
    };
  };

  it.each([
    ["team", "done"],
    ["owner", "AccessDenied autoscaling:CreateAutoScalingGroup"],
  ])("a new group with the tag %s", async (Key, end) => {
    const input = { ...(await group(`new-${Key}`)), Tags: [{ Key, Value: "search" }] };
    const client = new AutoScalingClient(await world.under(only, { Action: "ec2:RunInstances" }));
    expect(await ending(client.send(new CreateAutoScalingGroupCommand(input)))).toBe(end);
  });

  it("a group that is there", async () => {
    await new AutoScalingClient(world.operator).send(new CreateAutoScalingGroupCommand(await group("web")));
    const client = new AutoScalingClient(await world.under(only));
    const ends = [];
    for (const key of ["team", "owner"]) {
      ends.push(await ending(client.send(new CreateOrUpdateTagsCommand({ Tags: of(key) }))));
      const gone = of(key).map(({ Value: _, ...tag }) => tag);
      ends.push(await ending(client.send(new DeleteTagsCommand({ Tags: gone }))));
    }
    expect(ends).toEqual([
      "done",
      "done",
      "AccessDenied autoscaling:CreateOrUpdateTags",
      "AccessDenied autoscaling:DeleteTags",
    ]);
  });
});

it("AddTags may be allowed for what is being created alone", async () => {
  const condition = { StringEquals: { "elasticloadbalancing:CreateAction": "CreateTargetGroup" } };
  const client = new ElasticLoadBalancingV2Client(
    await world.under(
      { Action: "elasticloadbalancing:CreateTargetGroup" },
      { Action: "elasticloadbalancing:AddTags", Condition: condition },
    ),
  );
  const input = { Name: "blue", Protocol: "HTTP" as const, Port: 80, VpcId: vpc, Tags: team };
  const made = client.send(new CreateTargetGroupCommand(input));
  expect(await ending(made)).toBe("done");
  const ResourceArns = [(await made).TargetGroups?.[0]?.TargetGroupArn ?? ""];
  expect(await ending(client.send(new AddTagsCommand({ ResourceArns, Tags: team })))).toBe(
    "AccessDenied elasticloadbalancing:AddTags",
  );
});

describe("PutEvents is judged once, by the sources of all its entries", () => {
  const entry = (Source: string) => ({ Source, DetailType: "Done", Detail: "{}" });
  it.each([
    ["StringEquals", ["own"], "done"],
    ["StringEquals", ["own", "other"], "AccessDeniedException events:PutEvents"],
    ["ForAnyValue:StringEquals", ["own", "other"], "done"],
    ["ForAllValues:StringEquals", ["own", "other"], "AccessDeniedException events:PutEvents"],
    ["ForAllValues:StringEquals", ["own", "own"], "done"],
  ])("%s of %j", async (operator, sources, end) => {
    const statement = { Action: "events:PutEvents", Condition: { [operator]: { "events:source": "own" } } };
    const client = new EventBridgeClient(await world.under(statement));
    expect(await ending(client.send(new PutEventsCommand({ Entries: sources.map(entry) })))).toBe(end);
  });
});

describe("dynamodb:LeadingKeys", () => {
  const statement: Statement = {
    Action: "dynamodb:*",
    Condition: { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["own"] } },
  };
  it("let items be read by their partition key, and nothing be scanned", async () => {
    const client = new DynamoDBClient(await world.under(statement));
    const get = (id: string) => client.send(new GetItemCommand({ TableName: "things", Key: { id: { S: id } } }));
    await expect(ending(get("own"))).resolves.not.toMatch(/AccessDenied/);
    expect([await ending(get("other")), await ending(client.send(new ScanCommand({ TableName: "things" })))]).toEqual([
      "AccessDeniedException dynamodb:GetItem",
      "AccessDeniedException dynamodb:Scan",
    ]);
  });
});
