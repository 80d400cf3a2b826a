import { describe, expect, it } from "vitest";
import type { VerdictAnswer, Wait } from "../../../src/deployment/gates.ts";
import { isOver, lookingLater, throttledLook } from "../../../src/deployment/throttled-look.ts";

const wait = (seconds: number, deadlineSeconds = 300): Wait => ({ since: 0, now: seconds * 1_000, deadlineSeconds });
const said = "AWS throttles DescribeTargetHealth (ThrottlingException: Rate exceeded).";

describe("a look that AWS throttled", () => {
  it.each([
    [0, 20],
    [0.5, 30],
    [1, 40],
  ])("is made again later, in words, and spread: %s → %s s", (random, lookAgainInSeconds) => {
    expect(throttledLook(said, wait(10), random)).toEqual({
      verdict: "not ready",
      reason: `${said} What AWS lets through is shared by all deployments of the account, the inventory and whoever else asks: this look is made later.`,
      lookAgainInSeconds,
      until: 300_000,
    });
  });

  it("never ends a wait, and does not go on for ever: once the deadline is over, it has to get through", () => {
    expect(throttledLook(said, wait(299), 0)?.verdict).toBe("not ready");
    expect(throttledLook(said, wait(300), 0)).toBeUndefined();
    expect([isOver(wait(299)), isOver(wait(300)), isOver(wait(0, 0))]).toEqual([false, true, true]);
  });
});

describe("a look whose calls AWS throttled before they came through", () => {
  const notReady: VerdictAnswer = { verdict: "not ready", reason: "baking green.", lookAgainInSeconds: 10 };
  const next = (tries: number, at: Wait, random: number) =>
    lookingLater(notReady, tries, at, random).lookAgainInSeconds;

  it.each([
    ["as before, if none was", 0, 0, 10],
    ["twice as late for one", 1, 0, 20],
    ["spread by half", 1, 1, 30],
    ["four times as late at most", 9, 0, 40],
    ["spread then, too", 9, 1, 60],
  ])("puts off the next: %s", (_, tries, random, seconds) => {
    expect(next(tries, wait(10), random)).toBe(seconds);
  });

  it("misses the end of the wait by no more than ten seconds, and is not sooner than without", () => {
    expect([next(3, wait(280), 0), next(3, wait(280), 1), next(3, wait(299), 0)]).toEqual([20, 30, 10]);
  });

  it("changes nothing of what is ready", () => {
    const ready: VerdictAnswer = { verdict: "ready", reason: "fit", lookAgainInSeconds: 0 };
    expect(lookingLater(ready, 5, wait(10), 1)).toBe(ready);
  });
});
