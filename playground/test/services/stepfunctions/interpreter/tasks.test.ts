import { describe, expect, it, test } from "vitest";
import { AwsError } from "../../../../world/aws-error.ts";
import type { FunctionOutcome } from "../../../../world/neighbours.ts";
import { answer, createWorld, functionArn, inTurn, lines, thrown, types } from "../world.ts";

const direct = { Type: "Task", Resource: functionArn };
const invoke = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke" };

test("a function called by its ARN gets the arguments and gives the result as they are", async () => {
  const world = createWorld({ invoke: async (name, payload) => answer({ name, payload }) });
  const { executionArn, output } = await world.run(
    { A: { ...direct, Arguments: { n: "{% $states.input.n + 1 %}" }, End: true } },
    { n: 1 },
  );
  expect(output).toEqual({ name: functionArn, payload: { n: 2 } });
  const events = await world.history(executionArn);
  expect(lines(events)).toEqual([
    "1 < 0 ExecutionStarted",
    "2 < 0 TaskStateEntered",
    "3 < 2 LambdaFunctionScheduled",
    "4 < 3 LambdaFunctionStarted",
    "5 < 4 LambdaFunctionSucceeded",
    "6 < 5 TaskStateExited",
    "7 < 6 ExecutionSucceeded",
  ]);
  expect(events[2]?.lambdaFunctionScheduledEventDetails).toEqual({
    resource: functionArn,
    input: '{"n":2}',
    inputDetails: { truncated: false },
  });
});

test("without arguments a function gets the state's input", async () => {
  expect((await createWorld().run({ A: { ...direct, End: true } }, { n: 1 })).output).toEqual({ n: 1 });
});

test("lambda:invoke wraps the payload, and its result is there for Output and Assign", async () => {
  const world = createWorld();
  const { executionArn, output } = await world.run(
    {
      A: {
        ...invoke,
        Arguments: { FunctionName: "work", Payload: "{% $states.input %}" },
        Assign: { whole: "{% $states.result %}" },
        Output: "{% $states.result.Payload.n %}",
        Next: "B",
      },
      B: { Type: "Pass", Output: { n: "{% $states.input %}", whole: "{% $whole %}" }, End: true },
    },
    { n: 1 },
  );
  expect(output).toEqual({ n: 1, whole: { ExecutedVersion: "$LATEST", Payload: { n: 1 }, StatusCode: 200 } });
  const events = await world.history(executionArn);
  expect(lines(events).slice(2, 5)).toEqual(["3 < 2 TaskScheduled", "4 < 3 TaskStarted", "5 < 4 TaskSucceeded"]);
  expect(events[2]?.taskScheduledEventDetails).toEqual({
    resourceType: "lambda",
    resource: "invoke",
    region: "eu-west-1",
    parameters: '{"FunctionName":"work","Payload":{"n":1}}',
  });
});

test.each<[outcome: FunctionOutcome, error: string, cause: object]>([
  [
    { ok: false, errorType: "Conflict", errorMessage: "somebody else", trace: ["Conflict: somebody else", "at x"] },
    "Conflict",
    { errorType: "Conflict", errorMessage: "somebody else", trace: ["Conflict: somebody else", "at x"] },
  ],
  [
    thrown("Sandbox.Timedout", "RequestId: 1 Error: Task timed out after 3.00 seconds"),
    "Sandbox.Timedout",
    { errorType: "Sandbox.Timedout", errorMessage: "RequestId: 1 Error: Task timed out after 3.00 seconds" },
  ],
  [
    thrown("Runtime.ExitError", "RequestId: 1 Error: Runtime exited with error: signal: killed"),
    "Runtime.ExitError",
    { errorType: "Runtime.ExitError", errorMessage: "RequestId: 1 Error: Runtime exited with error: signal: killed" },
  ],
  [thrown("", "gone"), "Lambda.Unknown", { errorType: "", errorMessage: "gone" }],
])("a failed function fails the task with its error type: %o", async (outcome, error, cause) => {
  const world = createWorld({ invoke: async () => outcome });
  const ended = await world.run({ A: { ...direct, End: true } });
  expect([ended.error, JSON.parse(ended.cause ?? "")]).toEqual([error, cause]);
  expect(types(await world.history(ended.executionArn)).slice(-2)).toEqual(["LambdaFunctionFailed", "ExecutionFailed"]);
});

test("a function that does not exist fails the task as the API's exception", async () => {
  const world = createWorld({
    invoke: async (name) => {
      throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, { status: 404 });
    },
  });
  const { error, cause } = await world.run({ A: { ...invoke, Arguments: { FunctionName: "nope" }, End: true } });
  expect([error, cause]).toEqual(["Lambda.ResourceNotFoundException", "Function not found: nope"]);
});

test("a role that may not invoke the function fails the task with States.Permissions", async () => {
  const world = createWorld({
    denied: ({ action, resource }) => action === "lambda:InvokeFunction" && resource === functionArn,
  });
  const { error, cause } = await world.run({ A: { ...invoke, Arguments: { FunctionName: "work" }, End: true } });
  expect([error, cause]).toEqual([
    "States.Permissions",
    `arn:aws:iam::111122223333:role/machine may not lambda:InvokeFunction on ${functionArn}`,
  ]);
});

