import { expect, it } from "vitest";
import { progressOf } from "../../../proof/crash-matrix/progress.ts";

it("progress is told in columns: how many are done, for how long, how this one ended and what it was", () => {
  const progress = progressOf(1051, 1_000);
  expect([
    progress("restored", "switch: Bake: StopExecution", 1_400),
    progress("rolled forward", "switch: complete dynamodb:PutItem #1: crash once", 66_000),
  ]).toEqual([
    "   1/1051    0:00  restored        switch: Bake: StopExecution",
    "   2/1051    1:05  rolled forward  switch: complete dynamodb:PutItem #1: crash once",
  ]);
});
