import { expect, test } from "vitest";
import { answer, createWorld, functionArn, inTurn, lines, thrown, type World } from "../world.ts";

const task = (more: object = {}) => ({ Type: "Task", Resource: functionArn, ...more });

const redrive = async (world: World, executionArn: string) => {
  await world.call("RedriveExecution", { executionArn });
  await world.clock.advance(3_600_000);
  return world.ended(executionArn);
};

test("a redriven execution goes on at the state that failed, with its variables and its history", async () => {
  const calls: unknown[] = [];
  const outcomes = inTurn(answer("first"), thrown("E"), answer("second"));
  const world = createWorld({
    invoke: async (_name, payload) => {
      calls.push(payload);
      return outcomes();
    },
  });
  const failed = await world.run(
    {
      A: task({ Arguments: "a", Assign: { kept: "{% $states.result %}" }, Next: "B" }),
      B: task({
        Arguments: ["b", "{% $kept %}", "{% $states.context.Execution.RedriveCount %}"],
        Output: "{% $states.context.Execution %}",
        End: true,
      }),
    },
    { n: 1 },
  );
  expect([failed.status, failed.error]).toEqual(["FAILED", "E"]);
  const { status, output } = await redrive(world, failed.executionArn);
  expect([status, calls]).toEqual(["SUCCEEDED", ["a", ["b", "first", 0], ["b", "first", 1]]]);
  expect(output).toMatchObject({
    StartTime: "2026-01-01T00:00:00.000Z",
    RedriveCount: 1,
    RedriveTime: "2026-01-01T01:00:00.000Z",
  });
  expect(lines(await world.history(failed.executionArn)).slice(6)).toEqual([
    "7 < 6 TaskStateEntered",
    "8 < 7 LambdaFunctionScheduled",
    "9 < 8 LambdaFunctionStarted",
    "10 < 9 LambdaFunctionFailed",
    "11 < 10 ExecutionFailed",
    "12 < 11 ExecutionRedriven",
    "13 < 12 LambdaFunctionScheduled",
    "14 < 13 LambdaFunctionStarted",
    "15 < 14 LambdaFunctionSucceeded",
    "16 < 15 TaskStateExited",
    "17 < 16 ExecutionSucceeded",
  ]);
  const described = await world.call("DescribeExecution", { executionArn: failed.executionArn });
  expect([described.redriveCount, described.redriveDate, described.error, described.startDate]).toEqual([
    1,
    new Date("2026-01-01T01:00:00Z"),
    undefined,
    new Date("2026-01-01T00:00:00Z"),
  ]);
});

test("retries are granted anew", async () => {
  const world = createWorld({ invoke: inTurn(thrown("E"), thrown("E"), thrown("E"), answer("done")) });
  const failed = await world.run({ A: task({ Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }], End: true }) });
  expect([failed.status, (await redrive(world, failed.executionArn)).output]).toEqual(["FAILED", "done"]);
});

test("only the branches that did not succeed run again", async () => {
  const calls: unknown[] = [];
  const world = createWorld({
    invoke: async (_name, payload) => {
      calls.push(payload);
      return payload === "bad" && calls.length < 3 ? thrown("E") : answer(payload);
    },
  });
  const branch = (name: string, argument: unknown) => ({
    StartAt: name,
    States: { [name]: task({ Arguments: argument, End: true }) },
  });
  const slow = {
    StartAt: "Slow",
    States: {
      Slow: { Type: "Wait", Seconds: 60, Next: "After" },
      After: { Type: "Pass", Output: "waited", End: true },
    },
  };
  const failed = await world.run({
    P: { Type: "Parallel", Branches: [branch("Good", "good"), branch("Bad", "bad"), slow], End: true },
  });
  expect(failed.status).toBe("FAILED");
  expect((await redrive(world, failed.executionArn)).output).toEqual(["good", "bad", "waited"]);
  expect(calls).toEqual(["good", "bad", "bad"]);
});

test("only the iterations that did not succeed run again", async () => {
  const calls: unknown[] = [];
  const world = createWorld({
    invoke: async (_name, payload) => {
      calls.push(payload);
      return payload === 2 && calls.length < 3 ? thrown("E") : answer(payload);
    },
  });
  const failed = await world.run({
    M: {
      Type: "Map",
      Items: [1, 2, 3],
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: "T", States: { T: task({ Arguments: "{% $states.input %}", End: true }) } },
      End: true,
    },
  });
  expect([failed.status, (await redrive(world, failed.executionArn)).output, calls]).toEqual([
    "FAILED",
    [1, 2, 3],
    [1, 2, 2, 3],
  ]);
});