test("a task is retried after its delays, and knows how often", async () => {
  const seen: unknown[] = [];
  const world = createWorld({
    invoke: async (_name, payload) => {
      seen.push([payload, (world.clock.now() - Date.UTC(2026, 0, 1)) / 1000]);
      return seen.length < 3 ? thrown("Throttled") : answer("done");
    },
  });
  const retry = [{ ErrorEquals: ["Throttled"], IntervalSeconds: 3, BackoffRate: 2 }];
  const { executionArn, output } = await world.run({
    A: { ...direct, Arguments: "{% $states.context.State.RetryCount %}", Retry: retry, End: true },
  });
  expect([output, seen]).toEqual([
    "done",
    [
      [0, 0],
      [1, 3],
      [2, 9],
    ],
  ]);
  expect(lines(await world.history(executionArn)).slice(4, 9)).toEqual([
    "5 < 4 LambdaFunctionFailed",
    "6 < 5 LambdaFunctionScheduled",
    "7 < 6 LambdaFunctionStarted",
    "8 < 7 LambdaFunctionFailed",
    "9 < 8 LambdaFunctionScheduled",
  ]);
});

test("retries begin anew when a state is entered again", async () => {
  const world = createWorld({ invoke: inTurn(thrown("E"), answer(1), thrown("E"), answer(2)) });
  const { output } = await world.run({
    A: { ...direct, Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }], Next: "B" },
    B: { Type: "Choice", Choices: [{ Condition: "{% $states.input = 2 %}", Next: "C" }], Default: "A" },
    C: { Type: "Succeed" },
  });
  expect(output).toBe(2);
});

test("when its retries are used up, the first catcher that matches decides", async () => {
  const world = createWorld({ invoke: async () => thrown("E", "m") });
  const { executionArn, output } = await world.run({
    A: {
      ...direct,
      Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ["Other"], Next: "Wrong" },
        { ErrorEquals: ["States.ALL"], Next: "Right" },
      ],
      Next: "Wrong",
    },
    Wrong: { Type: "Fail" },
    Right: { Type: "Succeed" },
  });
  expect(output).toEqual({ Error: "E", Cause: '{"errorType":"E","errorMessage":"m"}' });
  expect(types(await world.history(executionArn)).slice(-5)).toEqual([
    "LambdaFunctionFailed",
    "TaskStateExited",
    "SucceedStateEntered",
    "SucceedStateExited",
    "ExecutionSucceeded",
  ]);
});

test("an output that cannot be evaluated can be caught", async () => {
  const { output } = await createWorld().run({
    A: {
      ...direct,
      Output: "{% $states.result.absent %}",
      Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Output: "caught", Next: "B" }],
      Next: "B",
    },
    B: { Type: "Succeed" },
  });
  expect(output).toBe("caught");
});

describe("a result beyond 256 KiB", () => {
  const invokeTooMuch = { invoke: async () => answer("x".repeat(262_143)) };
  const caughtBy = (...ErrorEquals: readonly string[]) => ({
    A: { ...direct, Output: "small", Catch: [{ ErrorEquals, Next: "B" }], Next: "C" },
    B: { Type: "Succeed", Output: "{% $states.input.Error %}" },
    C: { Type: "Succeed" },
  });
  const failed = {
    error: "States.DataLimitExceeded",
    cause: `The state/task '${functionArn}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  };

  it("fails the task, and States.ALL catches it as recorded", async () => {
    expect(await createWorld(invokeTooMuch).run(caughtBy("States.ALL"))).toMatchObject({ output: failed.error });
  });

  it("fails the execution in spite of States.ALL where AWS does as its guide says", async () => {
    const world = createWorld({ ...invokeTooMuch, without: ["data-limit-is-caught"] });
    expect(await world.run(caughtBy("States.ALL"))).toMatchObject(failed);
  });

  it("fails the execution in spite of States.TaskFailed", async () => {
    expect(await createWorld(invokeTooMuch).run(caughtBy("States.TaskFailed"))).toMatchObject(failed);
  });

  it("within a branch is caught by the Parallel state", async () => {
    const tooMuch = { Type: "Pass", Output: "{% $pad('', 262143, 'x') %}", End: true };
    const { output } = await createWorld().run({
      P: {
        Type: "Parallel",
        Branches: [{ StartAt: "X", States: { X: tooMuch } }],
        Catch: [{ ErrorEquals: ["States.ALL"], Output: "caught", Next: "B" }],
        End: true,
      },
      B: { Type: "Succeed" },
    });
    expect(output).toBe("caught");
  });
});

test("arguments that only a run can show to be wrong fail the execution for good", async () => {
  const { error, cause } = await createWorld().run({
    A: {
      ...invoke,
      Arguments: "{% { 'Function': 'work' } %}",
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }],
      Next: "B",
    },
    B: { Type: "Succeed" },
  });
  expect([error, cause]).toEqual([
    "States.Runtime",
    `An error occurred while executing the state 'A' (entered at the event id #2). The Parameters '{"Function":"work"}' could not be used to start the Task: [The required field "FunctionName" is missing, The field "Function" is not supported by Step Functions]`,
  ]);
});

test("a fault of a neighbour is not taken for the definition's", async () => {
  const world = createWorld({ invoke: async () => Promise.reject(new TypeError("a bug")) });
  const { error, cause } = await world.run({ A: { ...direct, End: true } });
  expect([error, cause]).toEqual(["States.Runtime", "The playground's interpreter failed: TypeError: a bug"]);
});
