import type { TargetHealth } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CheckOutcome } from "../../dataplane/data-plane.ts";

type FailureReason = "Target.ResponseCodeMismatch" | "Target.Timeout" | "Target.FailedHealthChecks";

/** The health of a registered target, with what decides about its next state. */
export type Health =
  | { readonly state: "initial"; readonly reason: "Elb.RegistrationInProgress" }
  | { readonly state: "initial"; readonly reason: "Elb.InitialHealthChecking"; readonly failures: number }
  | { readonly state: "healthy"; readonly failures: number }
  | {
      readonly state: "unhealthy";
      readonly reason: FailureReason;
      readonly description: string;
      readonly successes: number;
    }
  | {
      readonly state: "unused";
      readonly reason: "Target.NotInUse" | "Target.InvalidState";
      readonly description: string;
    }
  | { readonly state: "draining" };

export type HealthEvent =
  /** A listener or rule uses the target group, the load balancer serves the target's zone and its instance runs. */
  | { readonly type: "used" }
  | {
      readonly type: "unused";
      readonly reason: "Target.NotInUse" | "Target.InvalidState";
      readonly description: string;
    }
  /** The load balancer's nodes know the target now. */
  | { readonly type: "registered" }
  | { readonly type: "passed" }
  | { readonly type: "failed"; readonly reason: FailureReason; readonly description: string }
  | { readonly type: "deregistered" };

export interface Thresholds {
  readonly HealthyThresholdCount: number;
  readonly UnhealthyThresholdCount: number;
}

/** What a new registration starts as, until it is known whether the group is used. */
export const registering: Health = { state: "initial", reason: "Elb.RegistrationInProgress" };

/** Whether the load balancer sends the target health checks. */
export const isChecked = (health: Health): boolean =>
  health.state === "healthy" ||
  health.state === "unhealthy" ||
  (health.state === "initial" && health.reason === "Elb.InitialHealthChecking");

/**
 * The health after an event; the same value if nothing changed. A new target needs one passing check; the healthy threshold
 * counts on the way back from `unhealthy` only. A draining target stays so whatever happens, until it leaves the group.
 */
export const nextHealth = (health: Health, event: HealthEvent, thresholds: Thresholds): Health => {
  if (health.state === "draining") return health;
  switch (event.type) {
    case "deregistered":
      return { state: "draining" };
    case "used":
      return health.state === "unused" ? registering : health;
    case "unused":
      return health.state === "unused" && health.description === event.description
        ? health
        : { state: "unused", reason: event.reason, description: event.description };
    case "registered":
      return health.state === "initial" && health.reason === "Elb.RegistrationInProgress"
        ? { state: "initial", reason: "Elb.InitialHealthChecking", failures: 0 }
        : health;
    case "passed":
      return isChecked(health) ? passed(health, thresholds) : health;
    case "failed":
      return isChecked(health) ? failed(health, event, thresholds) : health;
  }
};

const passed = (health: Health, { HealthyThresholdCount }: Thresholds): Health => {
  if (health.state === "unhealthy" && health.successes + 1 < HealthyThresholdCount) {
    return { ...health, successes: health.successes + 1 };
  }
  return health.state === "healthy" && health.failures === 0 ? health : { state: "healthy", failures: 0 };
};

const failed = (
  health: Health,
  { reason, description }: Extract<HealthEvent, { type: "failed" }>,
  { UnhealthyThresholdCount }: Thresholds,
): Health => {
  if ("failures" in health && health.failures + 1 < UnhealthyThresholdCount) {
    return { ...health, failures: health.failures + 1 };
  }
  const unchanged = health.state === "unhealthy" && health.successes === 0 && health.description === description;
  return unchanged ? health : { state: "unhealthy", reason, description, successes: 0 };
};

/** Whether a status is among the codes of a matcher: `200`, `200,302`, `200-299`, `200-299,301`. */
export const matchesCode = (matcher: string, status: number): boolean =>
  matcher.split(",").some((part) => {
    const [low, high = low] = part.split("-").map(Number);
    return low !== undefined && high !== undefined && low <= status && status <= high;
  });

/** What the outcome of a check says about the target, in AWS's words. */
export const judge = (outcome: CheckOutcome, matcher: string): HealthEvent => {
  switch (outcome.kind) {
    case "timeout":
      return { type: "failed", reason: "Target.Timeout", description: "Request timed out" };
    case "error":
      return { type: "failed", reason: "Target.FailedHealthChecks", description: "Health checks failed" };
    case "connected":
      return { type: "passed" };
    case "answered":
      return matchesCode(matcher, outcome.status)
        ? { type: "passed" }
        : {
            type: "failed",
            reason: "Target.ResponseCodeMismatch",
            description: `Health checks failed with these codes: [${outcome.status}]`,
          };
  }
};

/** As DescribeTargetHealth answers it: a healthy target has no reason. */
export const describeHealth = (health: Health): TargetHealth => {
  switch (health.state) {
    case "healthy":
      return { State: "healthy" };
    case "draining":
      return {
        State: "draining",
        Reason: "Target.DeregistrationInProgress",
        Description: "Target deregistration is in progress",
      };
    case "initial":
      return {
        State: "initial",
        Reason: health.reason,
        Description:
          health.reason === "Elb.RegistrationInProgress"
            ? "Target registration is in progress"
            : "Initial health checks in progress",
      };
    default:
      return { State: health.state, Reason: health.reason, Description: health.description };
  }
};

/** What a target that was never registered, or has left, is described as. */
export const notRegistered: TargetHealth = {
  State: "unused",
  Reason: "Target.NotRegistered",
  Description: "Target is not registered to the target group",
};
