import { expect, test } from "vitest";
import { answer, createWorld, functionArn, inTurn, thrown } from "./world.ts";

// Definitions after the examples of AWS's developer guide and of the States Language's specification.

const task = (more: object = {}) => ({ Type: "Task", Resource: functionArn, ...more });

test("Map state: each shipped item is validated with its courier", async () => {
  const { output } = await createWorld().run(
    {
      "Validate All": {
        Type: "Map",
        Items: "{% $states.input.detail.shipped %}",
        ItemSelector: {
          parcel: "{% $states.context.Map.Item.Value %}",
          courier: "{% $states.input.detail.`delivery-partner` %}",
        },
        MaxConcurrency: 0,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Validate",
          States: { Validate: task({ End: true }) },
        },
        Assign: { shipped: "{% $states.result %}" },
        Output: "{% $merge([$states.input.detail, { 'shipped': $states.result.parcel.quantity }]) %}",
        End: true,
      },
    },
    {
      "ship-date": "2016-03-14T01:59:00Z",
      detail: {
        "delivery-partner": "UQS",
        shipped: [
          { prod: "R31", "dest-code": 9511, quantity: 1344 },
          { prod: "S39", "dest-code": 9511, quantity: 40 },
        ],
      },
    },
  );
  expect(output).toEqual({ "delivery-partner": "UQS", shipped: [1344, 40] });
});

test("Parallel state: the customer's address and phone are looked up at once", async () => {
  const find = (field: string) => ({
    StartAt: `Lookup ${field}`,
    States: {
      [`Lookup ${field}`]: { Type: "Pass", Output: `{% $states.input.customerId & ' ${field}' %}`, End: true },
    },
  });
  const { output } = await createWorld().run(
    { LookupCustomerInfo: { Type: "Parallel", Branches: [find("Address"), find("Phone")], End: true } },
    { customerId: "1" },
  );
  expect(output).toEqual(["1 Address", "1 Phone"]);
});

test("Choice state: the first condition that is true", async () => {
  const states = {
    DispatchEvent: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $not($states.input.type = 'Private') %}", Next: "Public" },
        { Condition: "{% $states.input.value >= 20 and $states.input.value < 30 %}", Next: "ValueInTwenties" },
      ],
      Default: "RecordEvent",
    },
    Public: { Type: "Succeed", Output: "public" },
    ValueInTwenties: { Type: "Succeed", Output: "twenties" },
    RecordEvent: { Type: "Succeed", Output: "recorded" },
  };
  const world = createWorld();
  const outputs = [];
  for (const input of [{ type: "Public" }, { type: "Private", value: 22 }, { type: "Private", value: 7 }]) {
    outputs.push((await world.run(states, input)).output);
  }
  expect(outputs).toEqual(["public", "twenties", "recorded"]);
});

test("Retry: two retriers count by themselves, and a catcher follows when one is used up", async () => {
  const errors = ["ErrorA", "ErrorB", "ErrorC", "ErrorB", "ErrorB"];
  const world = createWorld({ invoke: inTurn(...errors.map((error) => thrown(error)), answer("never")) });
  const { output } = await world.run({
    X: task({
      Retry: [
        { ErrorEquals: ["ErrorA", "ErrorB"], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
        { ErrorEquals: ["ErrorC"], IntervalSeconds: 5 },
      ],
      Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "Z" }],
      Next: "Y",
    }),
    Y: { Type: "Fail" },
    Z: { Type: "Pass", Output: { error: "{% $states.input %}", at: "{% $now() %}" }, End: true },
  });
  // One, two and five seconds of waiting; the fourth error is one too many.
  expect(output).toEqual({ error: "ErrorB", at: "2026-01-01T00:00:08.000Z" });
});

test("a job is polled until it is done", async () => {
  const world = createWorld({ invoke: inTurn(answer("RUNNING"), answer("RUNNING"), answer("SUCCEEDED")) });
  const { output } = await world.run({
    Init: { Type: "Pass", Assign: { looks: 0 }, Next: "Get Job Status" },
    "Get Job Status": task({ Assign: { looks: "{% $looks + 1 %}" }, Next: "Job Complete?" }),
    "Job Complete?": {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input = 'FAILED' %}", Next: "Job Failed" },
        { Condition: "{% $states.input = 'SUCCEEDED' %}", Next: "Done" },
      ],
      Default: "Wait X Seconds",
    },
    "Wait X Seconds": { Type: "Wait", Seconds: 30, Next: "Get Job Status" },
    "Job Failed": { Type: "Fail", Error: "JobFailed" },
    Done: { Type: "Succeed", Output: { looks: "{% $looks %}", at: "{% $now() %}" } },
  });
  expect(output).toEqual({ looks: 3, at: "2026-01-01T00:01:00.000Z" });
});
