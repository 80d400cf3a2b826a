import { describe, expect, it } from "vitest";
import type { Route, RoutedTarget } from "../../dataplane/data-plane.ts";
import { createSimulatedDataPlane } from "../../simulation/data-plane.ts";
import { createSimulatedInstances } from "../../simulation/instances.ts";
import { startSimulatedTraffic } from "../../simulation/traffic.ts";
import { virtualClock } from "../../world/clock.ts";
import type { DataPlaneFault } from "../../world/neighbours.ts";
import { seeded } from "../../world/random.ts";

const world = () => {
  const clock = virtualClock();
  const instances = createSimulatedInstances(clock);
  const dataPlane = createSimulatedDataPlane(clock, seeded(1), instances);
  const faults = new Map<string, DataPlaneFault>();
  const exits: string[] = [];

  /** An instance with its target. */
  const boot = (id: string, ...lines: readonly string[]): RoutedTarget => {
    const running = instances.launch({
      id,
      imageId: "ami-1",
      instanceType: "t3.small",
      userData: lines.join("\n"),
      tags: {},
      exited: (reason) => exits.push(`${id}: ${reason}`),
    });
    return { instance: id, address: () => running.address(80), fault: () => faults.get(id) };
  };
  const routes = (...targets: readonly RoutedTarget[]): readonly Route[] => [
    {
      conditions: [],
      action: {
        type: "forward",
        groups: [{ weight: 1, group: { arn: "tg", protocol: "HTTP", targets, targetStickiness: undefined } }],
        groupStickiness: undefined,
        idleTimeout: 60_000,
      },
    },
  ];
  const listener = { arn: "listener", loadBalancerArn: "lb", host: "lb", port: 80, protocol: "HTTP" } as const;
  const check = (target: RoutedTarget) =>
    dataPlane.check({ target, protocol: "HTTP", path: "/health", timeout: 4_000 });
  return { clock, instances, dataPlane, faults, exits, boot, routes, listener, check };
};

describe("broken ways", () => {
  it.each<[DataPlaneFault, number | undefined]>([
    [{ kind: "reset" }, 502],
    [{ kind: "handshake" }, 200],
    [{ kind: "truncate", bytes: 4 }, undefined],
    [{ kind: "truncate", bytes: 1_000 }, 200],
    [{ kind: "bandwidth", bytes: 4 }, 200],
  ])("to a simulated instance under %j make it %s", async (fault, status) => {
    const { dataPlane, boot, faults, routes, listener } = world();
    await dataPlane.open(listener, routes(boot("i-1")));
    faults.set("i-1", fault);
    expect(dataPlane.request("lb", 80, "/")?.status).toBe(status);
  });

  it.each<[DataPlaneFault, "HTTP" | "HTTPS", number | undefined]>([
    [{ kind: "reset" }, "HTTP", undefined],
    [{ kind: "hang" }, "HTTP", undefined],
    [{ kind: "handshake" }, "HTTPS", undefined],
    [{ kind: "handshake" }, "HTTP", 200],
    [{ kind: "truncate", bytes: 4 }, "HTTP", undefined],
  ])("to a simulated listener under %j over %s make it %s", async (fault, protocol, status) => {
    const { dataPlane, boot, routes, listener } = world();
    const met = (moment: "handshake" | "request") =>
      (fault.kind === "handshake") === (moment === "handshake") ? fault : undefined;
    await dataPlane.open({ ...listener, protocol, fault: met }, routes(boot("i-1")));
    expect(dataPlane.request("lb", 80, "/")?.status).toBe(status);
  });
});

describe("a simulated instance", () => {
  it("answers with the release that it was booted with", async () => {
    const { dataPlane, boot, routes, listener } = world();
    await dataPlane.open(listener, routes(boot("i-1", "RELEASE_VERSION=2", "RELEASE_COMMIT=abc")));
    expect(dataPlane.request("lb", 80, "/")).toEqual({
      status: 200,
      version: "2",
      instance: "i-1",
      body: '{"release":"2","commit":"abc","instance":"i-1"}',
      headers: { "content-type": "application/json", "x-instance": "i-1", "x-release": "2" },
    });
    expect(dataPlane.request("lb", 81, "/")).toBeUndefined();
  });

  it("is as healthy as its user data says", async () => {
    const { clock, instances, boot, check, exits } = world();
    expect(await check(boot("i-1"))).toEqual({ kind: "answered", status: 200 });
    expect(await check(boot("i-2", "HEALTH=never"))).toEqual({ kind: "answered", status: 503 });
    expect(await check(boot("i-4", "HEALTH=status:429"))).toEqual({ kind: "answered", status: 429 });
    const failing = boot("i-3", "HEALTH=fail-after-requests:1");
    expect(await check(failing)).toEqual({ kind: "answered", status: 200 });
    instances.answer({ host: "i-3", port: 80 }, "/");
    expect(await check(failing)).toEqual({ kind: "answered", status: 503 });
    const slow = boot("i-4", "START_DELAY=5");
    expect(await check(slow)).toEqual({ kind: "error" });
    await clock.advance(5_000);
    expect(await check(slow)).toEqual({ kind: "answered", status: 200 });
    expect(await check(boot("i-5", "BOOT_FAILURE=exit"))).toEqual({ kind: "error" });
    await clock.advance(0);
    expect(exits).toEqual(["i-5: exit code 1: BOOT_FAILURE=exit"]);
  });

  it("answers nobody once its service is killed or faulty", async () => {
    const { clock, instances, faults, boot, check, exits } = world();
    const target = boot("i-1");
    faults.set("i-1", { kind: "hang" });
    const hanging = check(target);
    await clock.advance(4_000);
    expect(await hanging).toEqual({ kind: "timeout" });
    faults.set("i-1", { kind: "status-500" });
    expect(await check(target)).toEqual({ kind: "answered", status: 500 });
    faults.clear();
    instances.kill("i-1");
    expect(await check(target)).toEqual({ kind: "error" });
    expect(exits).toEqual(["i-1: ended by SIGKILL"]);
  });
});

