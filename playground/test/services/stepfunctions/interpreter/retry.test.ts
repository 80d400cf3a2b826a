import { expect, test } from "vitest";
import { matches, StateFailure } from "../../../../services/stepfunctions/interpreter/failure.ts";
import { nextRetry } from "../../../../services/stepfunctions/interpreter/retry.ts";
import type { Retrier } from "../../../../services/stepfunctions/language/definition.ts";

const retrier = (more: Partial<Retrier> = {}): Retrier => ({
  errorEquals: ["E"],
  intervalSeconds: 1,
  backoffRate: 2,
  maxAttempts: 3,
  maxDelaySeconds: undefined,
  jitterStrategy: "NONE",
  ...more,
});

/** The delays that a failure which never ends is granted. */
const delays = (retriers: readonly Retrier[], errors: readonly string[], random = () => 0.5) => {
  const used = retriers.map(() => 0);
  const granted: number[] = [];
  for (const error of errors) {
    const retry = nextRetry(retriers, used, new StateFailure(error), {
      random,
      dataLimitIsCaught: true,
    });
    if (retry === undefined) break;
    used[retry.retrier] = (used[retry.retrier] ?? 0) + 1;
    granted.push(retry.delaySeconds);
  }
  return granted;
};

const tenTimes = (error: string) => Array<string>(10).fill(error);

test.each<[rule: string, retrier: Retrier, delays: readonly number[]]>([
  ["waits 1, 2 and 4 seconds by default", retrier(), [1, 2, 4]],
  ["multiplies the interval by the backoff rate", retrier({ intervalSeconds: 3, backoffRate: 1.5 }), [3, 4.5, 6.75]],
  ["waits at most MaxDelaySeconds", retrier({ intervalSeconds: 3, maxDelaySeconds: 5 }), [3, 5, 5]],
  [
    "keeps the interval at a backoff rate of 1",
    retrier({ intervalSeconds: 7, backoffRate: 1, maxAttempts: 2 }),
    [7, 7],
  ],
  ["draws the delay between 0 and its full length", retrier({ jitterStrategy: "FULL" }), [0.5, 1, 2]],
  ["retries never with MaxAttempts 0", retrier({ maxAttempts: 0 }), []],
])("%s", (_, only, expected) => {
  expect(delays([only], tenTimes("E"))).toEqual(expected);
});

test("counts the attempts of each retrier by itself, as the States Language's own example does", () => {
  const retriers = [
    retrier({ errorEquals: ["ErrorA", "ErrorB"], maxAttempts: 2 }),
    retrier({ errorEquals: ["ErrorC"], intervalSeconds: 5 }),
  ];
  expect(delays(retriers, ["ErrorA", "ErrorB", "ErrorC", "ErrorB", "ErrorB"])).toEqual([1, 2, 5]);
});

test("lets the first retrier that matches decide, also for none", () => {
  const retriers = [
    retrier({ errorEquals: ["States.Timeout"], maxAttempts: 0 }),
    retrier({ errorEquals: ["States.ALL"] }),
  ];
  expect([delays(retriers, ["States.Timeout"]), delays(retriers, ["E"])]).toEqual([[], [1]]);
});

const dataLimit = new StateFailure("States.DataLimitExceeded");

test.each([
  ["as recorded", true, true],
  ["as the guide has it", false, false],
])("States.ALL matches States.DataLimitExceeded %s: %s", (_, isCaught, matched) => {
  expect(matches(["States.ALL"], dataLimit, isCaught)).toBe(matched);
  expect(matches(["States.DataLimitExceeded"], dataLimit, isCaught)).toBe(true);
  expect(matches(["States.TaskFailed"], dataLimit, isCaught)).toBe(false);
});

test.each<[errorEquals: string, failure: StateFailure, matched: boolean]>([
  ["E", new StateFailure("E"), true],
  ["e", new StateFailure("E"), false],
  ["States.ALL", new StateFailure("E"), true],
  ["States.ALL", new StateFailure(undefined), true],
  ["States.ALL", new StateFailure("States.Timeout"), true],
  ["States.ALL", new StateFailure("States.Permissions"), true],
  ["States.ALL", new StateFailure("States.Runtime"), false],
  ["States.Runtime", new StateFailure("States.Runtime"), false],
  ["States.TaskFailed", new StateFailure("E"), true],
  ["States.TaskFailed", new StateFailure("States.Timeout"), false],
  ["States.HeartbeatTimeout", new StateFailure("States.Timeout", undefined, ["States.HeartbeatTimeout"]), true],
  ["States.HeartbeatTimeout", new StateFailure("States.Timeout"), false],
])("%s against %s: %s", (errorEquals, failure, matched) => {
  expect(matches([errorEquals], failure, true)).toBe(matched);
});
