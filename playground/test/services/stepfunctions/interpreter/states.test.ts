import { expect, test } from "vitest";
import { createWorld, types } from "../world.ts";

const end = { End: true };

test.each<[behaviour: string, states: object, input: unknown, ended: object]>([
  ["Pass passes its input on", { A: { Type: "Pass", ...end } }, { a: 1 }, { output: { a: 1 } }],
  [
    "Pass makes an output of literals and expressions at any depth",
    { A: { Type: "Pass", Output: { a: ["{% $states.input.n + 1 %}", "n"], b: { c: null } }, ...end } },
    { n: 1 },
    { output: { a: [2, "n"], b: { c: null } } },
  ],
  ["null is a value", { A: { Type: "Pass", Output: "{% $states.input.n %}", ...end } }, { n: null }, { output: null }],
  [
    "Choice follows the first rule that holds, with the rule's output",
    {
      A: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.n > 5 %}", Next: "Big", Output: "big" },
          { Condition: "{% $states.input.n > 1 %}", Next: "Some", Output: "{% 'some ' & $states.input.n %}" },
        ],
        Default: "Few",
        Output: "few",
      },
      Big: { Type: "Succeed" },
      Some: { Type: "Succeed" },
      Few: { Type: "Succeed" },
    },
    { n: 2 },
    { output: "some 2" },
  ],
  [
    "Choice takes its default, with its own output, when no rule holds",
    {
      A: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "B" }], Default: "C", Output: "none" },
      B: { Type: "Fail" },
      C: { Type: "Succeed" },
    },
    {},
    { output: "none" },
  ],
  [
    "Choice without a default fails when no rule holds",
    { A: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "B" }] }, B: { Type: "Succeed" } },
    {},
    {
      error: "States.NoChoiceMatched",
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    },
  ],
  [
    "A condition that is no boolean fails the state",
    { A: { Type: "Choice", Choices: [{ Condition: "{% 'yes' %}", Next: "B" }], Default: "B" }, B: { Type: "Succeed" } },
    {},
    {
      error: "States.QueryEvaluationError",
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression ''yes'' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\"",
    },
  ],
  ["Succeed ends with its output", { A: { Type: "Succeed", Output: "{% 1 + 1 %}" } }, {}, { output: 2 }],
  [
    "Fail ends with the error and the cause that it names",
    { A: { Type: "Fail", Error: "{% 'E' & $states.input.n %}", Cause: "because" } },
    { n: 1 },
    { error: "E1", cause: "because" },
  ],
  ["Fail may name nothing", { A: { Type: "Fail" } }, {}, {}],
  [
    "An expression that yields nothing fails the state",
    { A: { Type: "Pass", Output: { a: { b: ["{% $states.input.absent %}"] } }, ...end } },
    {},
    {
      error: "States.QueryEvaluationError",
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.absent' specified for the field 'Output/a/b[0]' returned nothing (undefined).",
    },
  ],
  [
    "An expression that throws fails the state",
    { A: { Type: "Pass", Output: "{% 1 + 'a' %}", ...end } },
    {},
    {
      error: "States.QueryEvaluationError",
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '1 + 'a'' specified for the field 'Output' threw an error during evaluation. T2002: The right side of the \"+\" operator must evaluate to a number",
    },
  ],
  [
    "An output beyond 256 KiB fails the state",
    { A: { Type: "Pass", Output: "{% $pad('', 262143, 'x') %}", ...end } },
    {},
    {
      error: "States.DataLimitExceeded",
      cause: "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
    },
  ],
  [
    "An output of 256 KiB does not",
    {
      A: { Type: "Pass", Output: "{% $pad('', 262142, 'x') %}", Next: "B" },
      B: { Type: "Pass", Output: "{% $length($states.input) %}", ...end },
    },
    {},
    { output: 262142 },
  ],
])("%s", async (_, states, input, expected) => {
  const { executionArn, ...ended } = await createWorld().run(states, input);
  expect(ended).toEqual({ status: "output" in expected ? "SUCCEEDED" : "FAILED", ...expected });
});

