import { describe, expect, it } from "vitest";
import { explain } from "../../../src/deployment/schema.ts";
import { movesOf, type Strategy, strategyInWords, strategySchema } from "../../../src/deployment/strategy.ts";

describe("a strategy", () => {
  it.each<[strategy: Strategy, words: string]>([
    [{ type: "all-at-once" }, "100 %"],
    [{ type: "canary", percent: 10, wait: 300 }, "10 %, after 300 s 100 %"],
    [{ type: "linear", percent: 25, wait: 60 }, "25 %, after 60 s 50 %, after 60 s 75 %, after 60 s 100 %"],
    [{ type: "linear", percent: 40, wait: 60 }, "40 %, after 60 s 80 %, after 60 s 100 %"],
    [
      { type: "steps", steps: [{ percent: 5, wait: 600 }, { percent: 50, wait: 60 }, { percent: 100 }] },
      "5 %, after 600 s 50 %, after 60 s 100 %",
    ],
    [{ type: "steps", steps: [{ percent: 100 }] }, "100 %"],
  ])("%j is its moves, to all of the traffic", (strategy, words) => {
    expect(strategySchema.parse(strategy)).toEqual(strategy);
    expect(strategyInWords(strategy)).toBe(words);
    expect(movesOf(strategy).at(-1)).toEqual({ percent: 100, waitSeconds: 0 });
  });

  it.each<[strategy: unknown, said: string]>([
    ["canary", '(the whole): found "canary"; expected an object with type: all-at-once, canary, linear or steps'],
    [{ type: "slowly" }, 'type: found type "slowly"; expected all-at-once, canary, linear or steps'],
    [{ type: "canary", percent: 0, wait: 60 }, "percent: a move of 0 % moves nothing: expected 1 to 100"],
    [{ type: "canary", percent: 100, wait: 60 }, "percent: expected 1 to 99: a part of the traffic"],
    [{ type: "linear", percent: 12.5, wait: 60 }, "percent: expected a whole number of percent"],
    [{ type: "canary", percent: 10 }, "wait: Invalid input: expected number, received undefined"],
    [{ type: "canary", percent: 10, wait: 0 }, "wait: Too small: expected number to be >=1"],
    [{ type: "steps", steps: [] }, "steps: Too small: expected array to have >=1 items"],
    [
      { type: "steps", steps: [{ percent: 10, wait: 60 }, { percent: 90 }] },
      "steps.1.percent: the last step ends at 90 %; expected 100, all of the traffic",
    ],
    [
      { type: "steps", steps: [{ percent: 50, wait: 60 }, { percent: 50, wait: 60 }, { percent: 100 }] },
      "steps.1.percent: found 50 after 50; expected more with each step",
    ],
    [
      { type: "steps", steps: [{ percent: 50, wait: 60 }, { percent: 10, wait: 60 }, { percent: 100 }] },
      "steps.1.percent: found 10 after 50; expected more with each step",
    ],
    [
      { type: "steps", steps: [{ percent: 10 }, { percent: 100, wait: 60 }] },
      "steps.0.wait: expected seconds until the next step; steps.1.wait: after the last step nothing is waited for; a release bakes: bake.seconds",
    ],
  ])("%j is refused: %s", (strategy, said) => {
    const parsed = strategySchema.safeParse(strategy);
    expect(parsed.success ? "taken" : explain(parsed.error)).toBe(said);
  });
});
