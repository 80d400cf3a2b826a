import { expect, test } from "vitest";
import { createWorld } from "../world.ts";

const tell = (output: unknown) => ({ Type: "Pass", Output: output, End: true });

test.each<[behaviour: string, states: object, output: unknown]>([
  [
    "a variable keeps its value in the states that follow",
    { A: { Type: "Pass", Assign: { x: { y: "{% $states.input.n %}" } }, Next: "B" }, B: tell("{% $x.y %}") },
    3,
  ],
  [
    "Assign and Output see the values from before the state",
    {
      Init: { Type: "Pass", Assign: { x: 3, a: 6 }, Next: "A" },
      A: { Type: "Pass", Assign: { x: "{% $a %}", nextX: "{% $x %}" }, Output: "{% $x %}", Next: "B" },
      B: tell({ output: "{% $states.input %}", x: "{% $x %}", nextX: "{% $nextX %}" }),
    },
    { output: 3, x: 6, nextX: 3 },
  ],
  [
    "a choice rule assigns when it is followed, the state itself only with its default",
    {
      A: {
        Type: "Choice",
        Choices: [{ Condition: "{% true %}", Assign: { taken: "rule" }, Next: "B" }],
        Default: "B",
        Assign: { taken: "default" },
      },
      B: tell("{% $taken %}"),
    },
    "rule",
  ],
  [
    "a catcher assigns from the error",
    {
      A: {
        Type: "Parallel",
        Branches: [{ StartAt: "F", States: { F: { Type: "Fail", Error: "E", Cause: "c" } } }],
        Catch: [
          {
            ErrorEquals: ["E"],
            Assign: { why: "{% $states.errorOutput.Cause %}" },
            Output: "{% $states.errorOutput %}",
            Next: "B",
          },
        ],
        Assign: { why: "not" },
        End: true,
      },
      B: tell({ why: "{% $why %}", error: "{% $states.input %}" }),
    },
    { why: "c", error: { Error: "E", Cause: "c" } },
  ],
  [
    "branches and iterations read outer variables, and their own end with them",
    {
      A: { Type: "Pass", Assign: { factor: 10 }, Next: "M" },
      M: {
        Type: "Map",
        Items: [1, 2],
        ItemProcessor: {
          StartAt: "I",
          States: {
            I: { Type: "Pass", Assign: { own: "{% $states.input * $factor %}" }, Next: "J" },
            J: { Type: "Pass", Output: "{% $own %}", End: true },
          },
        },
        Assign: { all: "{% $states.result %}" },
        Next: "B",
      },
      B: tell({ all: "{% $all %}", own: "{% $exists($own) %}" }),
    },
    { all: [10, 20], own: false },
  ],
])("%s", async (_, states, output) => {
  expect((await createWorld().run(states, { n: 3 })).output).toEqual(output);
});

test("assigned variables stand in the event that leaves the state", async () => {
  const world = createWorld();
  const { executionArn } = await world.run({ A: { Type: "Pass", Assign: { x: [1, "a"] }, End: true } });
  expect((await world.history(executionArn))[2]?.stateExitedEventDetails).toEqual({
    name: "A",
    output: "{}",
    outputDetails: { truncated: false },
    assignedVariables: { x: '[1,"a"]' },
    assignedVariablesDetails: { truncated: false },
  });
});

test("variables beyond 256 KiB in one Assign fail the state", async () => {
  const { error } = await createWorld().run({
    A: { Type: "Pass", Assign: { x: "{% $pad('', 200000, 'x') %}", y: "{% $pad('', 70000, 'x') %}" }, End: true },
  });
  expect(error).toBe("States.DataLimitExceeded");
});
