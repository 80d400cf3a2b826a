import { expect, test } from "vitest";
import { createWorld, definitionOf, roleArn, types, type World } from "../world.ts";

const waits = { A: { Type: "Wait", Seconds: 60, End: true } };
const executionOf = (name: string) => `arn:aws:states:eu-west-1:111122223333:execution:m:${name}`;

const refused = (world: World, operation: string, input: object) =>
  world.call(operation, input).then(
    () => "accepted",
    (error: Error) => `${error.name}: ${error.message}`,
  );

test("describes an execution while it runs and after", async () => {
  const world = createWorld();
  const stateMachineArn = world.machine(waits, {}, "m");
  const started = await world.call("StartExecution", { stateMachineArn, name: "e", input: '{"a":1}' });
  expect(started).toEqual({ executionArn: executionOf("e"), startDate: new Date("2026-01-01T00:00:00Z") });
  const common = {
    executionArn: executionOf("e"),
    stateMachineArn,
    name: "e",
    startDate: new Date("2026-01-01T00:00:00Z"),
    input: '{"a":1}',
    inputDetails: { included: true },
    redriveCount: 0,
    redriveStatus: "NOT_REDRIVABLE",
  };
  expect(await world.call("DescribeExecution", { executionArn: executionOf("e") })).toEqual({
    ...common,
    status: "RUNNING",
    redriveStatusReason: "Execution is RUNNING and cannot be redriven",
  });
  await world.clock.advance(60_000);
  expect(await world.call("DescribeExecution", { executionArn: executionOf("e") })).toEqual({
    ...common,
    status: "SUCCEEDED",
    stopDate: new Date("2026-01-01T00:01:00Z"),
    output: '{"a":1}',
    outputDetails: { included: true },
    redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
  });
});

test("starting again with name and input is no error while it runs, and never after", async () => {
  const world = createWorld();
  const stateMachineArn = world.machine(waits, {}, "m");
  const request = { stateMachineArn, name: "e", input: "{}" };
  const exists = `ExecutionAlreadyExists: Execution Already Exists: '${executionOf("e")}'`;
  const first = await world.call("StartExecution", request);
  await world.clock.advance(1000);
  expect(await world.call("StartExecution", request)).toEqual(first);
  expect(await refused(world, "StartExecution", { ...request, input: "[]" })).toBe(exists);
  await world.clock.advance(60_000);
  expect(await refused(world, "StartExecution", request)).toBe(exists);
  await world.clock.advance(90 * 86_400_000);
  expect(await refused(world, "StartExecution", request)).toBe("accepted");
});

test("an execution without a name gets a UUID, without an input an empty object", async () => {
  const world = createWorld();
  const executionArn = (await world.call("StartExecution", { stateMachineArn: world.machine(waits) })).executionArn;
  const { name, input } = await world.call("DescribeExecution", { executionArn });
  expect([name, input]).toEqual([expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), "{}"]);
});

