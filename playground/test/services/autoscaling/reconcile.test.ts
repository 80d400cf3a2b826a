import { describe, expect, it } from "vitest";
import { failures } from "../../../services/autoscaling/health.ts";
import { launching, terminating } from "../../../services/autoscaling/lifecycle-transitions.ts";
import { decide } from "../../../services/autoscaling/reconcile.ts";
import type { Group, GroupMember, TrafficSource } from "../../../services/autoscaling/records.ts";
import type { Snapshot, Step } from "../../../services/autoscaling/steps.ts";
import { action, group, inService, member, now, snapshot, subnetA, subnetB } from "./values.ts";

const wants = "At 2026-01-01T12:00:00Z";
const started = (from: number, to: number) =>
  `At T somebody asked.  ${wants} an instance was started in response to a difference between desired and actual capacity, increasing the capacity from ${from} to ${to}.`;
const gone = { target: () => undefined };

describe("decide: capacity", () => {
  const table: [string, Group, readonly Step[]][] = [
    ["rests when actual is desired", group({ members: [member("1")] }), []],
    [
      "launches what is missing, in the zone with the fewest instances first",
      group({ members: [member("1")] }, { DesiredCapacity: 3 }),
      [
        { kind: "launch", into: "AutoScalingGroup", subnet: subnetB, cause: started(1, 3) },
        { kind: "launch", into: "AutoScalingGroup", subnet: subnetA, cause: started(1, 3) },
      ],
    ],
    [
      "says so when a launch replaces an unhealthy instance",
      group({ capacityChange: undefined, unreplaced: 1 }, { DesiredCapacity: 1 }),
      [
        {
          kind: "launch",
          into: "AutoScalingGroup",
          subnet: subnetA,
          cause: `${wants} an instance was launched in response to an unhealthy instance needing to be replaced.`,
        },
      ],
    ],
    ["launches nothing while Launch is suspended", group({ suspended: { Launch: "" } }, { DesiredCapacity: 1 }), []],
    ["waits before it tries a failed launch again", group({ nextLaunchAt: now + 1 }, { DesiredCapacity: 1 }), []],
    [
      "terminates what is too much and names every instance selected",
      group({ members: [member("1"), member("2"), member("3")] }, { DesiredCapacity: 1 }),
      ["1", "2"].map((instance) => ({
        kind: "terminate",
        instance,
        cause: `At T somebody asked.  ${wants} an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 1.  ${wants} instance 1 was selected for termination.  ${wants} instance 2 was selected for termination.`,
      })),
    ],
    [
      "terminates nothing while Terminate is suspended",
      group({ members: [member("1")], suspended: { Terminate: "" } }, { DesiredCapacity: 0 }),
      [],
    ],
    [
      "does not count terminating instances as capacity",
      group({ members: [member("1"), member("2", { state: "Terminating" })] }, { DesiredCapacity: 1 }),
      [],
    ],
  ];
  it.each(table)("%s", (_, of, steps) => {
    expect(decide(snapshot(of))).toEqual(steps);
  });
});