describe("simulated traffic", () => {
  it("is counted by listener, version and side, at its rate and at every change of the routes", async () => {
    const { clock, dataPlane, boot, routes, listener } = world();
    const [one, two] = [boot("i-1", "RELEASE_VERSION=1"), boot("i-2", "RELEASE_VERSION=2")];
    await dataPlane.open(listener, routes(one));
    const traffic = startSimulatedTraffic({
      clock,
      dataPlane,
      host: "lb",
      requests: [{ port: 80, path: "/" }],
      rate: 3,
      sideOf: (instance) => (instance === "i-1" ? "blue" : "green"),
    });
    await clock.advance(2_000);
    dataPlane.reconfigure("listener", routes(two));
    dataPlane.reconfigure("listener", routes());
    expect(traffic.stop()).toMatchObject({
      total: 8,
      failed: 1,
      byListener: { "lb:80": { total: 8, failed: 1, byStatus: { 200: 7, 503: 1 } } },
      byVersion: { 1: { total: 6 }, 2: { total: 1 }, none: { total: 1, failed: 1 } },
      bySide: { blue: { total: 6 }, green: { total: 1 }, none: { total: 1 } },
      failures: [{ listener: "lb:80", status: 503 }],
    });
    await clock.advance(2_000);
    expect(traffic.ledger().total).toBe(8);
    expect(dataPlane.takeCounts()).toEqual([
      { loadBalancerArn: "lb", targetGroupArn: "tg", requests: 7, target5xx: 0, elb5xx: 1, targetSeconds: new Map() },
    ]);
  });
});

describe("simulated clients that keep their cookies", () => {
  const forward = (
    groupStickiness: number | undefined,
    ...groups: readonly [arn: string, weight: number, ...RoutedTarget[]][]
  ): readonly Route[] => [
    {
      conditions: [],
      action: {
        type: "forward",
        groups: groups.map(([arn, weight, ...targets]) => ({
          weight,
          group: { arn, protocol: "HTTP", targets, targetStickiness: 60 },
        })),
        groupStickiness,
        idleTimeout: 60_000,
      },
    },
  ];
  const setUp = async (groupStickiness: number | undefined) => {
    const { clock, dataPlane, boot, listener } = world();
    const targets = ["i-1", "i-2"].map((id) => boot(id, `RELEASE_VERSION=${id}`));
    const [one, two] = targets as [RoutedTarget, RoutedTarget];
    await dataPlane.open(listener, forward(groupStickiness, ["blue", 1, one]));
    const requests = [{ port: 80, path: "/" }];
    const traffic = startSimulatedTraffic({
      clock,
      dataPlane,
      host: "lb",
      requests,
      rate: 100,
      clients: 100,
      sideOf: (id) => id,
    });
    await clock.advance(1_000);
    const split = async (...groups: readonly [arn: string, weight: number, ...RoutedTarget[]][]) => {
      const before = traffic.ledger();
      dataPlane.reconfigure("listener", forward(groupStickiness, ...groups));
      await clock.advance(2_000);
      const { byVersion, failed } = traffic.ledger();
      return {
        green: (byVersion["i-2"]?.total ?? 0) - (before.byVersion["i-2"]?.total ?? 0),
        failed: failed - before.failed,
      };
    };
    return { one, two, split };
  };

  it("stay with the target group that they met, at weight 0 too, and get nothing once it has no target", async () => {
    const { one, two, split } = await setUp(60);
    expect(await split(["blue", 0, one], ["green", 1, two])).toEqual({ green: 0, failed: 0 });
    expect(await split(["blue", 0], ["green", 1, two])).toEqual({ green: 0, failed: 201 });
    expect(await split(["green", 1, two])).toEqual({ green: 201, failed: 0 });
  });

  it("go with the weights where no action keeps them, whatever target they met", async () => {
    const { one, two, split } = await setUp(undefined);
    expect(await split(["blue", 0, one], ["green", 1, two])).toEqual({ green: 201, failed: 0 });
  });
});
