import { describe, expect, it } from "vitest";
import { healthChecksFound, limitsFound, protectionFound } from "../../../command/doctor/fitting.ts";
import type { Change } from "../../../src/changes/change.ts";

const room = { kind: "target-group", where: "The account", things: "target groups", used: 90, limit: 100 } as const;
const making = (count: number): readonly Change[] =>
  Array.from({ length: count }, (_, index) => ({
    resource: { kind: "target-group", id: `t-${index}` },
    before: null,
    after: {},
  }));

describe("what is said of limits", () => {
  it.each([
    { used: 10, needed: 4, mark: "ok" },
    { used: 88, needed: 4, mark: "warning" },
    { used: 98, needed: 4, mark: "wrong" },
  ])("$used of 100 with $needed more is $mark", ({ used, needed, mark }) => {
    const [found] = limitsFound([{ ...room, used }], making(needed));
    expect(found?.mark).toBe(mark);
    expect(found?.says).toBe(`The account has ${used} of at most 100 target groups, and needs ${needed} more.`);
  });

  it("what is needed is not known where no upgrade can be planned", () => {
    expect(limitsFound([room], undefined)).toMatchObject([{ mark: "unknown" }]);
  });
});

describe("what is said of a load balancer that may be deleted", () => {
  const live = { name: "web-live", stage: "live", loadBalancer: "web" };
  it.each([
    { says: "is protected", environment: live, isProtected: true, mark: "ok", todo: undefined },
    {
      says: "is to be",
      environment: { ...live, deletionProtection: true },
      isProtected: false,
      mark: "warning",
      todo: "sarcelle upgrade web-live",
    },
    {
      says: "is live, and nobody asked",
      environment: live,
      isProtected: false,
      mark: "warning",
      todo: "deletionProtection: true",
    },
    { says: "is not live", environment: { ...live, stage: "beta" }, isProtected: false, mark: "ok", todo: undefined },
  ])("one that $says is $mark", ({ environment, isProtected, mark, todo }) => {
    const found = protectionFound(environment, isProtected);
    expect(found.mark).toBe(mark);
    expect(found.todo ?? "").toContain(todo ?? "");
  });
});

describe("what is said of health checks", () => {
  const stack = (check: object, group: object = {}) =>
    ({
      group: { AutoScalingGroupName: "web", ...group },
      targetGroups: [{ targetGroup: { TargetGroupName: "web-http", ...check }, attributes: [], tags: [] }],
    }) as unknown as Parameters<typeof healthChecksFound>[1];
  const timeouts = { empty: 600, healthy: 600, rollback: 900, hold: 3_600 };
  const slow = { HealthyThresholdCount: 10, HealthCheckIntervalSeconds: 60 };
  const quick = { HealthyThresholdCount: 2, HealthCheckIntervalSeconds: 10 };

  it.each([
    { says: "fits", timeouts, group: {}, check: quick, marks: ["ok"] },
    { says: "takes as long as all is given", timeouts, group: {}, check: slow, marks: ["wrong"] },
    {
      says: "is ended before by timeouts.unhealthy",
      timeouts: { ...timeouts, unhealthy: 20 },
      group: {},
      check: quick,
      marks: ["wrong"],
    },
    {
      says: "outlasts the grace of a group that asks the load balancer",
      timeouts,
      group: { HealthCheckType: "EC2,ELB", HealthCheckGracePeriod: 0 },
      check: quick,
      marks: ["warning"],
    },
    {
      says: "is no matter to a group that does not ask it",
      timeouts,
      group: { HealthCheckType: "EC2", HealthCheckGracePeriod: 0 },
      check: quick,
      marks: ["ok"],
    },
  ])("what $says is $marks", ({ timeouts: given, group, check, marks }) => {
    const found = healthChecksFound({ timeouts: given }, stack(check, group));
    expect(found.map(({ mark }) => mark)).toEqual(marks);
  });
});
