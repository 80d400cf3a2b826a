import { describe, expect, it, test } from "vitest";
import { answer, createWorld, functionArn, inTurn, lines, thrown } from "../world.ts";

const waitThen = (Seconds: number, Output: unknown) => ({
  StartAt: `W${Seconds}`,
  States: { [`W${Seconds}`]: { Type: "Wait", Seconds, Output, End: true } },
});
const fails = (seconds: number) => ({
  StartAt: `Before${seconds}`,
  States: {
    [`Before${seconds}`]: { Type: "Wait", Seconds: seconds, Next: `Bad${seconds}` },
    [`Bad${seconds}`]: { Type: "Fail", Error: "E", Cause: "c" },
  },
});
const parallel = (branches: readonly object[], more: object = {}) => ({
  P: { Type: "Parallel", Branches: branches, End: true, ...more },
});
const seconds = (world: ReturnType<typeof createWorld>) => (world.clock.now() - Date.UTC(2026, 0, 1)) / 1000;

test("Parallel runs its branches at once and lists their outputs in their order", async () => {
  const world = createWorld();
  const executionArn = await world.start(
    world.machine(
      parallel([waitThen(20, "slow"), waitThen(10, "{% $states.input %}")], { Arguments: "{% $states.input.a %}" }),
    ),
    { a: "fast" },
  );
  await world.clock.advance(19_999);
  expect((await world.ended(executionArn)).status).toBe("RUNNING");
  await world.clock.advance(1);
  expect((await world.ended(executionArn)).output).toEqual(["slow", "fast"]);
  expect(lines(await world.history(executionArn))).toEqual([
    "1 < 0 ExecutionStarted",
    "2 < 0 ParallelStateEntered",
    "3 < 2 ParallelStateStarted",
    "4 < 3 WaitStateEntered",
    "5 < 3 WaitStateEntered",
    "6 < 5 WaitStateExited",
    "7 < 4 WaitStateExited",
    "8 < 7 ParallelStateSucceeded",
    "9 < 8 ParallelStateExited",
    "10 < 9 ExecutionSucceeded",
  ]);
});

test("a branch that fails aborts its siblings, and its error is the Parallel's", async () => {
  const world = createWorld();
  const executionArn = await world.start(world.machine(parallel([waitThen(60, 1), fails(5)])));
  await world.clock.advance(3_600_000);
  expect(await world.ended(executionArn)).toEqual({ executionArn, status: "FAILED", error: "E", cause: "c" });
  expect(lines(await world.history(executionArn))).toEqual([
    "1 < 0 ExecutionStarted",
    "2 < 0 ParallelStateEntered",
    "3 < 2 ParallelStateStarted",
    "4 < 3 WaitStateEntered",
    "5 < 3 WaitStateEntered",
    "6 < 5 WaitStateExited",
    "7 < 6 FailStateEntered",
    "8 < 7 WaitStateAborted",
    "9 < 7 ParallelStateFailed",
    "10 < 9 ExecutionFailed",
  ]);
});

test("a Parallel is retried as a whole, and caught", async () => {
  const work = inTurn(thrown("E"), answer("again"));
  const world = createWorld({ invoke: async () => work() });
  const branch = { StartAt: "T", States: { T: { Type: "Task", Resource: functionArn, End: true } } };
  const { output } = await world.run(parallel([branch, waitThen(3, "w")], { Retry: [{ ErrorEquals: ["E"] }] }));
  expect(output).toEqual(["again", "w"]);
});

test("Map gives each iteration its item, or what ItemSelector makes of it", async () => {
  const { output } = await createWorld().run(
    {
      M: {
        Type: "Map",
        Items: "{% $states.input.items %}",
        ItemSelector: {
          index: "{% $states.context.Map.Item.Index %}",
          value: "{% $states.context.Map.Item.Value %}",
          of: "{% $states.input.of %}",
        },
        ItemProcessor: {
          StartAt: "I",
          States: {
            I: {
              Type: "Pass",
              Output: { got: "{% $states.input %}", item: "{% $states.context.Map.Item %}" },
              End: true,
            },
          },
        },
        Output: { count: "{% $count($states.result) %}", last: "{% $states.result[-1] %}" },
        End: true,
      },
    },
    { items: ["a", "b"], of: "letters" },
  );
  expect(output).toEqual({
    count: 2,
    last: { got: { index: 1, value: "b", of: "letters" }, item: { Index: 1, Value: "b" } },
  });
});

