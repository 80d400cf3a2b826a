import { describe, expect, it } from "vitest";
import { lossesOf } from "../../../src/deployment/losses.ts";
import type { ActivityView } from "../../../src/deployment/view.ts";

const launch = (status: string, changes: Partial<ActivityView> = {}): ActivityView => ({
  startedAt: 1_000,
  ended: true,
  status,
  description: "Launching a new EC2 instance: i-1",
  cause:
    "At 2026-01-01T00:00:00Z an instance was started in response to a difference between desired and actual capacity.",
  ...changes,
});

const termination = (why: string, instance = "i-9"): ActivityView => ({
  startedAt: 2_000,
  ended: false,
  status: "WaitingForELBConnectionDraining",
  description: `Terminating EC2 instance: ${instance} - Waiting For ELB Connection Draining.`,
  cause: `At 2026-01-01T00:00:00Z an instance was taken out of service in response to ${why}.`,
});

describe("a launch failed", () => {
  it.each([
    ["Failed", true],
    ["Cancelled", true],
    ["AWordOfTheFuture", true],
    ["Successful", false],
  ])("if it ended as %s: %s", (status, isFailed) => {
    expect(lossesOf([launch(status)]).failedLaunches).toHaveLength(isFailed ? 1 : 0);
  });

  it("not yet, as long as it has not ended", () => {
    expect(lossesOf([launch("WaitingForSpotInstanceId", { ended: false })])).toEqual({
      deaths: [],
      failedLaunches: [],
    });
  });

  it("for the reason that AWS gives, or else in the words of what was tried", () => {
    expect(
      lossesOf([launch("Failed", { message: "No capacity." }), launch("Failed", { message: "" }), launch("Cancelled")]),
    ).toEqual({
      deaths: [],
      failedLaunches: ["No capacity.", "Launching a new EC2 instance: i-1", "Launching a new EC2 instance: i-1"],
    });
  });

  it("before another came through: that is over", () => {
    const all = [launch("Failed"), launch("Successful"), launch("Failed"), launch("Failed")];
    expect(lossesOf(all).failedLaunches).toHaveLength(1);
  });
});

describe("an instance died", () => {
  it.each([
    "an ELB system health check failure",
    "a EC2 health check indicating it has been terminated or stopped",
    "an EC2 instance status checks failure",
    "a user health-check",
    "an abandoned lifecycle action",
    "a cause that AWS has not thought of yet",
  ])("if it went for %s", (why) => {
    expect(lossesOf([termination(why)]).deaths).toEqual([
      `an instance was taken out of service in response to ${why}.`,
    ]);
  });

  it.each([
    "a difference between desired and actual capacity, shrinking the capacity from 3 to 2",
    "a user request, shrinking the capacity from 4 to 3",
  ])("but not if it went for %s", (why) => {
    expect(lossesOf([termination(why)]).deaths).toEqual([]);
  });

  it("once, where it never came up: that launch is what failed", () => {
    const all = [
      termination("an abandoned lifecycle action", "i-1"),
      launch("Cancelled", { message: "was abandoned" }),
    ];
    expect(lossesOf(all)).toEqual({ deaths: [], failedLaunches: ["was abandoned"] });
  });
});
