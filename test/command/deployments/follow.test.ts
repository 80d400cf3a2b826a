import {
  type DescribeExecutionCommandOutput,
  ExecutionDoesNotExist,
  type HistoryEvent,
  HistoryEventType,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { follow, narrate } from "../../../command/deployments/follow.ts";
import { lineOf } from "../../../command/deployments/happening.ts";
import { AwsUnavailable, Throttled } from "../../../src/errors.ts";
import { steppingClock } from "../../src/changes/fakes.ts";
import { fakeClient } from "../../src/resources/fake-client.ts";

const event = (id: number, more: Partial<HistoryEvent>): HistoryEvent => ({
  id,
  timestamp: new Date(0),
  type: HistoryEventType.TaskStateEntered,
  ...more,
});
const entered = (name: string, id = 1) => event(id, { stateEnteredEventDetails: { name } });
const exited = (output: string | undefined, id = 1) =>
  event(id, { stateExitedEventDetails: { name: "AwaitHealthy", ...(output === undefined ? {} : { output }) } });

describe("what a person is told of an event", () => {
  it.each<[what: string, event: HistoryEvent, line: string | undefined]>([
    ["a state that does something", entered("MoveTraffic"), "→ MoveTraffic"],
    ["a state that only chooses", entered("IsHealthy"), undefined],
    ["a state that only waits", entered("WaitToBecomeHealthy"), undefined],
    ["the action's choice", entered("ChooseAction"), undefined],
    [
      "a verdict",
      exited('{"verdict":"not ready","reason":"green is not healthy yet."}'),
      "  green is not healthy yet.",
    ],
    [
      "a verdict of a wait that has a deadline",
      exited('{"verdict":"not ready","reason":"baking green.","until":"2026-01-31T15:04:05.678Z"}'),
      "  baking green. Until 2026-01-31T15:04:05Z.",
    ],
    ["a result without a verdict", exited('{"changes":2}'), undefined],
    ["a reason that belongs to no verdict", exited('{"reason":"none"}'), undefined],
    ["an output that is no JSON", exited("{"), undefined],
    ["no output", exited(undefined), undefined],
    [
      "a function's error",
      event(1, {
        lambdaFunctionFailedEventDetails: {
          error: "SideUnhealthy",
          cause: '{"errorType":"SideUnhealthy","errorMessage":"green\'s instances keep dying","trace":[]}',
        },
      }),
      "  SideUnhealthy: green's instances keep dying",
    ],
    [
      "a task's failure in plain words",
      event(1, {
        taskFailedEventDetails: { error: "States.Timeout", cause: "too late", resource: "", resourceType: "" },
      }),
      "  States.Timeout: too late",
    ],
    ["a failure without anything", event(1, { lambdaFunctionFailedEventDetails: {} }), "  failed: no cause was given"],
    [
      "a function that was cut off",
      event(1, { lambdaFunctionTimedOutEventDetails: {} }),
      "  States.Timeout: the function did not answer in time",
    ],
    ["anything else", event(1, { type: HistoryEventType.LambdaFunctionScheduled }), undefined],
  ])("%s", (_, told, line) => {
    const found = narrate(told);
    expect(found && lineOf(found)).toBe(line);
  });
});

it("an execution is followed to its end: each event once, whatever the page, and no line twice in a row", async () => {
  const looks: readonly (readonly HistoryEvent[])[] = [
    [entered("Preflight", 1), entered("AwaitHealthy", 2)],
    [exited('{"verdict":"not ready","reason":"not yet."}', 3), entered("IsHealthy", 4), entered("AwaitHealthy", 5)],
    [
      exited('{"verdict":"not ready","reason":"not yet."}', 6),
      entered("AwaitHealthy", 7),
      exited('{"verdict":"ready","reason":"green is healthy"}', 8),
      entered("Complete", 9),
    ],
  ];
  let look = 0;
  const { client: fake, calls } = fakeClient<SFNClient>({
    DescribeExecution: () => ({ status: ++look === looks.length ? "SUCCEEDED" : "RUNNING", output: "{}" }),
    GetExecutionHistory: ({ nextToken = "0" }: { readonly nextToken?: string }) => {
      const newestFirst = looks.slice(0, look).flat().toReversed();
      const from = Number(nextToken);
      const next = from + 2;
      return {
        events: newestFirst.slice(from, next),
        ...(next < newestFirst.length ? { nextToken: String(next) } : {}),
      };
    },
  });
  // The SDK's paginators take nothing but a client of its own.
  const client = Object.assign(new SFNClient({ region: "eu-west-1" }), { send: fake.send });
  const told: string[] = [];
  const clock = steppingClock();
  const execution: DescribeExecutionCommandOutput = await follow(
    client,
    "arn",
    { say: (each) => told.push(lineOf(each)) },
    clock,
  );
  expect(execution).toMatchObject({ status: "SUCCEEDED", output: "{}" });
  expect(told).toEqual(["→ Preflight", "→ AwaitHealthy", "  not yet.", "  green is healthy", "→ Complete"]);
  expect(clock.slept()).toBe(2_000);
  expect(calls.filter(({ operation }) => operation === "DescribeExecution")).toHaveLength(3);
});

it("what happens between two pages of the history is told once, and in its order", async () => {
  const history = [
    entered("ConfirmUpgrade", 1),
    exited('{"verdict":"ready","reason":"the live side is what it was"}', 2),
    entered("Complete", 3),
  ];
  const { client: fake } = fakeClient<SFNClient>({
    DescribeExecution: () => ({ status: "SUCCEEDED" }),
    GetExecutionHistory: ({ nextToken = "0" }: { readonly nextToken?: string }) => {
      const from = Number(nextToken);
      const events = history.toReversed().slice(from, from + 2);
      const more = from + 2 < history.length;
      // Two more, so that the next page shows again what this one did.
      if (from === 0) history.push(entered("IsDone", 4), entered("Done", 5));
      return { events, ...(more ? { nextToken: String(from + 2) } : {}) };
    },
  });
  const client = Object.assign(new SFNClient({ region: "eu-west-1" }), { send: fake.send });
  const told: string[] = [];
  await follow(client, "arn", { say: (each) => told.push(lineOf(each)) }, steppingClock());
  expect(told).toEqual(["→ ConfirmUpgrade", "  the live side is what it was", "→ Complete"]);
});

describe("what AWS does not answer while an execution goes on", () => {
  const unavailable = () => new AwsUnavailable("AWS did not answer.");

  /** A Step Functions that answers each look by the next of these, or throws it; the last one again and again. */
  const answering = (...answers: readonly (Error | string)[]) => {
    let n = 0;
    const { client: fake } = fakeClient<SFNClient>({
      DescribeExecution: () => {
        const answer = answers[Math.min(n++, answers.length - 1)];
        if (answer instanceof Error) throw answer;
        return { status: answer, startDate: new Date(0) };
      },
      GetExecutionHistory: () => ({ events: [] }),
    });
    return Object.assign(new SFNClient({ region: "eu-west-1" }), { send: fake.send });
  };

  const followed = async (client: SFNClient) => {
    const told: string[] = [];
    const clock = steppingClock();
    const execution = follow(client, "arn", { say: (each) => told.push(lineOf(each).trim()) }, clock);
    const ended = await execution.then(
      ({ status }) => status,
      (error: Error) => `${error.name}: ${error.message}`,
    );
    return { ended, told, slept: clock.slept() };
  };

  it("is told, waited for ever longer, and outlived", async () => {
    const throttled = new Throttled("Rate exceeded.");
    const client = answering("RUNNING", throttled, unavailable(), unavailable(), "RUNNING", "SUCCEEDED");
    expect(await followed(client)).toEqual({
      ended: "SUCCEEDED",
      told: ["It goes on; AWS does not tell how: Rate exceeded. Looking again …", "AWS answers again."],
      slept: 1_000 + 2_000 + 4_000 + 8_000 + 1_000,
    });
  });

  it("for a quarter of an hour ends the following", async () => {
    const { ended, slept } = await followed(answering("RUNNING", unavailable()));
    expect(ended).toBe("NotFollowed: AWS has not answered for 15 minutes: AWS did not answer.");
    expect(slept).toBeGreaterThanOrEqual(15 * 60_000);
    expect(slept).toBeLessThan(16 * 60_000);
  });

  it("since it will not, ends it at once", async () => {
    const denied = new Error("is not authorized to perform: states:DescribeExecution");
    expect(await followed(answering("RUNNING", denied))).toMatchObject({
      ended: `NotFollowed: ${denied.message}`,
      told: [],
    });
  });

  it("of what was just started is waited for", async () => {
    const unknown = new ExecutionDoesNotExist({ message: "Execution Does Not Exist", $metadata: {} });
    expect(await followed(answering(unknown, "SUCCEEDED"))).toMatchObject({ ended: "SUCCEEDED" });
  });
});