test.each<[limit: object, seconds: number]>([
  [{ MaxConcurrency: 1 }, 50],
  [{ MaxConcurrency: 2 }, 30],
  [{ MaxConcurrency: "{% $states.input.most %}" }, 20],
  [{ MaxConcurrency: 0 }, 10],
  [{}, 10],
])("a Map with %o runs five iterations of ten seconds in %i", async (limit, expected) => {
  const world = createWorld();
  const machine = world.machine({
    M: { Type: "Map", Items: [1, 2, 3, 4, 5], ...limit, ItemProcessor: waitThen(10, "{% $states.input %}"), End: true },
  });
  const executionArn = await world.start(machine, { most: 3 });
  while ((await world.ended(executionArn)).status === "RUNNING") await world.clock.advance(1000);
  expect([seconds(world), (await world.ended(executionArn)).output]).toEqual([expected, [1, 2, 3, 4, 5]]);
});

test("an inline Map runs at most 40 iterations at once", async () => {
  const world = createWorld();
  const executionArn = await world.start(
    world.machine({ M: { Type: "Map", Items: "{% [1..41] %}", ItemProcessor: waitThen(10, 0), End: true } }),
  );
  while ((await world.ended(executionArn)).status === "RUNNING") await world.clock.advance(1000);
  expect(seconds(world)).toBe(20);
});

test("an iteration that fails aborts the others, with an event for each", async () => {
  const world = createWorld({
    invoke: async (_name, payload) => (payload === 2 ? thrown("E") : new Promise(() => {})),
  });
  const { executionArn, error } = await world.run({
    M: {
      Type: "Map",
      Items: [1, 2, 3],
      MaxConcurrency: 2,
      ItemProcessor: { StartAt: "T", States: { T: { Type: "Task", Resource: functionArn, End: true } } },
      End: true,
    },
  });
  expect([error, lines(await world.history(executionArn))]).toEqual([
    "E",
    [
      "1 < 0 ExecutionStarted",
      "2 < 0 MapStateEntered",
      "3 < 2 MapStateStarted",
      "4 < 3 MapIterationStarted",
      "5 < 4 TaskStateEntered",
      "6 < 5 LambdaFunctionScheduled",
      "7 < 6 LambdaFunctionStarted",
      "8 < 3 MapIterationStarted",
      "9 < 8 TaskStateEntered",
      "10 < 9 LambdaFunctionScheduled",
      "11 < 10 LambdaFunctionStarted",
      "12 < 11 LambdaFunctionFailed",
      "13 < 12 MapIterationFailed",
      "14 < 12 TaskStateAborted",
      "15 < 12 MapIterationAborted",
      "16 < 12 TaskStateAborted",
      "17 < 12 MapStateFailed",
      "18 < 17 ExecutionFailed",
    ],
  ]);
});

test("a Map over nothing yields nothing", async () => {
  const { output } = await createWorld().run({ M: { Type: "Map", ItemProcessor: waitThen(1, 0), End: true } }, []);
  expect(output).toEqual([]);
});

const showsItem = {
  StartAt: "I",
  States: { I: { Type: "Pass", Output: "{% [$states.input, $states.context.Map.Item] %}", End: true } },
};

test.each([
  ["its Items", { Items: { a: 1, b: "{% 1 + 1 %}" } }],
  ["its input", {}],
])("a Map over an object in %s has an iteration for each pair", async (_, more) => {
  const M = { Type: "Map", ItemProcessor: showsItem, End: true, ...more };
  const { output } = await createWorld().run({ M }, { a: 1, b: 2 });
  expect(output).toEqual([
    [
      { Key: "a", Value: 1 },
      { Index: 0, Key: "a", Value: 1 },
    ],
    [
      { Key: "b", Value: 2 },
      { Index: 1, Key: "b", Value: 2 },
    ],
  ]);
});

