/** What the other services tell CloudWatch of themselves. */
import { beforeEach, expect, it } from "vitest";
import type { Metrics } from "../../../world/neighbours.ts";
import { anError, setUp } from "../lambda/world.ts";
import { createLogsWorld } from "../logs/world.ts";
import { arnOf, createWorld as createQueues, receive, send } from "../sqs/world.ts";
import { answer, createWorld as createMachines, thrown } from "../stepfunctions/world.ts";

let measured: string[];
let metrics: Metrics;
beforeEach(() => {
  measured = [];
  metrics = {
    publish: (namespace, name, dimensions, value, unit) =>
      measured.push(`${[namespace, name, ...Object.values(dimensions)].join(" ")} ${value} ${unit}`),
  };
});

const taken = (namespace: string) =>
  measured.splice(0).map((line) => (line.startsWith(namespace) ? line.slice(namespace.length + 1) : line));

it("Lambda counts invocations, errors, how long they took, and what it throttled", async () => {
  const { clock, create, lambda, open } = setUp({ metrics });
  create("greet", { reservedConcurrency: 1 });
  const first = lambda.invoke("greet", {});
  await clock.advance(40);
  await expect(lambda.invoke("greet", {})).rejects.toThrow("Rate Exceeded");
  expect(taken("AWS/Lambda")).toEqual(["Throttles greet 1 Count"]);
  open[0]?.answer({ ok: true, payload: null });
  await first;
  expect(taken("AWS/Lambda")).toEqual([
    "Throttles greet 0 Count",
    "Invocations greet 1 Count",
    "Errors greet 0 Count",
    "Duration greet 40 Milliseconds",
  ]);
  const second = lambda.invoke("greet", {});
  await clock.advance(1);
  open[1]?.answer(anError);
  await second;
  expect(taken("AWS/Lambda")).toContain("Errors greet 1 Count");
});

it("Step Functions counts executions as they begin and end, by machine", async () => {
  const world = createMachines({
    metrics,
    invoke: async (_, payload) => ((payload as { fail?: true }).fail ? thrown("Broken") : answer({})),
  });
  const arn = world.machine({
    Work: { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:111122223333:function:work", End: true },
  });
  await world.start(arn, {});
  await world.start(arn, { fail: true });
  await world.clock.advance(1_000);
  const counted = taken("AWS/States").map((line) => line.replace(` ${arn}`, ""));
  expect(counted.filter((line) => line.startsWith("Executions")).sort()).toEqual([
    "ExecutionsFailed 1 Count",
    "ExecutionsStarted 1 Count",
    "ExecutionsStarted 1 Count",
    "ExecutionsSucceeded 1 Count",
  ]);
});

it("SQS measures a queue each minute while it has messages, and once more when it has none", async () => {
  const world = createQueues(undefined, { metrics });
  const { clock } = world;
  await world.call("CreateQueue", { QueueName: "changes", Attributes: { VisibilityTimeout: "1" } });
  await clock.advance(120_000);
  expect(measured).toEqual([]);
  await send(world, "changes", "one");
  await clock.advance(60_000);
  const visible = (count: number) => `ApproximateNumberOfMessagesVisible changes ${count} Count`;
  const age = (seconds: number) => `ApproximateAgeOfOldestMessage changes ${seconds} Seconds`;
  expect(taken("AWS/SQS")).toEqual(expect.arrayContaining([visible(1), age(60)]));
  for (let times = 0; times < 3; times += 1) {
    await receive(world, "changes");
    await clock.advance(2_000);
  }
  await clock.advance(60_000);
  // It is there still, and old; but received three times, so no longer counted.
  const afterwards = taken("AWS/SQS");
  expect(afterwards).toContain(visible(1));
  expect(afterwards.filter((line) => line.includes("Age"))).toEqual([]);
  await world.call("PurgeQueue", { QueueUrl: arnOf("changes").replace(/.*:/, "") });
  await clock.advance(300_000);
  expect(taken("AWS/SQS").filter((line) => line.includes("Visible"))).toEqual([
    visible(0),
    "ApproximateNumberOfMessagesNotVisible changes 0 Count",
  ]);
});

it("a message in a dead-letter queue is as old as its move", async () => {
  const world = createQueues(undefined, { metrics });
  await world.call("CreateQueue", { QueueName: "dead" });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 1 });
  await world.call("CreateQueue", { QueueName: "changes", Attributes: { VisibilityTimeout: "1", RedrivePolicy } });
  await send(world, "changes", "one");
  await receive(world, "changes");
  await world.clock.advance(600_000);
  await receive(world, "changes");
  measured.splice(0);
  await world.clock.advance(60_000);
  expect(taken("AWS/SQS")).toContain("ApproximateAgeOfOldestMessage dead 60 Seconds");
});

const line = (more: object = {}, directive: object = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [
        { Namespace: "Mine", Dimensions: [[], ["app"]], Metrics: [{ Name: "Orders", Unit: "Count" }], ...directive },
      ],
    },
    app: "web",
    Orders: 3,
    ...more,
  });

it.each([
  ["a number, for each set of dimensions", line(), ["Mine Orders 3 Count", "Mine Orders web 3 Count"]],
  [
    "each number of a list",
    line({ Orders: [1, 2] }, { Dimensions: [["app"]] }),
    ["Mine Orders web 1 Count", "Mine Orders web 2 Count"],
  ],
  ["nothing of a dimension without a value", line({}, { Dimensions: [["other"]] }), []],
  ["nothing of a list of more than a hundred", line({ Orders: Array.from({ length: 101 }, () => 1) }), []],
  ["nothing of what is no JSON", `x ${line()}`, []],
  ["nothing of a line that only mentions it", '{"message":"\\"_aws\\""}', []],
])("CloudWatch Logs makes metrics of an embedded document: %s", async (_, message, expected) => {
  const { withStream, write } = createLogsWorld({ metrics });
  await withStream();
  await write([message]);
  expect(measured).toEqual(expected);
});

it("what a function writes to its own output has nothing in front of it, as the runtime puts before what goes through the console", async () => {
  const { clock, create, lambda, open, boots, kept } = setUp();
  create("greet");
  const invoked = lambda.invoke("greet", {});
  await clock.advance(1);
  boots[0]?.log({ requestId: "1", level: "INFO", message: '{"level":"info"}', isRaw: true });
  boots[0]?.log({ requestId: "1", level: "INFO", message: "hello" });
  open[0]?.answer({ ok: true, payload: null });
  await invoked;
  const written = kept.map(({ message }) => message).filter((each) => !/RequestId/.test(each));
  expect(written).toEqual(['{"level":"info"}', expect.stringMatching(/^2026-\S+\t1\tINFO\thello$/)]);
});
