import { expect, test } from "vitest";
import type { FunctionOutcome } from "../../../../world/neighbours.ts";
import { answer, createWorld, functionArn, lines, types } from "../world.ts";

const never = () => new Promise<FunctionOutcome>(() => {});
const direct = { Type: "Task", Resource: functionArn };

test.each([{ TimeoutSeconds: 5 }, { TimeoutSeconds: "{% $states.input.limit %}" }])(
  "a task with %o fails with States.Timeout and no cause",
  async (limit) => {
    const world = createWorld({ invoke: never });
    const executionArn = await world.start(world.machine({ A: { ...direct, ...limit, End: true } }), { limit: 5 });
    await world.clock.advance(4_999);
    expect((await world.ended(executionArn)).status).toBe("RUNNING");
    await world.clock.advance(1);
    expect(await world.ended(executionArn)).toEqual({ executionArn, status: "FAILED", error: "States.Timeout" });
    const events = await world.history(executionArn);
    expect(types(events).slice(-2)).toEqual(["LambdaFunctionTimedOut", "ExecutionFailed"]);
    expect([
      events[2]?.lambdaFunctionScheduledEventDetails?.timeoutInSeconds,
      events[4]?.lambdaFunctionTimedOutEventDetails,
    ]).toEqual([5, { error: "States.Timeout" }]);
  },
);

test("a timeout counts for each attempt, and an answer that comes late is lost", async () => {
  let calls = 0;
  const world = createWorld({
    invoke: () =>
      new Promise((resolve) => {
        const call = ++calls;
        world.clock.after(call === 1 ? 6000 : 1000, () => resolve(answer(call)));
      }),
  });
  const { output } = await world.run({
    A: { ...direct, TimeoutSeconds: 5, Retry: [{ ErrorEquals: ["States.Timeout"] }], Next: "B" },
    B: { Type: "Pass", Output: "{% $states.input %}", End: true },
  });
  expect(output).toBe(2);
});

test("a timed out task can be caught", async () => {
  const { output } = await createWorld({ invoke: never }).run({
    A: { ...direct, TimeoutSeconds: 5, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "B" }], Next: "B" },
    B: { Type: "Succeed" },
  });
  expect(output).toEqual({ Error: "States.Timeout", Cause: "" });
});

test.each([{ TimeoutSeconds: 60 }, { TimeoutSeconds: "{% $states.input.limit * 2 %}" }])(
  "a machine with %o times out, whatever it does",
  async (limit) => {
    const world = createWorld({ invoke: never });
    const states = {
      A: { ...direct, Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], Next: "B" },
      B: { Type: "Succeed" },
    };
    const executionArn = await world.start(world.machine(states, limit), { limit: 30 });
    await world.clock.advance(59_999);
    expect((await world.ended(executionArn)).status).toBe("RUNNING");
    await world.clock.advance(1);
    expect(await world.ended(executionArn)).toEqual({ executionArn, status: "TIMED_OUT" });
    const events = await world.history(executionArn);
    expect(lines(events).at(-1)).toBe("5 < 0 ExecutionTimedOut");
    expect(events.at(-1)?.executionTimedOutEventDetails).toEqual({ error: "States.Timeout" });
  },
);

test("stopping an execution ends its waiting at once, and nothing follows", async () => {
  const world = createWorld();
  const machine = world.machine({ A: { Type: "Wait", Seconds: 60, Next: "B" }, B: { Type: "Succeed" } });
  const executionArn = await world.start(machine);
  await world.clock.advance(10_000);
  const { stopDate } = await world.call("StopExecution", { executionArn, error: "Enough", cause: "by hand" });
  expect(stopDate).toEqual(new Date("2026-01-01T00:00:10Z"));
  await world.clock.advance(3_600_000);
  expect(await world.ended(executionArn)).toEqual({
    executionArn,
    status: "ABORTED",
    error: "Enough",
    cause: "by hand",
  });
  const events = await world.history(executionArn);
  expect(types(events)).toEqual(["ExecutionStarted", "WaitStateEntered", "ExecutionAborted"]);
  expect(events[2]?.executionAbortedEventDetails).toEqual({ error: "Enough", cause: "by hand" });
});

test("stopping an execution that has ended changes nothing", async () => {
  const world = createWorld();
  const before = await world.run({ A: { Type: "Succeed" } });
  await world.call("StopExecution", { executionArn: before.executionArn, error: "late" });
  expect(await world.ended(before.executionArn)).toEqual(before);
});
