import { expect, test } from "vitest";
import type { FunctionOutcome } from "../../../../world/neighbours.ts";
import type { Need } from "../../../../world/service.ts";
import { createWorld, functionArn, types, type World } from "../world.ts";

const sync = "arn:aws:states:::states:startExecution.sync:2";

const startState = (StateMachineArn: string, resource = sync, more: object = {}) => ({
  A: {
    Type: "Task",
    Resource: resource,
    Arguments: { StateMachineArn, Input: "{% $states.input %}", Name: "child" },
    End: true,
    ...more,
  },
});

const childArn = "arn:aws:states:eu-west-1:111122223333:execution:child-machine:child";
const double = { D: { Type: "Wait", Seconds: 10, Output: { twice: "{% $states.input.n * 2 %}" }, End: true } };

test("startExecution answers at once with what StartExecution answers", async () => {
  const world = createWorld();
  const child = world.machine(double, {}, "child-machine");
  const executionArn = await world.start(world.machine(startState(child, "arn:aws:states:::states:startExecution")), {
    n: 4,
  });
  await world.clock.advance(0);
  expect((await world.ended(executionArn)).output).toEqual({ ExecutionArn: childArn, StartDate: Date.UTC(2026, 0, 1) });
  expect((await world.ended(childArn)).status).toBe("RUNNING");
});

test("startExecution.sync:2 waits, and its result is the description with parsed input and output", async () => {
  const world = createWorld();
  const child = world.machine(double, {}, "child-machine");
  const { executionArn, output } = await world.run(startState(child), { n: 4 });
  expect(output).toEqual({
    ExecutionArn: childArn,
    Input: { n: 4 },
    InputDetails: { Included: true },
    Name: "child",
    Output: { twice: 8 },
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: "NOT_REDRIVABLE",
    RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    StartDate: Date.UTC(2026, 0, 1),
    StateMachineArn: child,
    Status: "SUCCEEDED",
    StopDate: Date.UTC(2026, 0, 1) + 10_000,
  });
  const events = await world.history(executionArn);
  expect(types(events).slice(2, 6)).toEqual(["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]);
  expect(events[4]?.taskSubmittedEventDetails?.resource).toBe("startExecution.sync:2");
});

test("a child that fails fails the task with its description as the cause", async () => {
  const world = createWorld();
  const child = world.machine({ F: { Type: "Fail", Error: "E", Cause: "c" } }, {}, "child-machine");
  const { error, cause } = await world.run(startState(child), { n: 1 });
  expect([error, JSON.parse(cause ?? "")]).toEqual([
    "States.TaskFailed",
    {
      Cause: "c",
      Error: "E",
      ExecutionArn: childArn,
      Input: '{"n":1}',
      InputDetails: { Included: true },
      Name: "child",
      RedriveCount: 0,
      RedriveStatus: "REDRIVABLE",
      StartDate: Date.UTC(2026, 0, 1),
      StateMachineArn: child,
      Status: "FAILED",
      StopDate: Date.UTC(2026, 0, 1),
    },
  ]);
});

test("stopping the parent stops the child that it waits for", async () => {
  const world = createWorld();
  const child = world.machine(double, {}, "child-machine");
  const executionArn = await world.start(world.machine(startState(child)), { n: 4 });
  await world.clock.advance(1000);
  await world.call("StopExecution", { executionArn });
  await world.clock.advance(0);
  expect((await world.ended(childArn)).status).toBe("ABORTED");
});

test("a task that times out leaves its child running", async () => {
  const world = createWorld();
  const child = world.machine(double, {}, "child-machine");
  const executionArn = await world.start(world.machine(startState(child, sync, { TimeoutSeconds: 5 })), { n: 4 });
  await world.clock.advance(3_600_000);
  expect([(await world.ended(executionArn)).error, (await world.ended(childArn)).status]).toEqual([
    "States.Timeout",
    "SUCCEEDED",
  ]);
});

test("startExecution.waitForTaskToken hands its token to the child", async () => {
  let token = "";
  const world: World = createWorld({
    invoke: async (_name, payload) => {
      token = payload as string;
      return { ok: true, payload: null } satisfies FunctionOutcome;
    },
  });
  const child = world.machine({
    T: { Type: "Task", Resource: functionArn, Arguments: "{% $states.input.token %}", End: true },
  });
  const parent = {
    A: {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.waitForTaskToken",
      Arguments: { StateMachineArn: child, Input: { token: "{% $states.context.Task.Token %}" } },
      End: true,
    },
  };
  const executionArn = await world.start(world.machine(parent));
  await world.clock.advance(60_000);
  expect((await world.ended(executionArn)).status).toBe("RUNNING");
  await world.call("SendTaskSuccess", { taskToken: token, output: '"hello"' });
  await world.clock.advance(0);
  expect((await world.ended(executionArn)).output).toBe("hello");
});

test("a child that cannot be started fails the task as the API's exception", async () => {
  const world = createWorld();
  const gone = "arn:aws:states:eu-west-1:111122223333:stateMachine:gone";
  const { error, cause } = await world.run(startState(gone));
  expect([error, cause]).toEqual([
    "StepFunctions.StateMachineDoesNotExistException",
    `State Machine Does Not Exist: '${gone}' (Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist)`,
  ]);
});

test("a name that was used fails the task", async () => {
  const world = createWorld();
  const child = world.machine(double, {}, "child-machine");
  await world.run(startState(child), { n: 1 });
  expect((await world.run(startState(child), { n: 2 })).error).toBe("StepFunctions.ExecutionAlreadyExistsException");
});

test.each<[need: Partial<Need>]>([
  [{ action: "states:StartExecution", resource: "arn:aws:states:eu-west-1:111122223333:stateMachine:child-machine" }],
  [{ action: "states:DescribeExecution", resource: childArn }],
])("a role without %o fails the task with States.Permissions", async ({ action, resource }) => {
  const world = createWorld({ denied: (need) => need.action === action && need.resource === resource });
  const child = world.machine(double, {}, "child-machine");
  expect((await world.run(startState(child), { n: 1 })).error).toBe("States.Permissions");
});

test("a role that may not manage the rule behind .sync cannot have such a machine", () => {
  const world = createWorld({ denied: ({ action }) => action === "events:PutRule" });
  expect(() => world.machine(startState("arn:aws:states:eu-west-1:111122223333:stateMachine:x"))).toThrow(
    "'arn:aws:iam::111122223333:role/machine' is not authorized to create managed-rule.",
  );
});
