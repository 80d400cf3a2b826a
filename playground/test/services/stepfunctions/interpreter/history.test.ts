import { expect, test } from "vitest";
import { countTransitions } from "../../../../services/stepfunctions/interpreter/history.ts";
import { answer, createWorld, functionArn, inTurn, thrown } from "../world.ts";

const task = { Type: "Task", Resource: functionArn };
const retry = { Retry: [{ ErrorEquals: ["E"] }] };

test.each<[what: string, states: object, transitions: number]>([
  ["each state entered", { A: { Type: "Pass", Next: "B" }, B: { Type: "Succeed" } }, 2],
  ["each retry of a task", { A: { ...task, ...retry, End: true } }, 3],
  [
    "a Parallel and the states of its branches",
    {
      P: {
        Type: "Parallel",
        Branches: [
          { StartAt: "X", States: { X: { Type: "Succeed" } } },
          { StartAt: "Y", States: { Y: { Type: "Succeed" } } },
        ],
        End: true,
      },
    },
    3,
  ],
  [
    "each retry of a Map, with all that it enters again",
    {
      M: {
        Type: "Map",
        Items: [1],
        ItemProcessor: { StartAt: "T", States: { T: { ...task, End: true } } },
        ...retry,
        End: true,
      },
    },
    6,
  ],
])("counts %s", async (_, states, transitions) => {
  const world = createWorld({ invoke: inTurn(thrown("E"), thrown("E"), answer(1)) });
  const { executionArn } = await world.run(states);
  expect(countTransitions(await world.history(executionArn))).toBe(transitions);
});
