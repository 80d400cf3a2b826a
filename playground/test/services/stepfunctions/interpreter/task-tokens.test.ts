import { expect, test } from "vitest";
import { answer, createWorld, thrown, types, type World } from "../world.ts";

const resource = "arn:aws:states:::lambda:invoke.waitForTaskToken";

/** A machine whose task gave its token away, and waits. */
const waiting = async (more: object = {}) => {
  const tokens: string[] = [];
  const world: World = createWorld({
    invoke: async (_name, payload) => {
      tokens.push((payload as { token: string }).token);
      return answer("taken");
    },
  });
  const Arguments = { FunctionName: "ask", Payload: { token: "{% $states.context.Task.Token %}" } };
  const states = {
    Ask: { Type: "Task", Resource: resource, Arguments, Next: "Done", ...more },
    Done: { Type: "Succeed" },
  };
  const executionArn = await world.start(world.machine(states));
  await world.clock.advance(1000);
  return { world, executionArn, tokens, taskToken: tokens[0] ?? "" };
};

const refused = (world: World, operation: string, input: object) =>
  world.call(operation, input).then(
    () => "accepted",
    (error: Error) => `${error.name}: ${error.message}`,
  );

test("a task waits for whoever has its token, and takes the output as its result", async () => {
  const { world, executionArn, taskToken } = await waiting();
  await world.clock.advance(86_400_000);
  expect((await world.ended(executionArn)).status).toBe("RUNNING");
  await world.call("SendTaskSuccess", { taskToken, output: '{"approved":true}' });
  await world.clock.advance(0);
  expect((await world.ended(executionArn)).output).toEqual({ approved: true });
  const events = await world.history(executionArn);
  expect(types(events).slice(1, 7)).toEqual([
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskStateExited",
  ]);
  expect([events[4]?.taskSubmittedEventDetails, events[5]?.taskSucceededEventDetails]).toEqual([
    {
      resourceType: "lambda",
      resource: "invoke.waitForTaskToken",
      output: '{"ExecutedVersion":"$LATEST","Payload":"taken","StatusCode":200}',
      outputDetails: { truncated: false },
    },
    {
      resourceType: "lambda",
      resource: "invoke.waitForTaskToken",
      output: '{"approved":true}',
      outputDetails: { truncated: false },
    },
  ]);
});

test("a task fails with the error and cause that its token is given", async () => {
  const { world, executionArn, taskToken } = await waiting();
  await world.call("SendTaskFailure", { taskToken, error: "Rejected", cause: "not today" });
  await world.clock.advance(0);
  expect(await world.ended(executionArn)).toEqual({
    executionArn,
    status: "FAILED",
    error: "Rejected",
    cause: "not today",
  });
});

test("a task fails when the function that is to take its token fails", async () => {
  const world = createWorld({ invoke: async () => thrown("E") });
  const { error } = await world.run({
    A: {
      Type: "Task",
      Resource: resource,
      Arguments: { FunctionName: "f", Payload: "{% $states.context.Task.Token %}" },
      End: true,
    },
  });
  expect(error).toBe("E");
});

test("heartbeats keep a task alive; without one in time it times out", async () => {
  const { world, executionArn, taskToken } = await waiting({ HeartbeatSeconds: 10, TimeoutSeconds: 600 });
  for (let beat = 0; beat < 3; beat++) {
    await world.clock.advance(8000);
    await world.call("SendTaskHeartbeat", { taskToken });
  }
  await world.clock.advance(9999);
  expect((await world.ended(executionArn)).status).toBe("RUNNING");
  await world.clock.advance(1);
  expect(await world.ended(executionArn)).toEqual({ executionArn, status: "FAILED", error: "States.Timeout" });
  const events = await world.history(executionArn);
  expect([events[2]?.taskScheduledEventDetails?.heartbeatInSeconds, types(events).slice(-2)]).toEqual([
    10,
    ["TaskTimedOut", "ExecutionFailed"],
  ]);
});

test("heartbeats do not move the task's own timeout", async () => {
  const { world, executionArn, taskToken } = await waiting({ HeartbeatSeconds: 10, TimeoutSeconds: 15 });
  await world.clock.advance(8000);
  await world.call("SendTaskHeartbeat", { taskToken });
  await world.clock.advance(6000);
  expect((await world.ended(executionArn)).error).toBe("States.Timeout");
});

test.each(["States.HeartbeatTimeout", "States.Timeout"])("a missed heartbeat is caught as %s", async (error) => {
  const { world, executionArn } = await waiting({
    HeartbeatSeconds: 10,
    Catch: [{ ErrorEquals: [error], Output: "caught", Next: "Done" }],
  });
  await world.clock.advance(10_000);
  expect((await world.ended(executionArn)).output).toBe("caught");
});

test("each attempt has a token of its own", async () => {
  const { world, tokens } = await waiting({ TimeoutSeconds: 5, Retry: [{ ErrorEquals: ["States.Timeout"] }] });
  await world.clock.advance(10_000);
  expect([tokens.length, new Set(tokens).size]).toEqual([2, 2]);
  expect(await refused(world, "SendTaskSuccess", { taskToken: tokens[0], output: "{}" })).toBe(
    "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'",
  );
});

test.each<[why: string, act: (world: World, taskToken: string, executionArn: string) => Promise<unknown>]>([
  ["succeeded", (world, taskToken) => world.call("SendTaskSuccess", { taskToken, output: "1" })],
  ["failed", (world, taskToken) => world.call("SendTaskFailure", { taskToken })],
  ["was stopped", (world, _, executionArn) => world.call("StopExecution", { executionArn })],
])("a token is worth nothing after its task %s", async (_, act) => {
  const { world, taskToken, executionArn } = await waiting();
  await act(world, taskToken, executionArn);
  await world.clock.advance(0);
  const gone = "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'";
  expect([
    await refused(world, "SendTaskSuccess", { taskToken, output: "1" }),
    await refused(world, "SendTaskFailure", { taskToken }),
    await refused(world, "SendTaskHeartbeat", { taskToken }),
  ]).toEqual([gone, gone, gone]);
});

test("refuses a token that never was, and an output that is no JSON", async () => {
  const { world, taskToken, executionArn } = await waiting();
  expect([
    await refused(world, "SendTaskSuccess", { taskToken: "no token", output: "1" }),
    await refused(world, "SendTaskHeartbeat", { taskToken: "0".repeat(64) }),
    (await refused(world, "SendTaskSuccess", { taskToken, output: "{" })).split(":")[0],
    (await world.ended(executionArn)).status,
  ]).toEqual([
    "InvalidToken: Invalid Token: 'Invalid token'",
    "TaskDoesNotExist: Task does not exist",
    "InvalidOutput",
    "RUNNING",
  ]);
});
