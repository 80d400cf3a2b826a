/** A function's log as tools read it, with the real SDK. */
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
import { expect, it } from "vitest";
import { startFunction } from "../../functions/started-function.ts";

const mayLog = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"],
  Resource: ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/greet:*:*"],
};

const start = async (statements: readonly object[]) => {
  const code = 'export const handler = async ({ name }) => console.log("hello", name);';
  const { playground, connection } = await startFunction(code, statements);
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