test.each<[operation: string, input: object, error: RegExp]>([
  ["StartExecution", { name: "a:b" }, /^InvalidName: Invalid Name: 'a:b'$/],
  ["StartExecution", { name: "a b" }, /^InvalidName: Invalid Name: 'a b'$/],
  [
    "StartExecution",
    { name: "n".repeat(81) },
    /^ValidationException: 1 validation error detected: .* at 'name' failed/,
  ],
  ["StartExecution", { input: "{" }, /^InvalidExecutionInput: Invalid State Machine Execution Input: '/],
  [
    "StartExecution",
    { input: JSON.stringify("x".repeat(262_143)) },
    /^ValidationException: .* less than or equal to 262144$/,
  ],
  [
    "StartExecution",
    { stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:gone" },
    /^StateMachineDoesNotExist: State Machine Does Not Exist: 'arn:aws:states:eu-west-1:111122223333:stateMachine:gone'$/,
  ],
  [
    "StartExecution",
    { stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:m:1" },
    /^PlaygroundNotEmulated: /,
  ],
])("%s refuses %o", async (operation, input, error) => {
  const world = createWorld();
  const stateMachineArn = world.machine(waits, {}, "m");
  expect(await refused(world, operation, { stateMachineArn, ...input })).toMatch(error);
});

test.each([
  "DescribeExecution",
  "StopExecution",
  "GetExecutionHistory",
  "RedriveExecution",
  "DescribeStateMachineForExecution",
])("%s refuses an execution that does not exist", async (operation) => {
  expect(await refused(createWorld(), operation, { executionArn: executionOf("gone") })).toBe(
    `ExecutionDoesNotExist: Execution Does Not Exist: '${executionOf("gone")}'`,
  );
});

test("lists executions newest first, by status, in small pages", async () => {
  const world = createWorld({ pageSize: 2 });
  const stateMachineArn = world.machine(waits, {}, "m");
  for (const name of ["a", "b", "c"]) {
    await world.start(stateMachineArn, {}, name);
    await world.clock.advance(1000);
  }
  await world.call("StopExecution", { executionArn: executionOf("b") });
  const names = (answer: { executions: { name: string }[] }) => answer.executions.map(({ name }) => name);
  const first = await world.call("ListExecutions", { stateMachineArn });
  const second = await world.call("ListExecutions", { stateMachineArn, nextToken: first.nextToken });
  const stopped = await world.call("ListExecutions", { stateMachineArn, statusFilter: "ABORTED" });
  expect([names(first), names(second), stopped.executions]).toEqual([
    ["c", "b"],
    ["a"],
    [
      {
        executionArn: executionOf("b"),
        stateMachineArn,
        name: "b",
        status: "ABORTED",
        startDate: new Date("2026-01-01T00:00:01Z"),
        stopDate: new Date("2026-01-01T00:00:03Z"),
        redriveCount: 0,
      },
    ],
  ]);
  expect((await refused(world, "ListExecutions", { stateMachineArn, statusFilter: "DONE" })).split(":")[0]).toBe(
    "ValidationException",
  );
});

test("history comes in pages, in either order, with or without data", async () => {
  const world = createWorld({ pageSize: 2 });
  const { executionArn } = await world.run({ A: { Type: "Pass", Assign: { x: 1 }, End: true } }, { a: 1 });
  const first = await world.call("GetExecutionHistory", { executionArn, includeExecutionData: false });
  const second = await world.call("GetExecutionHistory", {
    executionArn,
    includeExecutionData: false,
    nextToken: first.nextToken,
  });
  const reversed = await world.call("GetExecutionHistory", { executionArn, reverseOrder: true, maxResults: 1 });
  expect([types(first.events), types(second.events), types(reversed.events)]).toEqual([
    ["ExecutionStarted", "PassStateEntered"],
    ["PassStateExited", "ExecutionSucceeded"],
    ["ExecutionSucceeded"],
  ]);
  expect([first.events[0].executionStartedEventDetails, second.events[0].stateExitedEventDetails]).toEqual([
    { roleArn },
    { name: "A", assignedVariables: { x: "1" }, assignedVariablesDetails: { truncated: false } },
  ]);
  expect(reversed.events[0].executionSucceededEventDetails).toEqual({
    output: '{"a":1}',
    outputDetails: { truncated: false },
  });
});

test("an execution keeps the definition and the role that it started with", async () => {
  const world = createWorld();
  const stateMachineArn = world.machine(waits, {}, "m");
  const executionArn = await world.start(stateMachineArn, "in");
  const definition = definitionOf({ B: { Type: "Succeed", Output: "new" } });
  await world.call("UpdateStateMachine", { stateMachineArn, definition, roleArn: `${roleArn}-2` });
  await world.clock.advance(60_000);
  const used = await world.call("DescribeStateMachineForExecution", { executionArn });
  expect([(await world.ended(executionArn)).output, used.definition, used.roleArn]).toEqual([
    "in",
    definitionOf(waits),
    roleArn,
  ]);
});

test("every change of status is an event", async () => {
  const world = createWorld();
  const stateMachineArn = world.machine({ A: { Type: "Fail", Error: "E", Cause: "c" } }, {}, "m");
  const executionArn = await world.start(stateMachineArn, { a: 1 }, "e");
  await world.clock.advance(0);
  await world.call("RedriveExecution", { executionArn });
  const time = Date.UTC(2026, 0, 1);
  const common = {
    executionArn,
    stateMachineArn,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    name: "e",
    startDate: time,
    input: '{"a":1}',
    inputDetails: { included: true },
    output: null,
    outputDetails: null,
  };
  const event = (detail: object) => ({
    source: "aws.states",
    detailType: "Step Functions Execution Status Change",
    resources: [executionArn],
    detail: { ...common, ...detail },
  });
  const running = {
    status: "RUNNING",
    stopDate: null,
    error: null,
    cause: null,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: "Execution is RUNNING and cannot be redriven",
  };
  expect(world.emitted).toEqual([
    event({ ...running, redriveCount: 0, redriveDate: null }),
    event({
      status: "FAILED",
      stopDate: time,
      error: "E",
      cause: "c",
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: "REDRIVABLE",
      redriveStatusReason: null,
    }),
    event({ ...running, redriveCount: 1, redriveDate: time }),
  ]);
});

test("EventBridge starts an execution with its event as the input", async () => {
  const world = createWorld();
  const stateMachineArn = world.machine({ A: { Type: "Succeed" } }, {}, "m");
  world.service.start(stateMachineArn, { detail: 1 });
  await world.clock.advance(0);
  const { executions } = await world.call("ListExecutions", { stateMachineArn });
  expect((await world.ended(executions[0].executionArn)).output).toEqual({ detail: 1 });
});

test("the end of the world leaves nothing behind", async () => {
  const world = createWorld();
  const executionArn = await world.start(world.machine(waits));
  await world.service.stop?.();
  await world.clock.advance(3_600_000);
  expect([world.emitted.length, types(await world.history(executionArn))]).toEqual([
    1,
    ["ExecutionStarted", "WaitStateEntered"],
  ]);
});
