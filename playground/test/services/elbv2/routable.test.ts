import { describe, expect, it } from "vitest";
import type { Health } from "../../../services/elbv2/health.ts";
import { routable } from "../../../services/elbv2/routable.ts";

const states: Readonly<Record<string, Health>> = {
  healthy: { state: "healthy", failures: 0 },
  unhealthy: { state: "unhealthy", reason: "Target.Timeout", description: "Request timed out", successes: 0 },
  registering: { state: "initial", reason: "Elb.RegistrationInProgress" },
  checking: { state: "initial", reason: "Elb.InitialHealthChecking", failures: 0 },
  draining: { state: "draining" },
  unused: { state: "unused", reason: "Target.InvalidState", description: "Target is in the stopped state" },
};
const failover = "target_group_health.unhealthy_state_routing.minimum_healthy_targets";

describe("the targets that get requests", () => {
  it.each([
    ["are the healthy ones", ["healthy", "unhealthy", "checking", "draining"], {}, ["healthy"]],
    [
      "are all that are known when none is healthy",
      ["unhealthy", "checking", "registering", "draining", "unused"],
      {},
      ["unhealthy", "checking"],
    ],
    ["are none when all drain", ["draining", "draining"], {}, []],
    [
      "are all below the minimum count",
      ["healthy", "unhealthy"],
      { [`${failover}.count`]: "2" },
      ["healthy", "unhealthy"],
    ],
    [
      "are all below the minimum percentage",
      ["healthy", "unhealthy", "unhealthy"],
      { [`${failover}.percentage`]: "50" },
      ["healthy", "unhealthy", "unhealthy"],
    ],
    [
      "are the healthy ones at the minimum percentage",
      ["healthy", "unhealthy"],
      { [`${failover}.percentage`]: "50" },
      ["healthy"],
    ],
  ])("%s", (_, registered, attributes, expected) => {
    const registrations = registered.flatMap((name, port) => {
      const health = states[name];
      return health === undefined ? [] : [{ targetGroupArn: "group", instance: name, port, health }];
    });
    expect(routable(registrations, attributes).map(({ instance }) => instance)).toEqual(expected);
  });
});
