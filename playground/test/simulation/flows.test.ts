import { describe, expect, it } from "vitest";
import type { FlowForward, RoutedTarget } from "../../dataplane/data-plane.ts";
import { createSimulatedDataPlane } from "../../simulation/data-plane.ts";
import { createSimulatedInstances } from "../../simulation/instances.ts";
import { startSimulatedTraffic } from "../../simulation/traffic.ts";
import { virtualClock } from "../../world/clock.ts";
import type { DataPlaneFault } from "../../world/neighbours.ts";
import { seeded } from "../../world/random.ts";

const createWorld = () => {
  const clock = virtualClock();
  const instances = createSimulatedInstances(clock);
  const dataPlane = createSimulatedDataPlane(clock, seeded(1), instances);
  const faults = new Map<string, DataPlaneFault>();
  const target = (id: string): RoutedTarget => {
    const machine = { imageId: "ami-1", instanceType: "t3.small", userData: "", tags: {}, exited: () => {} };
    const running = instances.launch({ id, ...machine });
    return { instance: id, address: () => running.address(8080), fault: () => faults.get(id) };
  };
  const to = (...targets: RoutedTarget[]): FlowForward => ({
    nodes: [{ groups: [{ weight: 1, group: { arn: "blue", protocol: "TCP", targets } }] }],
    idleTimeout: 350_000,
  });
  const open = (forward: FlowForward, port = 80) =>
    dataPlane.openFlows({ arn: `listener-${port}`, loadBalancerArn: "lb", host: "lb", port, protocol: "TCP" }, forward);
  return { clock, instances, dataPlane, faults, target, to, open };
};

describe("a simulated connection", () => {
  it("stays with its target when the listener forwards elsewhere, until that is gone", async () => {
    const { dataPlane, instances, target, to, open } = createWorld();
    const [one, two] = [target("i-1"), target("i-2")];
    await open(to(one));
    const flow = dataPlane.connect("lb", 80);
    dataPlane.reconfigureFlows("listener-80", to(two));
    expect([flow?.request("/")?.instance, dataPlane.request("lb", 80, "/")?.instance]).toEqual(["i-1", "i-2"]);
    instances.kill("i-1");
    expect([flow?.request("/"), flow?.isOpen()]).toEqual([undefined, false]);
  });

  it("is broken by who ends its target's connections, by its idle timeout and with its listener", async () => {
    const { clock, dataPlane, target, to, open } = createWorld();
    await open(to(target("i-1")));
    const [ended, idle, busy] = [1, 2, 3].map(() => dataPlane.connect("lb", 80));
    await clock.advance(350_001);
    busy?.request("/");
    expect([idle?.isOpen(), busy?.isOpen()]).toEqual([false, false]);
    const [late, last] = [dataPlane.connect("lb", 80), dataPlane.connect("lb", 80)];
    last?.close();
    dataPlane.endFlows("blue", "i-1");
    expect([ended?.isOpen(), late?.isOpen()]).toEqual([false, false]);
    const closing = dataPlane.connect("lb", 80);
    await dataPlane.close("listener-80");
    expect([closing?.isOpen(), dataPlane.connect("lb", 80)]).toEqual([false, undefined]);
  });

  it("is not made where no target takes it", async () => {
    const { dataPlane, faults, target, to, open } = createWorld();
    await open(to());
    await open(to(target("i-1")), 81);
    faults.set("i-1", { kind: "refuse" });
    expect([dataPlane.connect("lb", 80), dataPlane.connect("lb", 81)]).toEqual([undefined, undefined]);
    expect(dataPlane.takeFlowCounts()).toMatchObject([{ newFlows: 0, elbResets: 1, targetResets: 1 }]);
  });

  it("carries each request of simulated traffic, which fails where none is made", async () => {
    const { clock, dataPlane, target, to, open } = createWorld();
    await open(to(target("i-1")));
    const traffic = startSimulatedTraffic({
      ...{ clock, dataPlane, host: "lb", rate: 10, sideOf: () => undefined },
      requests: [{ port: 80, path: "/" }],
    });
    await clock.advance(2_000);
    expect(traffic.ledger()).toMatchObject({ total: 20, failed: 0 });
    dataPlane.reconfigureFlows("listener-80", to());
    expect(traffic.stop()).toMatchObject({ total: 21, failed: 1 });
  });

  it("shares no address with another listener", async () => {
    const { dataPlane, to, open } = createWorld();
    await open(to());
    await expect(open(to())).rejects.toMatchObject({ name: "InvalidConfigurationRequestException" });
    expect(dataPlane.takeFlowCounts()).toEqual([]);
  });
});