test.each<[wait: object, seconds: number]>([
  [{ Seconds: 90 }, 90],
  [{ Seconds: "{% $states.input.seconds %}" }, 30],
  [{ Timestamp: "2026-01-01T00:10:00Z" }, 600],
  [{ Timestamp: "{% $fromMillis($millis() + 5000) %}" }, 5],
  [{ Timestamp: "2025-12-31T00:00:00+01:00" }, 0],
  [{ Timestamp: "2026-01-01T00:00:30.999Z" }, 30],
  [{ Timestamp: "{% '2026-01-01T01:00:30.5+01:00' %}" }, 30],
])("Wait %o takes %i seconds", async (until, seconds) => {
  const world = createWorld();
  const arn = await world.start(world.machine({ A: { Type: "Wait", ...until, End: true } }), { seconds: 30 });
  await world.clock.advance(3_600_000);
  const { startDate, stopDate } = await world.call("DescribeExecution", { executionArn: arn });
  expect((stopDate - startDate) / 1000).toBe(seconds);
});

test.each(["2016-02-30T21:29:29Z", "2016-13-01T00:00:00Z", "2016-01-01T24:00:00Z", "2016-01-01T00:00:00", "soon"])(
  "Wait refuses %s, which is no time",
  async (time) => {
    const { error, cause } = await createWorld().run({ A: { Type: "Wait", Timestamp: `{% '${time}' %}`, End: true } });
    expect([error, cause]).toEqual([
      "States.QueryEvaluationError",
      `An error occurred while executing the state 'A' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${time}`,
    ]);
  },
);

test("Wait refuses a time that is no whole number of seconds", async () => {
  const { error, cause } = await createWorld().run({ A: { Type: "Wait", Seconds: "{% 1.5 %}", End: true } });
  expect([error, cause?.split(". ").at(-1)]).toEqual([
    "States.QueryEvaluationError",
    "Expected 'integer between 0 and 99999999', but was 'number' for value: 1.5",
  ]);
});

test("a failed evaluation has an event that names the field and the state", async () => {
  const world = createWorld();
  const { executionArn, cause } = await world.run({ A: { Type: "Pass", Output: { v: "{% $nothing %}" }, End: true } });
  const events = await world.history(executionArn);
  expect(types(events)).toEqual(["ExecutionStarted", "PassStateEntered", "EvaluationFailed", "ExecutionFailed"]);
  expect(events[2]?.evaluationFailedEventDetails).toEqual({
    error: "States.QueryEvaluationError",
    cause,
    location: "Output/v",
    state: "A",
  });
});

test("the context object tells of the execution, the state and the machine", async () => {
  const world = createWorld();
  const arn = world.machine({
    Rest: { Type: "Wait", Seconds: 5, Next: "Tell" },
    Tell: { Type: "Pass", Output: "{% $states.context %}", End: true },
  });
  const executionArn = await world.start(arn, { a: 1 }, "told");
  await world.clock.advance(10_000);
  expect((await world.ended(executionArn)).output).toEqual({
    Execution: {
      Id: executionArn,
      Input: { a: 1 },
      Name: "told",
      RoleArn: "arn:aws:iam::111122223333:role/machine",
      StartTime: "2026-01-01T00:00:00.000Z",
      RedriveCount: 0,
    },
    State: { EnteredTime: "2026-01-01T00:00:05.000Z", Name: "Tell", RetryCount: 0 },
    StateMachine: { Id: arn, Name: "machine-1" },
  });
});

test("an endless loop ends at the largest history", async () => {
  const world = createWorld();
  const { executionArn, error, cause } = await world.run({
    A: { Type: "Choice", Choices: [{ Condition: true, Next: "A" }], Default: "B" },
    B: { Type: "Succeed" },
  });
  const { events } = await world.call("GetExecutionHistory", { executionArn, reverseOrder: true, maxResults: 1 });
  expect([error, cause, events[0].id, events[0].type]).toEqual([
    "States.Runtime",
    "The execution reached the maximum number of history events (25000).",
    25_000,
    "ExecutionFailed",
  ]);
});