test("an ItemSelector sees the key", async () => {
  const { output } = await createWorld().run(
    {
      M: {
        Type: "Map",
        ItemSelector: "{% $states.context.Map.Item.Key %}",
        ItemProcessor: { StartAt: "I", States: { I: { Type: "Pass", End: true } } },
        End: true,
      },
    },
    { a: 1, b: 2 },
  );
  expect(output).toEqual(["a", "b"]);
});

test.each([
  ["in its Items", { Items: "{% 'text' %}" }, "'text'"],
  ["as its input", {}, "$states.input"],
])("a Map needs an array or an object %s", async (_, more, source) => {
  const M = { Type: "Map", ItemProcessor: waitThen(1, 0), End: true, ...more };
  const { error, cause } = await createWorld().run({ M }, "text");
  expect([error, cause]).toEqual([
    "States.QueryEvaluationError",
    `An error occurred while executing the state 'M' (entered at the event id #2). The JSONata expression '${source}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'string' for value: "text"`,
  ]);
});

describe("a Map that tolerates failures", () => {
  const someFail = (more: object, Items: readonly unknown[] = [1, 2, 3, 4]) => {
    const Choices = [{ Condition: "{% $states.input % 2 = 0 %}", Next: "Bad" }];
    const States = {
      Choose: { Type: "Choice", Choices, Default: "Good" },
      Good: { Type: "Succeed" },
      Bad: { Type: "Fail", Error: "E", Cause: "c" },
    };
    const ItemProcessor = { StartAt: "Choose", States };
    return { M: { Type: "Map", Items, MaxConcurrency: 1, ItemProcessor, End: true, ...more } };
  };
  const failure = { Error: "E", Cause: "c" };

  it.each([
    [{ ToleratedFailureCount: 2 }],
    [{ ToleratedFailureCount: "{% 1 + 1 %}" }],
    [{ ToleratedFailurePercentage: 50 }],
    [{ ToleratedFailurePercentage: "{% 50.5 %}", ToleratedFailureCount: 2 }],
  ])("succeeds within %o, and says what failed", async (more) => {
    expect(await createWorld().run(someFail(more))).toMatchObject({ output: [1, failure, 3, failure] });
  });

  it.each([
    [{ ToleratedFailureCount: 1 }],
    [{ ToleratedFailurePercentage: 49 }],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }],
    [{ ToleratedFailurePercentage: 0, ToleratedFailureCount: 4 }],
  ])("fails beyond %o", async (more) => {
    expect(await createWorld().run(someFail(more))).toMatchObject({ error: "States.ExceedToleratedFailureThreshold" });
  });

  it("records each iteration that failed", async () => {
    const world = createWorld();
    const { executionArn } = await world.run(someFail({ ToleratedFailureCount: 0 }, [2, 1]));
    expect(lines(await world.history(executionArn)).slice(2)).toEqual([
      "3 < 2 MapStateStarted",
      "4 < 3 MapIterationStarted",
      "5 < 4 ChoiceStateEntered",
      "6 < 5 ChoiceStateExited",
      "7 < 6 FailStateEntered",
      "8 < 7 MapIterationFailed",
      "9 < 7 MapStateFailed",
      "10 < 9 ExecutionFailed",
    ]);
  });

  it("refuses a threshold that is none", async () => {
    const { error } = await createWorld().run(someFail({ ToleratedFailurePercentage: "{% 101 %}" }));
    expect(error).toBe("States.QueryEvaluationError");
  });
});

test("stopping an execution ends everything inside its branches", async () => {
  const world = createWorld();
  const executionArn = await world.start(world.machine(parallel([waitThen(60, 1), waitThen(30, 2)])));
  await world.clock.advance(1000);
  await world.call("StopExecution", { executionArn });
  await world.clock.advance(3_600_000);
  expect(lines(await world.history(executionArn)).slice(3)).toEqual([
    "4 < 3 WaitStateEntered",
    "5 < 3 WaitStateEntered",
    "6 < 0 ExecutionAborted",
  ]);
});
