import { describe, expect, it } from "vitest";
import {
  describeHealth,
  type Health,
  type HealthEvent,
  judge,
  matchesCode,
  nextHealth,
  registering,
} from "../../../services/elbv2/health.ts";

const thresholds = { HealthyThresholdCount: 3, UnhealthyThresholdCount: 2 };
const checking: Health = { state: "initial", reason: "Elb.InitialHealthChecking", failures: 0 };
const healthy: Health = { state: "healthy", failures: 0 };
const draining: Health = { state: "draining" };
const failure = { reason: "Target.Timeout", description: "Request timed out" } as const;
const unhealthy: Health = { state: "unhealthy", ...failure, successes: 0 };
const notInUse = { reason: "Target.NotInUse", description: "not used" } as const;
const unused: Health = { state: "unused", ...notInUse };
const passed: HealthEvent = { type: "passed" };
const failed: HealthEvent = { type: "failed", ...failure };
const used: HealthEvent = { type: "used" };
const registered: HealthEvent = { type: "registered" };
const deregistered: HealthEvent = { type: "deregistered" };

describe("the health of a target", () => {
  it.each<[string, Health, HealthEvent[], Health]>([
    ["waits for its registration before it is checked", registering, [passed, failed, failed], registering],
    ["is initially checked once registered", registering, [registered], checking],
    ["becomes healthy by one passing check when new", checking, [passed], healthy],
    ["stays initial at the first failure", checking, [failed], { ...checking, failures: 1 }],
    ["becomes unhealthy at the unhealthy threshold", checking, [failed, failed], unhealthy],
    ["becomes healthy by one passing check after a failed one when new", checking, [failed, passed], healthy],
    ["stays healthy below the unhealthy threshold", healthy, [failed], { state: "healthy", failures: 1 }],
    ["counts consecutive failures only", healthy, [failed, passed, failed], { state: "healthy", failures: 1 }],
    ["turns unhealthy at the threshold", healthy, [failed, failed], unhealthy],
    ["needs the healthy threshold on the way back", unhealthy, [passed, passed], { ...unhealthy, successes: 2 }],
    ["turns healthy at the threshold", unhealthy, [passed, passed, passed], healthy],
    [
      "counts consecutive successes only",
      unhealthy,
      [passed, passed, failed, passed, passed],
      { ...unhealthy, successes: 2 },
    ],
    ["is unused when nothing uses its group", healthy, [{ type: "unused", ...notInUse }], unused],
    ["begins anew when its group comes into use", unused, [used], registering],
    ["does not begin anew when its group is used once more", healthy, [used], healthy],
    ["drains when deregistered", healthy, [deregistered], draining],
    ["drains when deregistered while unused", unused, [deregistered], draining],
    [
      "drains whatever happens",
      draining,
      [passed, failed, failed, used, registered, { type: "unused", ...notInUse }],
      draining,
    ],
    ["is not healed by a late check when unused", unused, [passed, failed, failed], unused],
  ])("%s", (_, health, events, expected) => {
    expect(events.reduce((state, event) => nextHealth(state, event, thresholds), health)).toEqual(expected);
  });

  it("is the same value when nothing changed, so that nothing is written", () => {
    expect(nextHealth(healthy, passed, thresholds)).toBe(healthy);
    expect(nextHealth(unhealthy, failed, thresholds)).toBe(unhealthy);
    expect(nextHealth(unused, { type: "unused", ...notInUse }, thresholds)).toBe(unused);
  });

  it("is described in AWS's words", () => {
    expect([registering, checking, healthy, unhealthy, unused, draining].map(describeHealth)).toEqual([
      { State: "initial", Reason: "Elb.RegistrationInProgress", Description: "Target registration is in progress" },
      { State: "initial", Reason: "Elb.InitialHealthChecking", Description: "Initial health checks in progress" },
      { State: "healthy" },
      { State: "unhealthy", Reason: "Target.Timeout", Description: "Request timed out" },
      { State: "unused", Reason: "Target.NotInUse", Description: "not used" },
      {
        State: "draining",
        Reason: "Target.DeregistrationInProgress",
        Description: "Target deregistration is in progress",
      },
    ]);
  });
});

describe("a health check", () => {
  it.each([
    ["200", 200, true],
    ["200", 201, false],
    ["200,302", 302, true],
    ["200,429,473", 473, true],
    ["200,429,473", 430, false],
    ["200-299", 299, true],
    ["200-299", 300, false],
    ["200-299,301", 301, true],
    ["200-299,301", 302, false],
  ])("with the matcher %s takes %i: %s", (matcher, status, expected) => {
    expect(matchesCode(matcher, status)).toBe(expected);
  });

  it("is judged by its outcome", () => {
    expect(judge({ kind: "answered", status: 200 }, "200")).toEqual({ type: "passed" });
    expect(judge({ kind: "answered", status: 503 }, "200-299")).toEqual({
      type: "failed",
      reason: "Target.ResponseCodeMismatch",
      description: "Health checks failed with these codes: [503]",
    });
    expect(judge({ kind: "timeout" }, "200")).toEqual({
      type: "failed",
      reason: "Target.Timeout",
      description: "Request timed out",
    });
    expect(judge({ kind: "error" }, "200")).toEqual({
      type: "failed",
      reason: "Target.FailedHealthChecks",
      description: "Health checks failed",
    });
  });
});
