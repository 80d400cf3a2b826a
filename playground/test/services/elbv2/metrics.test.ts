import { describe, expect, it } from "vitest";
import type { RequestCounts } from "../../../dataplane/data-plane.ts";
import { createWorld } from "./world.ts";

const minute = 60_000;

const measuredStack = async (off = 0) => {
  const published: unknown[][] = [];
  const times: unknown[] = [];
  const metrics = {
    publish(_: string, name: string, dimensions: object, value: unknown, unit?: string, at?: number) {
      published.push([name, dimensions, value, ...(unit === undefined ? [] : [unit])]);
      times.push(at);
    },
  };
  const world = createWorld({ metrics, off });
  const loadBalancerArn = await world.loadBalancer();
  const targetGroupArn = await world.targetGroup("blue", { UnhealthyThresholdCount: 2 });
  await world.listener(loadBalancerArn, targetGroupArn);
  for (const id of ["i-1", "i-2", "i-3"]) world.put(id, "running");
  const register = (...ids: string[]) =>
    world.api("RegisterTargets", { TargetGroupArn: targetGroupArn, Targets: ids.map((Id) => ({ Id })) });
  const LoadBalancer = loadBalancerArn.split("loadbalancer/")[1] ?? "";
  const TargetGroup = `targetgroup/${targetGroupArn.split("targetgroup/")[1]}`;
  const serve = (extra: Partial<RequestCounts>) => {
    const nothing = { requests: 0, target5xx: 0, elb5xx: 0, targetSeconds: new Map() };
    world.counts.push({ loadBalancerArn, targetGroupArn, ...nothing, ...extra });
  };
  /** What is published of the next minute. */
  const next = async () => {
    await world.clock.advance(minute);
    published.length = 0;
    await world.clock.advance(minute);
    return published;
  };
  return {
    clock: world.clock,
    published,
    times,
    status: world.status,
    register,
    next,
    serve,
    both: { LoadBalancer, TargetGroup },
    LoadBalancer: { LoadBalancer },
    TargetGroup: { TargetGroup },
  };
};

describe("the measurements of a minute", () => {
  it("are there a minute after its end, with the time at which it began, whenever the world began", async () => {
    const { clock, register, serve, published, times } = await measuredStack();
    await register("i-1");
    await clock.advance(minute - (clock.now() % minute));
    const began = clock.now();
    await clock.advance(minute - 1);
    serve({ requests: 7 });
    await clock.advance(1);
    const said = () =>
      published.flatMap(([name, , value], index) => (name === "RequestCount" ? [[value, times[index]]] : []));
    const one = new Map([[1, 7]]);
    expect(said()).not.toContainEqual([one, expect.anything()]);
    await clock.advance(minute - 1);
    expect(said()).not.toContainEqual([one, expect.anything()]);
    await clock.advance(1);
    expect(said()).toContainEqual([one, began]);
  });

  it.each([
    ["early", -3],
    ["late", 3],
  ])("bear the time at which it began however %s timers fire", async (_, off) => {
    const { clock, serve, published, times } = await measuredStack(off);
    await clock.advance(minute - (clock.now() % minute) + 3);
    const began = clock.now() - 3;
    for (const requests of [1, 2, 3, 4]) {
      serve({ requests });
      await clock.advance(minute);
    }
    await clock.advance(minute);
    const said = published.flatMap(([name, dimensions, value], index) =>
      name === "RequestCount" && !("TargetGroup" in (dimensions as object)) ? [[value, times[index]]] : [],
    );
    expect(said).toEqual([1, 2, 3, 4].map((requests, index) => [new Map([[1, requests]]), began + index * minute]));
  });

  it("are zeros without traffic, where targets are registered", async () => {
    const { register, status, next, both, LoadBalancer, TargetGroup } = await measuredStack();
    await register("i-1", "i-2");
    status.set("i-2", 500);
    expect(await next()).toEqual([
      ["RequestCount", both, 0, "Count"],
      ["HTTPCode_Target_5XX_Count", both, 0, "Count"],
      ["RequestCountPerTarget", TargetGroup, 0],
      ["RequestCountPerTarget", both, 0],
      ["HealthyHostCount", both, 1, "Count"],
      ["UnHealthyHostCount", both, 1, "Count"],
      ["RequestCount", LoadBalancer, 0, "Count"],
      ["HTTPCode_Target_5XX_Count", LoadBalancer, 0, "Count"],
    ]);
  });

  it("are none of hosts and requests where no target is registered", async () => {
    const { next, both, TargetGroup } = await measuredStack();
    expect(await next()).toEqual([
      ["RequestCountPerTarget", TargetGroup, 0],
      ["RequestCountPerTarget", both, 0],
    ]);
  });

  it("count requests by their healthy targets, errors and response times", async () => {
    const { register, status, next, serve, both, LoadBalancer, TargetGroup } = await measuredStack();
    await register("i-1", "i-2", "i-3");
    status.set("i-3", 500);
    serve({ requests: 90, target5xx: 4, elb5xx: 2, targetSeconds: new Map([[0.02, 88]]) });
    expect(await next()).toEqual([
      ["RequestCount", both, new Map([[1, 90]]), "Count"],
      ["HTTPCode_Target_5XX_Count", both, new Map([[1, 4]]), "Count"],
      ["TargetResponseTime", both, new Map([[0.02, 88]]), "Seconds"],
      ["RequestCountPerTarget", TargetGroup, 45],
      ["RequestCountPerTarget", both, 45],
      ["HealthyHostCount", both, 2, "Count"],
      ["UnHealthyHostCount", both, 1, "Count"],
      ["RequestCount", LoadBalancer, new Map([[1, 90]]), "Count"],
      ["HTTPCode_Target_5XX_Count", LoadBalancer, new Map([[1, 4]]), "Count"],
      ["TargetResponseTime", LoadBalancer, new Map([[0.02, 88]]), "Seconds"],
      ["HTTPCode_ELB_5XX_Count", LoadBalancer, new Map([[1, 2]]), "Count"],
    ]);
  });

  it("divide requests by all registered targets if none is healthy", async () => {
    const { register, status, next, serve, TargetGroup } = await measuredStack();
    for (const id of ["i-1", "i-2"]) status.set(id, 500);
    await register("i-1", "i-2");
    serve({ requests: 10 });
    expect(await next()).toContainEqual(["RequestCountPerTarget", TargetGroup, 5]);
  });
});
