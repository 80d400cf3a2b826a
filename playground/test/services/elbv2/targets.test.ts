import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const initial = {
  State: "initial",
  Reason: "Elb.RegistrationInProgress",
  Description: "Target registration is in progress",
};
const checking = {
  State: "initial",
  Reason: "Elb.InitialHealthChecking",
  Description: "Initial health checks in progress",
};
const healthy = { State: "healthy" };
const notInUse = {
  State: "unused",
  Reason: "Target.NotInUse",
  Description: "Target group is not configured to receive traffic from the load balancer",
};
const draining = {
  State: "draining",
  Reason: "Target.DeregistrationInProgress",
  Description: "Target deregistration is in progress",
};
const mismatch = (status: number) => ({
  State: "unhealthy",
  Reason: "Target.ResponseCodeMismatch",
  Description: `Health checks failed with these codes: [${status}]`,
});

/** A listener on a group with short intervals, and two running instances. */
const createStack = async (more: Record<string, unknown> = {}) => {
  const world = createWorld(more);
  const loadBalancer = await world.loadBalancer();
  const group = await world.targetGroup("blue", {
    HealthCheckIntervalSeconds: 10,
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 2,
  });
  const listener = await world.listener(loadBalancer, group);
  world.put("i-1", "running");
  world.put("i-2", "running", "eu-west-1b");
  const register = (...ids: string[]) =>
    world.api("RegisterTargets", { TargetGroupArn: group, Targets: ids.map((Id) => ({ Id })) });
  const deregister = (...ids: string[]) =>
    world.api("DeregisterTargets", { TargetGroupArn: group, Targets: ids.map((Id) => ({ Id })) });
  return { ...world, loadBalancer, group, listenerArn: listener, register, deregister };
};

