/** A function's log as tools read it, with the real SDK. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type FilteredLogEvent,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, it, onTestFinished } from "vitest";
import { startPlayground } from "../../../start.ts";
import { functionZip } from "../../functions/function-zip.ts";

const credentials = { accessKeyId: "playground", secretAccessKey: "playground" };
const mayLog = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"],
  Resource: ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/greet:*:*"],
};

const templateOf = (statements: readonly object[]) => ({
  Resources: {
    Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/aws/lambda/greet", RetentionInDays: 7 } },
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: "greet",
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["sts:AssumeRole"] },
          ],
        },
        Policies: [{ PolicyName: "log", PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
      },
    },
    Greet: {
      Type: "AWS::Lambda::Function",
      DependsOn: ["Log"],
      Properties: {
        FunctionName: "greet",
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { S3Bucket: "code", S3Key: "function.zip" },
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
      },
    },
  },
});

const start = async (statements: readonly object[]) => {
  const folder = dirname(functionZip('export const handler = async ({ name }) => console.log("hello", name);'));
  const template = join(folder, "template.json");
  writeFileSync(template, JSON.stringify(templateOf(statements)));
  const playground = await startPlayground({ port: 0, speed: 100, seed: 1, template });
  onTestFinished(() => playground.stop());
  const connection = { endpoint: playground.url, region: "eu-west-1", credentials, maxAttempts: 1 };
  const invoke = (name: string) =>
    new LambdaClient(connection).send(new InvokeCommand({ FunctionName: "greet", Payload: JSON.stringify({ name }) }));
  return { playground, invoke, logs: new CloudWatchLogsClient(connection) };
};

const logGroupName = "/aws/lambda/greet";

it("a function's lines are followed as `aws logs tail` follows them, page by page from the newest time that was seen", async () => {
  const { playground, invoke, logs } = await start([mayLog]);
  const since = playground.now() - 600_000;
  const tail = async (startTime: number) => {
    const events: FilteredLogEvent[] = [];
    for await (const page of paginateFilterLogEvents({ client: logs }, { logGroupName, startTime, interleaved: true }))
      events.push(...(page.events ?? []));
    return events;
  };
  await invoke("blue");
  await playground.advance(5_000);
  const first = await tail(since);
  expect(first.map(({ message = "" }) => message.replace(/[\d.TZ:-]{20,}|[0-9a-f-]{36}|[\d.]+ ms/g, "…"))).toEqual([
    "START RequestId: … Version: $LATEST\n",
    "…\t…\tINFO\thello blue\n",
    "END RequestId: …\n",
    expect.stringMatching(
      /^REPORT RequestId: …\tDuration: …\tBilled Duration: …\tMemory Size: 128 MB\tInit Duration: …\n$/,
    ),
  ]);
  await invoke("green");
  await playground.advance(5_000);
  const seen = new Set(first.map(({ eventId }) => eventId));
  const second = (await tail(first.at(-1)?.timestamp ?? 0)).filter(({ eventId }) => !seen.has(eventId));
  expect(second.map(({ message = "" }) => message.split(/[\t ]/)[0])).toEqual(
    expect.arrayContaining(["START", "END", "REPORT"]),
  );
  expect(second).toHaveLength(4);
});

it("its group is the template's, with its retention, and its stream is that of the environment", async () => {
  const { playground, invoke, logs } = await start([mayLog]);
  await invoke("blue");
  await playground.advance(5_000);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/" }));
  expect(logGroups).toEqual([expect.objectContaining({ logGroupName, retentionInDays: 7 })]);
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
  expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual([
    expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
  ]);
  const logStreamName = logStreams[0]?.logStreamName;
  const { events = [] } = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, limit: 1 }),
  );
  expect(events.map(({ message }) => message?.slice(0, 6))).toEqual(["START "]);
});

it("of a function whose role may not write it there is none, and the function runs all the same", async () => {
  const { playground, invoke, logs } = await start([{ ...mayLog, Action: ["logs:CreateLogGroup"] }]);
  expect((await invoke("blue")).FunctionError).toBeUndefined();
  await playground.advance(5_000);
  expect((await logs.send(new DescribeLogStreamsCommand({ logGroupName }))).logStreams).toEqual([]);
});

it("errors have the SDK's types", async () => {
  const { logs } = await start([]);
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
    name: "ResourceAlreadyExistsException",
    message: "The specified log group already exists",
    $fault: "client",
    $metadata: { httpStatusCode: 400 },
  });
  await expect(logs.send(new DeleteLogGroupCommand({ logGroupName: undefined }))).rejects.toMatchObject({
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null",
  });
});