test("a Fail state is entered again and fails again", async () => {
  const world = createWorld();
  const failed = await world.run({ A: { Type: "Pass", Next: "F" }, F: { Type: "Fail", Error: "E" } });
  expect((await redrive(world, failed.executionArn)).error).toBe("E");
  expect(lines(await world.history(failed.executionArn)).slice(-3)).toEqual([
    "6 < 5 ExecutionRedriven",
    "7 < 6 FailStateEntered",
    "8 < 7 ExecutionFailed",
  ]);
});

test("a stopped wait waits again, until a time that has passed not at all", async () => {
  const world = createWorld();
  const machine = world.machine({
    A: { Type: "Wait", Timestamp: "2026-01-01T00:10:00Z", Next: "B" },
    B: { Type: "Wait", Seconds: 60, End: true },
  });
  const executionArn = await world.start(machine);
  await world.clock.advance(60_000);
  await world.call("StopExecution", { executionArn });
  await world.clock.advance(3_600_000);
  await world.call("RedriveExecution", { executionArn });
  await world.clock.advance(59_999);
  expect((await world.ended(executionArn)).status).toBe("RUNNING");
  await world.clock.advance(1);
  expect((await world.ended(executionArn)).status).toBe("SUCCEEDED");
});

test("the machine's timeout begins anew", async () => {
  const world = createWorld();
  const machine = world.machine(
    { A: { Type: "Wait", Seconds: 40, Next: "B" }, B: { Type: "Wait", Seconds: 40, End: true } },
    { TimeoutSeconds: 60 },
  );
  const executionArn = await world.start(machine);
  await world.clock.advance(100_000);
  expect((await world.ended(executionArn)).status).toBe("TIMED_OUT");
  expect((await redrive(world, executionArn)).status).toBe("SUCCEEDED");
});

test("the definition is that of the start, whatever became of the machine", async () => {
  const world = createWorld({ invoke: inTurn(thrown("E"), answer("old")) });
  const machine = world.machine({ A: task({ End: true }) });
  const executionArn = await world.start(machine);
  await world.clock.advance(0);
  const definition = JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "N",
    States: { N: { Type: "Succeed", Output: "new" } },
  });
  await world.call("UpdateStateMachine", { stateMachineArn: machine, definition });
  expect((await redrive(world, executionArn)).output).toBe("old");
});

const refusal = (world: World, executionArn: string) =>
  world.call("RedriveExecution", { executionArn }).then(
    () => "redriven",
    (error: Error) => `${error.name}: ${error.message}`,
  );

test("refuses what runs, what succeeded, what ended too long ago, and what is being deleted", async () => {
  const world = createWorld();
  const runs = await world.start(world.machine({ A: { Type: "Wait", Seconds: 86_400, End: true } }));
  const { executionArn: succeeded } = await world.run({ A: { Type: "Succeed" } });
  const machine = world.machine({ A: { Type: "Fail" } });
  const failed = await world.start(machine);
  await world.clock.advance(0);
  const answers = [await refusal(world, runs), await refusal(world, succeeded)];
  await world.clock.advance(14 * 86_400_000 + 1);
  answers.push(await refusal(world, failed));
  const deleted = await world.start(machine);
  await world.clock.advance(0);
  await world.call("DeleteStateMachine", { stateMachineArn: machine });
  answers.push(await refusal(world, deleted));
  expect(answers).toEqual([
    "ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven",
    "ExecutionNotRedrivable: Execution is SUCCEEDED and cannot be redriven",
    "ExecutionNotRedrivable: Execution redrivable period exceeded",
    "ExecutionNotRedrivable: State machine is in DELETING status",
  ]);
});

test("a client token redrives once in fifteen minutes", async () => {
  const world = createWorld();
  const { executionArn } = await world.run({ A: { Type: "Fail" } });
  const first = await world.call("RedriveExecution", { executionArn, clientToken: "t" });
  await world.clock.advance(60_000);
  const again = await world.call("RedriveExecution", { executionArn, clientToken: "t" });
  await world.clock.advance(15 * 60_000);
  await world.call("RedriveExecution", { executionArn, clientToken: "t" });
  await world.clock.advance(0);
  const { redriveCount } = await world.call("DescribeExecution", { executionArn });
  expect([again, redriveCount]).toEqual([first, 2]);
});
