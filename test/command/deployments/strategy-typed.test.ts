import { describe, expect, it } from "vitest";
import { strategyTyped } from "../../../command/deployments/strategy-typed.ts";
import { UsageError } from "../../../command/usage-error.ts";

describe("a strategy in one word", () => {
  it.each<[typed: string, strategy: object]>([
    ["all-at-once", { type: "all-at-once" }],
    ["canary:10:300", { type: "canary", percent: 10, wait: 300 }],
    ["linear:20:60", { type: "linear", percent: 20, wait: 60 }],
    ["steps:5:600,100", { type: "steps", steps: [{ percent: 5, wait: 600 }, { percent: 100 }] }],
    // Its numbers are checked by what takes it.
    ["canary:0:300", { type: "canary", percent: 0, wait: 300 }],
  ])("%s is taken", (typed, strategy) => {
    expect(strategyTyped(typed)).toEqual(strategy);
  });

  it.each([
    "",
    "canary",
    "canary:10",
    "canary:10:",
    "canary:ten:300",
    "canary:10:300,100",
    "all-at-once:1",
    "steps:",
    "steps:10:60:5",
    "slowly:10:3",
  ])("%j is refused", (typed) => {
    expect(() => strategyTyped(typed)).toThrow(UsageError);
  });
});
