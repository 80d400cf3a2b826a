import { describe, expect, it } from "vitest";
import {
  bakeGate,
  carryingGate,
  emptyGate,
  healthyGate,
  lookAgain,
  switchGate,
} from "../../../src/deployment/gates.ts";
import type { ActivityView } from "../../../src/deployment/view.ts";
import { healthyTargets, side } from "./world.ts";

const wait = (elapsedSeconds: number, deadlineSeconds = 600) => ({
  since: 1_000_000,
  now: 1_000_000 + elapsedSeconds * 1_000,
  deadlineSeconds,
});

describe("waiting for an empty side", () => {
  it.each([
    ["nothing is left", side("green", [], { desired: 0, instances: [] }), 5, "ready"],
    ["instances are left", side("green", ["draining"], { desired: 0 }), 5, "not ready"],
    ["targets still drain", side("green", ["draining"], { desired: 0, instances: [] }), 5, "not ready"],
    ["the deadline is over", side("green", ["draining"], { desired: 0, instances: [] }), 600, "failed"],
  ])("when %s", (_, idle, elapsed, expected) => {
    expect(emptyGate(idle, wait(elapsed)).verdict).toBe(expected);
  });

  it("says what is left", () => {
    expect(emptyGate(side("green", ["draining"], { desired: 0, instances: [] }), wait(5))).toEqual({
      verdict: "not ready",
      reason: "green still has 1 target draining.",
      lookAgainInSeconds: 5,
    });
  });
});

describe("waiting for a healthy side", () => {
  const activity = (cause: string, status = "Successful"): ActivityView => ({
    startedAt: 1_000_500,
    status,
    description: "Launching a new EC2 instance",
    cause,
    message: "You have exceeded your vCPU limit.",
  });
  const died = activity(
    "At 2026-01-01T00:00:00Z an instance was taken out of service in response to an ELB system health check failure.",
  );

  it.each([
    ["every target group has what is needed", side("green", healthyTargets(4)), 4, [], 5, "ready"],
    ["one target is missing", side("green", healthyTargets(3)), 4, [], 5, "not ready"],
    ["there is no target at all", side("green", []), 4, [], 5, "not ready"],
    ["nothing is needed: an empty list is no success", side("green", []), 0, [], 5, "not ready"],
    ["two instances died", side("green", ["initial"]), 4, [died, died], 5, "not ready"],
    ["three instances died", side("green", ["initial"]), 4, [died, died, died], 5, "failed"],
    ["three launches failed", side("green", []), 4, Array(3).fill(activity("a launch", "Failed")), 5, "failed"],
    ["all are unhealthy while they may still boot", side("green", ["unhealthy", "unhealthy"]), 2, [], 79, "not ready"],
    [
      "all are unhealthy once they had the time to boot",
      side("green", ["unhealthy", "unhealthy"]),
      2,
      [],
      80,
      "failed",
    ],
    ["one of them is only starting", side("green", ["unhealthy", "initial"]), 2, [], 80, "not ready"],
    ["the deadline is over", side("green", healthyTargets(3)), 4, [], 600, "failed"],
  ])("when %s", (_, idle, needed, activities, elapsed, expected) => {
    expect(healthyGate(idle, needed, activities, wait(elapsed)).verdict).toBe(expected);
  });

  it("does not count what died before this launch", () => {
    const earlier = { ...died, startedAt: 999_999 };
    expect(healthyGate(side("green", ["initial"]), 4, [earlier, earlier, earlier], wait(5)).verdict).toBe("not ready");
  });

  it("gives the reason of the last death in the words of AWS", () => {
    expect(healthyGate(side("green", ["initial"]), 4, [died, died, died], wait(5))).toEqual({
      verdict: "failed",
      reason:
        "green's instances keep dying: 3 lost since the launch, the last: an instance was taken out of service in response to an ELB system health check failure.",
    });
  });
});

describe("when to look again", () => {
  it.each([
    ["soon at first", 0, 10, 5],
    ["as often as the answer can change", 60, 10, 10],
    ["rarely once the wait is long", 900, 10, 30],
    ["never faster than every two seconds", 0, 2, 2],
  ])("%s", (_, elapsed, interval, expected) => {
    expect(lookAgain(wait(elapsed), interval)).toBe(expected);
  });
});

describe("before a switch", () => {
  it("requires as many healthy targets as the active side runs now", () => {
    const active = side("blue", healthyTargets(5), { desired: 5 });
    expect(switchGate(side("green", healthyTargets(4)), active)).toEqual({
      verdict: "failed",
      reason: "green cannot take the traffic: http-green has 4 healthy targets, blue runs 5",
    });
    expect(switchGate(side("green", healthyTargets(5)), active).verdict).toBe("ready");
  });

  it("never lets an empty side take the traffic, even of an empty one", () => {
    const empty = side("blue", [], { desired: 0, min: 0 });
    expect(switchGate(side("green", [], { desired: 0 }), empty).verdict).toBe("failed");
  });
});

describe("with the traffic", () => {
  it("a side needs its minimum of healthy targets", () => {
    expect(carryingGate(side("green", ["healthy", "healthy", "unhealthy"], { min: 2 })).verdict).toBe("ready");
    expect(carryingGate(side("green", ["healthy", "unhealthy", "unhealthy"], { min: 2 })).verdict).toBe("failed");
    expect(carryingGate(side("green", ["unhealthy"], { min: 0 })).verdict).toBe("failed");
  });

  const quiet = { name: "errors", state: "OK", reason: "" };
  it.each([
    ["the time is not over", [quiet], 100, "not ready"],
    ["the time is over", [quiet], 300, "ready"],
    ["an alarm goes off", [{ ...quiet, state: "ALARM" }], 100, "failed"],
    ["an alarm has no data yet", [{ ...quiet, state: "INSUFFICIENT_DATA" }], 100, "not ready"],
    ["an alarm does not exist", [], 100, "failed"],
  ])("a bake, when %s", (_, alarms, elapsed, expected) => {
    const active = side("green", healthyTargets(4));
    expect(bakeGate(active, alarms, ["errors"], wait(elapsed, 300)).verdict).toBe(expected);
  });

  it("a bake fails as soon as the side loses its health", () => {
    const active = side("green", ["unhealthy", "unhealthy"], { min: 2 });
    expect(bakeGate(active, [], [], wait(10, 300))).toEqual({
      verdict: "failed",
      reason: "green lost its health under traffic: http-green has 0 healthy of 2 targets, at least 2 needed ()",
    });
  });

  it("a bake looks again no later than at its end", () => {
    expect(bakeGate(side("green", healthyTargets(4)), [], [], wait(297, 300))).toEqual({
      verdict: "not ready",
      reason: "baking green: 3 s left.",
      lookAgainInSeconds: 3,
    });
  });
});