describe("registered targets", () => {
  it("go from initial to healthy by one passing check and then get requests", async () => {
    const { clock, group, health, listenerArn, register, serving } = await createStack();
    await register("i-1");
    expect(await health(group)).toEqual({ "i-1": initial });
    expect(serving(listenerArn)).toEqual([{ group, weight: 1, targets: [] }]);
    await clock.advance(1_000);
    expect(await health(group)).toEqual({ "i-1": healthy });
    expect(serving(listenerArn)).toEqual([{ group, weight: 1, targets: ["i-1"] }]);
  });

  it("are checked at the interval, with the group's settings of the moment", async () => {
    const { api, checks, clock, group, register } = await createStack();
    await register("i-1");
    await clock.advance(21_000);
    await api("ModifyTargetGroup", { TargetGroupArn: group, HealthCheckPath: "/alive", HealthCheckPort: "9000" });
    await clock.advance(10_000);
    expect(checks.map(({ instance, path, timeout, target }) => [instance, path, timeout, target.address()])).toEqual([
      ["i-1", "/", 5_000, { host: "127.0.0.1", port: 8080 }],
      ["i-1", "/", 5_000, { host: "127.0.0.1", port: 8080 }],
      ["i-1", "/", 5_000, { host: "127.0.0.1", port: 8080 }],
      ["i-1", "/alive", 5_000, { host: "127.0.0.1", port: 9000 }],
    ]);
  });

  it("turn unhealthy after the unhealthy threshold and healthy after the healthy threshold", async () => {
    const { clock, group, health, listenerArn, register, serving, status } = await createStack();
    await register("i-1", "i-2");
    await clock.advance(1_000);
    status.set("i-1", 500);
    await clock.advance(10_000);
    expect(await health(group)).toEqual({ "i-1": healthy, "i-2": healthy });
    await clock.advance(10_000);
    expect(await health(group)).toEqual({ "i-1": mismatch(500), "i-2": healthy });
    expect(serving(listenerArn)).toEqual([{ group, weight: 1, targets: ["i-2"] }]);
    status.set("i-1", 200);
    await clock.advance(20_000);
    expect(await health(group)).toEqual({ "i-1": mismatch(500), "i-2": healthy });
    await clock.advance(10_000);
    expect(await health(group)).toEqual({ "i-1": healthy, "i-2": healthy });
    expect(serving(listenerArn)).toEqual([{ group, weight: 1, targets: ["i-1", "i-2"] }]);
  });

  it("all get requests when none is healthy", async () => {
    const { clock, group, listenerArn, register, serving, status } = await createStack();
    status.set("i-1", "timeout").set("i-2", "error");
    await register("i-1", "i-2");
    await clock.advance(21_000);
    expect(serving(listenerArn)).toEqual([{ group, weight: 1, targets: ["i-1", "i-2"] }]);
  });

  it("drain for the whole deregistration delay without new requests, and are gone after it", async () => {
    const { api, clock, deregister, group, health, listenerArn, register, serving, service } = await createStack();
    await api("ModifyTargetGroupAttributes", {
      TargetGroupArn: group,
      Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "60" }],
    });
    await register("i-1", "i-2");
    await clock.advance(1_000);
    await deregister("i-1");
    expect(await health(group)).toEqual({ "i-1": draining, "i-2": healthy });
    expect(service.health(group)).toEqual(
      new Map([
        ["i-1", "draining"],
        ["i-2", "healthy"],
      ]),
    );
    expect(serving(listenerArn)).toEqual([{ group, weight: 1, targets: ["i-2"] }]);
    await clock.advance(59_999);
    expect(await health(group)).toEqual({ "i-1": draining, "i-2": healthy });
    await clock.advance(1);
    expect(await health(group)).toEqual({ "i-2": healthy });
  });

  it("stay draining when their instance is terminated meanwhile", async () => {
    const { clock, deregister, group, health, put, register } = await createStack();
    await register("i-1");
    await clock.advance(1_000);
    await deregister("i-1");
    put("i-1", "shutting-down");
    put("i-1", "terminated");
    await clock.advance(299_999);
    expect(await health(group)).toEqual({ "i-1": draining });
    await clock.advance(1);
    expect(await health(group)).toEqual({});
  });

  it("drain, when asked for by id, ten minutes after their terminated instance left the list", async () => {
    const { api, clock, group, health, put, register } = await createStack();
    await register("i-1");
    put("i-1", "terminated");
    await clock.advance(60_000);
    expect(await health(group)).toEqual({});
    const asked = async () =>
      (await api("DescribeTargetHealth", { TargetGroupArn: group, Targets: [{ Id: "i-1" }] }))
        .TargetHealthDescriptions[0].TargetHealth;
    expect(await asked()).toEqual(draining);
    await clock.advance(600_000);
    expect((await asked()).Reason).toBe("Target.NotRegistered");
  });

  it("come back when registered again while draining", async () => {
    const { clock, deregister, group, health, register } = await createStack();
    await register("i-1");
    await clock.advance(1_000);
    await deregister("i-1");
    await clock.advance(10_000);
    await register("i-1");
    expect(await health(group)).toEqual({ "i-1": initial });
    await clock.advance(600_000);
    expect(await health(group)).toEqual({ "i-1": healthy });
  });

  it("are not checked while no listener or rule uses their group", async () => {
    const { api, checks, clock, health, put, targetGroup, loadBalancer, listener } = createWorld();
    const group = await targetGroup("green");
    put("i-1", "running");
    await api("RegisterTargets", { TargetGroupArn: group, Targets: [{ Id: "i-1" }] });
    await clock.advance(120_000);
    expect(await health(group)).toEqual({ "i-1": notInUse });
    expect(checks).toEqual([]);
    const listenerArn = await listener(await loadBalancer(), group);
    expect(await health(group)).toEqual({ "i-1": initial });
    await clock.advance(1_000);
    expect(await health(group)).toEqual({ "i-1": healthy });
    await api("DeleteListener", { ListenerArn: listenerArn });
    expect(await health(group)).toEqual({ "i-1": notInUse });
    await clock.advance(120_000);
    expect(checks.length).toBe(1);
  });

  it("are checked in a group of weight 0", async () => {
    const { api, clock, group, health, listenerArn, put, targetGroup } = await createStack();
    const green = await targetGroup("green");
    put("i-9", "running");
    await api("RegisterTargets", { TargetGroupArn: green, Targets: [{ Id: "i-9" }] });
    await api("ModifyListener", {
      ListenerArn: listenerArn,
      DefaultActions: [
        {
          Type: "forward",
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: group, Weight: 1 },
              { TargetGroupArn: green, Weight: 0 },
            ],
          },
        },
      ],
    });
    await clock.advance(1_000);
    expect(await health(green)).toEqual({ "i-9": healthy });
  });

  it("are unused in a zone that the load balancer does not serve", async () => {
    const { group, health, put, register } = await createStack();
    put("i-3", "running", "eu-west-1c");
    await register("i-3");
    expect(await health(group)).toEqual({
      "i-3": {
        State: "unused",
        Reason: "Target.NotInUse",
        Description: "Target is in an Availability Zone that is not enabled for the load balancer",
      },
    });
  });

  it("are unused while their instance is stopped, and begin anew when it runs again", async () => {
    const { clock, group, health, put, register } = await createStack();
    await register("i-1");
    await clock.advance(1_000);
    put("i-1", "stopped");
    expect(await health(group)).toEqual({
      "i-1": { State: "unused", Reason: "Target.InvalidState", Description: "Target is in the stopped state" },
    });
    put("i-1", "running");
    expect(await health(group)).toEqual({ "i-1": initial });
    await clock.advance(500);
    expect(await health(group)).toEqual({ "i-1": initial });
    await clock.advance(500);
    expect(await health(group)).toEqual({ "i-1": healthy });
  });

  it("show what reads see only after the lag, while the truth has moved on", async () => {
    const { clock, group, health, register, service } = await createStack({
      lag: 500,
      without: ["created-is-not-found"],
    });
    await clock.advance(500);
    await register("i-1");
    expect(await health(group)).toEqual({});
    expect(service.health(group)).toEqual(new Map([["i-1", "initial"]]));
    await clock.advance(1_000);
    expect(await health(group)).toEqual({ "i-1": initial });
    expect(service.health(group)).toEqual(new Map([["i-1", "healthy"]]));
    await clock.advance(500);
    expect(await health(group)).toEqual({ "i-1": healthy });
  });

  it("are initially checked while their first checks fail", async () => {
    const { clock, group, health, register, status } = await createStack();
    status.set("i-1", "error");
    await register("i-1");
    await clock.advance(1_000);
    expect(await health(group)).toEqual({ "i-1": checking });
    await clock.advance(10_000);
    expect(await health(group)).toEqual({
      "i-1": { State: "unhealthy", Reason: "Target.FailedHealthChecks", Description: "Health checks failed" },
    });
  });
});