describe("decide: an instance coming into service", () => {
  const pending = member("1", { state: "Pending", inServiceAt: undefined });
  const waiting = (...actions: ReturnType<typeof action>[]) =>
    member("1", { state: "Pending:Wait", lifecycleActions: actions });
  const ready: Step = { kind: "put in service", instance: "1", register: ["tg"] };
  const abandoned = (how: string): Step => ({
    kind: "abandon launch",
    instance: "1",
    reason: `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token token was abandoned: ${how}`,
    cause: `${wants} an instance was taken out of service in response to an abandoned lifecycle action.`,
  });
  const table: [string, GroupMember, Partial<Snapshot>, readonly Step[]][] = [
    ["waits until it runs", pending, { instance: () => "pending" }, []],
    ["is registered and put in service when it runs", pending, {}, [ready]],
    [
      "waits for a hook first, if there is one",
      pending,
      { hooked: new Set([launching]) },
      [{ kind: "await lifecycle actions", instance: "1", transition: launching }],
    ],
    ["does not wait for hooks of the other transition", pending, { hooked: new Set([terminating]) }, [ready]],
    ["stays in the wait state while the hook has time", waiting(action()), {}, []],
    [
      "proceeds when all hooks said CONTINUE",
      waiting(action({ result: "CONTINUE" }), action({ result: "CONTINUE" })),
      {},
      [{ kind: "proceed", instance: "1" }],
    ],
    ["waits for the slower of two hooks", waiting(action({ result: "CONTINUE" }), action()), {}, []],
    [
      "is abandoned as soon as one hook says ABANDON",
      waiting(action(), action({ result: "ABANDON" })),
      {},
      [abandoned("Lifecycle Action Completed with ABANDON Result")],
    ],
    [
      "gets the default result when the heartbeat timeout elapses",
      waiting(action({ deadline: now })),
      {},
      [abandoned("Heartbeat Timeout")],
    ],
    [
      "cannot be kept waiting longer than the global timeout",
      waiting(action({ globalDeadline: now, defaultResult: "CONTINUE" })),
      {},
      [{ kind: "proceed", instance: "1" }],
    ],
    ["enters service after Pending:Proceed", member("1", { state: "Pending:Proceed" }), {}, [ready]],
    [
      "is given up when it ends before that",
      pending,
      { instance: () => "terminated" },
      [
        {
          kind: "give up launch",
          instance: "1",
          reason:
            "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: instance is terminated",
        },
      ],
    ],
  ];
  it.each(table)("%s", (_, one, change, steps) => {
    expect(decide(snapshot(group({ members: [one] }), change))).toEqual(steps);
  });

  it("is not registered while AddToLoadBalancer is suspended", () => {
    expect(decide(snapshot(group({ members: [pending], suspended: { AddToLoadBalancer: "" } })))).toEqual([
      { kind: "put in service", instance: "1", register: [] },
    ]);
  });
});

describe("decide: an instance going", () => {
  const leaving = member("1", { state: "Terminating" });
  const hooked = { ...gone, hooked: new Set([terminating]) };
  const table: [string, GroupMember, Partial<Snapshot>, readonly Step[]][] = [
    ["waits while a target group still shows it", leaving, { target: () => "draining" }, []],
    ["is shut down when it is out of every target group", leaving, gone, [{ kind: "shut down", instance: "1" }]],
    [
      "waits for a hook after draining",
      leaving,
      hooked,
      [{ kind: "await lifecycle actions", instance: "1", transition: terminating }],
    ],
    [
      "proceeds when one of two hooks says ABANDON",
      member("1", { state: "Terminating:Wait", lifecycleActions: [action({ result: "ABANDON" }), action()] }),
      hooked,
      [{ kind: "proceed", instance: "1" }],
    ],
    [
      "waits for the other hook when one says CONTINUE",
      member("1", { state: "Terminating:Wait", lifecycleActions: [action({ result: "CONTINUE" }), action()] }),
      hooked,
      [],
    ],
    [
      "is shut down after Terminating:Proceed",
      member("1", { state: "Terminating:Proceed" }),
      hooked,
      [{ kind: "shut down", instance: "1" }],
    ],
    ["is shut down once", member("1", { state: "Terminating", shutDown: true }), gone, []],
    [
      "is forgotten when EC2 says terminated, whatever it waited for",
      leaving,
      { instance: () => "terminated", target: () => "draining" },
      [{ kind: "forget", instance: "1" }],
    ],
  ];
  it.each(table)("%s", (_, one, change, steps) => {
    expect(decide(snapshot(group({ members: [one] }, { DesiredCapacity: 0 }), change))).toEqual(steps);
  });
});

describe("decide: an unhealthy instance", () => {
  const sick = (by: "EC2" | "ELB" | "user") => group({ members: [member("1", { unhealthy: by }), member("2")] });
  const taken = (why: string): readonly Step[] => [
    {
      kind: "terminate",
      instance: "1",
      cause: `${wants} an instance was taken out of service in response to ${why}.`,
    },
  ];
  it("is terminated before another is launched, and the cause names the health check", () => {
    expect(decide(snapshot(sick("ELB")))).toEqual(taken("an ELB system health check failure"));
    expect(decide(snapshot(sick("EC2")))).toEqual(
      taken("an EC2 health check indicating it has been terminated or stopped"),
    );
    expect(decide(snapshot(sick("user")))).toEqual(taken("a user health-check"));
  });

  it.each(["ReplaceUnhealthy", "Terminate"])("stays while %s is suspended", (process) => {
    expect(decide(snapshot({ ...sick("ELB"), suspended: { [process]: "" } }))).toEqual([]);
  });

  it("is terminated but not replaced while Launch is suspended", () => {
    expect(decide(snapshot({ ...sick("ELB"), suspended: { Launch: "" } }))).toHaveLength(1);
  });
});

