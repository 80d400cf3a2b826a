import { describe, expect, it } from "vitest";
import { bakeGate, carryingGate, lookAgain, orFail } from "../../../src/deployment/gates.ts";
import type { TargetGroupView } from "../../../src/deployment/view.ts";
import { SideNotReady } from "../../../src/errors.ts";
import { checkedEvery, failing, healthyTargets, side, targetGroup, uneven, wait } from "./world.ts";

describe("a verdict", () => {
  it("is a state's result, unless it failed: then it is thrown as the error that the machine knows", () => {
    const verdicts = [
      { verdict: "ready", reason: "it is" },
      { verdict: "not ready", reason: "not yet", lookAgainInSeconds: 5, until: Date.UTC(2026, 0, 31, 15) },
    ] as const;
    expect(verdicts.map((verdict) => orFail(verdict, SideNotReady))).toEqual([
      { verdict: "ready", reason: "it is", lookAgainInSeconds: 0 },
      { verdict: "not ready", reason: "not yet", lookAgainInSeconds: 5, until: "2026-01-31T15:00:00.000Z" },
    ]);
    expect(() => orFail({ verdict: "failed", reason: "it broke" }, SideNotReady)).toThrow(new SideNotReady("it broke"));
  });
});

describe("when to look again", () => {
  it.each([
    ["soon at first", 0, 10, 5],
    ["as often as the answer can change", 60, 10, 10],
    ["from the second change on", 20, 10, 10],
    ["until just before ten minutes", 599, 10, 10],
    ["rarely from ten minutes on", 600, 10, 30],
    ["not even so often where the answer changes more rarely", 900, 60, 60],
    ["rarely once the wait is long", 900, 10, 30],
    ["not so often from an hour on", 7_200, 10, 120],
    ["every five minutes from five hours on", 18_000, 10, 300],
    ["no more rarely than that", 500_000, 10, 300],
    ["never faster than every two seconds", 0, 2, 2],
  ])("%s", (_, elapsed, interval, expected) => {
    expect(lookAgain(wait(elapsed), interval)).toBe(expected);
  });
});

describe("with the traffic", () => {
  it("a side needs its minimum of healthy targets", () => {
    expect(carryingGate(side("green", ["healthy", "healthy", "unhealthy"], { min: 2 })).verdict).toBe("ready");
    expect(carryingGate(side("green", ["healthy", "unhealthy", "unhealthy"], { min: 2 })).verdict).toBe("failed");
    expect(carryingGate(side("green", ["unhealthy"], { min: 0 })).verdict).toBe("failed");
  });

  it("a side is said to lose its health with what AWS says of an unhealthy target", () => {
    const said = (group: TargetGroupView) =>
      carryingGate(uneven(side("green", [], { min: 2 }), targetGroup("https-green", healthyTargets(2)), group));
    const lost = (why: string) => ({
      verdict: "failed",
      reason: `green lost its health under traffic: http-green has 1 healthy of 2 targets, at least 2 needed (${why})`,
    });
    expect(said(failing({ reason: "Target.Timeout", description: "Request timed out" }))).toEqual(
      lost("Request timed out"),
    );
    expect(said(failing({ reason: "Target.Timeout" }))).toEqual(lost("Target.Timeout"));
    expect(said(failing({}))).toEqual(lost(""));
    expect(said(targetGroup("http-green", ["healthy", "draining"]))).toEqual(lost(""));
    expect(said(targetGroup("http-green", healthyTargets(3)))).toEqual({
      verdict: "ready",
      reason: "green carries the traffic: at least 2 healthy in every target group",
    });
  });

  const quiet = { name: "errors", state: "OK", reason: "" };
  const none = { expected: [], alarms: [] };
  it.each([
    ["the time is not over", [quiet], 100, "not ready"],
    ["the time is over", [quiet], 300, "ready"],
    ["an alarm goes off", [{ ...quiet, state: "ALARM" }], 100, "failed"],
    ["an alarm has no data yet", [{ ...quiet, state: "INSUFFICIENT_DATA" }], 100, "not ready"],
    ["an alarm does not exist", [], 100, "failed"],
  ])("a bake, when %s", (_, alarms, elapsed, expected) => {
    const active = side("green", healthyTargets(4));
    expect(bakeGate(active, { expected: ["errors"], alarms }, wait(elapsed, 300)).verdict).toBe(expected);
  });

  it("a bake fails as soon as the side loses its health", () => {
    const active = side("green", ["unhealthy", "unhealthy"], { min: 2 });
    expect(bakeGate(active, none, wait(10, 300))).toEqual({
      verdict: "failed",
      reason: "green lost its health under traffic: http-green has 0 healthy of 2 targets, at least 2 needed ()",
    });
  });

  it("a bake says what ended it", () => {
    const active = side("green", healthyTargets(4));
    const other = { ...quiet, name: "latency" };
    const ringing = { ...quiet, state: "ALARM", reason: "Threshold Crossed" };
    const bake = (alarms: readonly (typeof quiet)[], expected: readonly string[], elapsed: number) =>
      bakeGate(active, { expected, alarms }, wait(elapsed, 300));
    expect([
      bake([other, ringing], ["errors", "latency"], 10),
      bake([quiet], ["errors", "latency", "queue"], 10),
      bake([quiet, other], ["errors", "latency"], 301),
      bake([{ ...quiet, state: "INSUFFICIENT_DATA" }, other], ["errors", "latency"], 301),
    ]).toEqual([
      { verdict: "failed", reason: "alarm errors went off: Threshold Crossed" },
      { verdict: "failed", reason: "alarm latency, queue does not exist, so it cannot watch the release" },
      { verdict: "ready", reason: "green carried the traffic for 301 s without an alarm" },
      {
        verdict: "ready",
        reason:
          "green carried the traffic for 301 s without an alarm (without data, so that it does not watch: errors)",
      },
    ]);
  });

  it("a bake looks again as often as the slowest health check can change, and never at once", () => {
    const slow = uneven(
      side("green", []),
      targetGroup("http", healthyTargets(4)),
      checkedEvery(60, targetGroup("https", healthyTargets(4))),
    );
    const lookAgainInSeconds = (elapsed: number) => bakeGate(slow, none, wait(elapsed, 300));
    expect([lookAgainInSeconds(10), lookAgainInSeconds(299.9)]).toEqual([
      { verdict: "not ready", reason: "baking green.", lookAgainInSeconds: 60, until: wait(300).now },
      { verdict: "not ready", reason: "baking green.", lookAgainInSeconds: 1, until: wait(300).now },
    ]);
  });

  it("a bake of a day looks every five minutes in the end", () => {
    const looked = bakeGate(side("green", healthyTargets(4)), none, wait(80_000, 86_400));
    expect(looked).toMatchObject({ lookAgainInSeconds: 300, until: wait(86_400).now });
  });

  it("a bake looks again no later than at its end", () => {
    expect(bakeGate(side("green", healthyTargets(4)), none, wait(297, 300))).toEqual({
      verdict: "not ready",
      reason: "baking green.",
      lookAgainInSeconds: 3,
      until: wait(300).now,
    });
  });
});