describe("RegisterTargets and DeregisterTargets", () => {
  it("refuse instances that do not run or do not exist, and register none of the request", async () => {
    const { group, health, put, register } = await createStack();
    put("i-3", "pending");
    await expect(register("i-1", "i-3")).rejects.toMatchObject({
      name: "InvalidTargetException",
      message: "The following targets are not in a running state and cannot be registered: 'i-3'",
    });
    await expect(register("i-1", "i-4")).rejects.toMatchObject({
      name: "InvalidTargetException",
      message: "Instance ID 'i-4' is not valid",
    });
    expect(await health(group)).toEqual({});
  });

  it("take a target once per port", async () => {
    const { api, clock, group } = await createStack();
    await api("RegisterTargets", { TargetGroupArn: group, Targets: [{ Id: "i-1" }, { Id: "i-1", Port: 9090 }] });
    await api("DeregisterTargets", { TargetGroupArn: group, Targets: [{ Id: "i-1" }, { Id: "i-7" }] });
    await clock.advance(1_000);
    const { TargetHealthDescriptions } = await api("DescribeTargetHealth", { TargetGroupArn: group });
    expect(TargetHealthDescriptions).toEqual([
      { Target: { Id: "i-1", Port: 8080 }, HealthCheckPort: "8080", TargetHealth: draining },
      { Target: { Id: "i-1", Port: 9090 }, HealthCheckPort: "9090", TargetHealth: healthy },
    ]);
  });

  it("answer for a target that is not registered when asked about it", async () => {
    const { api, group } = await createStack();
    const { TargetHealthDescriptions } = await api("DescribeTargetHealth", {
      TargetGroupArn: group,
      Targets: [{ Id: "i-5" }],
    });
    expect(TargetHealthDescriptions).toEqual([
      {
        Target: { Id: "i-5", Port: 8080 },
        HealthCheckPort: "8080",
        TargetHealth: {
          State: "unused",
          Reason: "Target.NotRegistered",
          Description: "Target is not registered to the target group",
        },
      },
    ]);
  });
});