describe("decide: target groups", () => {
  const withSource = (state: TrafficSource["state"], settings: Partial<Group["settings"]> = {}) =>
    group({ trafficSources: [{ ...inService, state }], members: [member("1")] }, settings);
  const table: [string, Group, Partial<Snapshot>, readonly Step[]][] = [
    ["become Added", withSource("Adding"), {}, [{ kind: "source added", arn: "tg" }]],
    [
      "become InService with the first healthy instance",
      withSource("Added"),
      {},
      [{ kind: "source in service", arn: "tg" }],
    ],
    ["stay Added without a healthy instance", withSource("Added"), { target: () => "unhealthy" }, []],
    ["stay Added without ELB health checks", withSource("Added", { HealthCheckType: "EC2" }), {}, []],
    ["stay Removing while instances drain", withSource("Removing"), { target: () => "draining" }, []],
    ["vanish when they are out", withSource("Removing"), gone, [{ kind: "source removed", arn: "tg" }]],
  ];
  it.each(table)("%s", (_, of, change, steps) => {
    expect(decide(snapshot(of, change))).toEqual(steps);
  });
});

describe("decide: a group being deleted", () => {
  it("terminates its instances without waiting for hooks or draining, and then itself", () => {
    const deleting = (...members: GroupMember[]) =>
      group({ members, deleting: { until: now } }, { DesiredCapacity: 4 });
    const busy = { hooked: new Set([terminating]), target: () => "draining" as const };
    expect(decide(snapshot(deleting(member("1")), busy))).toMatchObject([{ kind: "terminate", instance: "1" }]);
    expect(decide(snapshot(deleting(member("1", { state: "Terminating" })), busy))).toEqual([
      { kind: "shut down", instance: "1" },
    ]);
    expect(decide(snapshot(deleting(), busy))).toEqual([{ kind: "delete group" }]);
    expect(decide({ ...snapshot(deleting(), busy), now: now - 1 })).toEqual([]);
  });
});

describe("failures", () => {
  const one = (change: Partial<GroupMember> = {}, settings: Partial<Group["settings"]> = {}, of: Partial<Group> = {}) =>
    group({ members: [member("1", change)], ...of }, settings);
  const sick: Partial<Snapshot> = { target: () => "unhealthy" };
  const second: TrafficSource = { ...inService, arn: "tg-2" };
  const table: [string, Group, Partial<Snapshot>, readonly { instance: string; by: "EC2" | "ELB" }[]][] = [
    ["a healthy instance passes", one(), {}, []],
    ["an instance that its target group finds unhealthy fails", one(), sick, [{ instance: "1", by: "ELB" }]],
    ["not in the grace period", one({}, { HealthCheckGracePeriod: 31 }), sick, []],
    ["again after it", one({}, { HealthCheckGracePeriod: 30 }), sick, [{ instance: "1", by: "ELB" }]],
    ["not without ELB health checks", one({}, { HealthCheckType: "EC2" }), sick, []],
    ["ELB counts in a list of types", one({}, { HealthCheckType: "EC2, ELB" }), sick, [{ instance: "1", by: "ELB" }]],
    [
      "not while the target group itself is only Added",
      one({}, {}, { trafficSources: [{ ...inService, state: "Added" }] }),
      sick,
      [],
    ],
    ["an instance still being checked passes", one(), { target: () => "initial" }, []],
    [
      "one of several target groups suffices to fail",
      one({}, {}, { trafficSources: [inService, second] }),
      { target: (arn) => (arn === "tg-2" ? "unhealthy" : "healthy") },
      [{ instance: "1", by: "ELB" }],
    ],
    [
      "an instance that does not run fails even in the grace period",
      one({}, { HealthCheckGracePeriod: 300, HealthCheckType: "EC2" }),
      { instance: () => "stopped" },
      [{ instance: "1", by: "EC2" }],
    ],
    ["nobody looks while HealthCheck is suspended", one({}, {}, { suspended: { HealthCheck: "" } }), sick, []],
    ["only instances in service are looked at", one({ state: "Terminating" }), sick, []],
  ];
  it.each(table)("%s", (_, of, change, expected) => {
    expect(failures(snapshot(of, change))).toEqual(expected);
  });
});
