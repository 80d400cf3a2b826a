import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createProxy } from "../../../dataplane/proxy.ts";
import { startTraffic } from "../../../dataplane/traffic.ts";
import { createElbv2 } from "../../../services/elbv2/elbv2.ts";
import type { Address, TargetState } from "../../../world/neighbours.ts";
import { seeded } from "../../../world/random.ts";
import { wallClock } from "../../../world/wall-clock.ts";
import { ask } from "../../dataplane/servers.ts";
import { account, handFleet, operationsOf, region, stackOf } from "./world.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const serve = async (instance: string, release: string): Promise<Address> => {
  const server = http.createServer((_, response) => {
    response.setHeader("x-instance", instance).setHeader("x-release", release).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
};

/** Load balancing on a fast clock with real sockets, with a fleet of servers that are put into it by hand. */
const createWorld = async () => {
  const clock = wallClock(50);
  const dataPlane = await createProxy(clock, seeded(1));
  const instances = handFleet();
  const addresses = new Map<string, Address>();
  const service = createElbv2(
    { clock, random: seeded(1), account, region, pageSize: 100, lag: () => 0, emit: () => {} },
    {
      fleet: { ...instances.fleet, address: (instance) => addresses.get(instance) },
      faults: { on: () => undefined },
      dataPlane,
    },
  );
  closing.push(
    () => clock.stop(),
    () => dataPlane.stop(),
    () => service.stop(),
  );
  const api = operationsOf(service);
  const { listener, loadBalancer, targetGroup } = stackOf(api);
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const states = (group: string) => [...service.health(group).values()];
  const all = (state: TargetState, ...groups: string[]) =>
    until(() => groups.every((group) => states(group).length === 2 && states(group).every((each) => each === state)));

  const boot = async (group: string, release: string, ...ids: string[]) => {
    for (const id of ids) {
      addresses.set(id, await serve(id, release));
      instances.put(id, "running");
    }
    service.register(group, ids);
  };
  const urlOf = (arn: string) => service.listeners().find(({ listenerArn }) => listenerArn === arn)?.url ?? "";
  const send = (listeners: readonly string[]) => {
    const traffic = startTraffic({
      targets: listeners.map((arn) => ({ url: urlOf(arn), listener: arn })),
      rate: 300,
      sideOf: (instance) => (["i-1", "i-2"].includes(instance) ? "blue" : "green"),
    });
    closing.push(() => traffic.stop());
    const answered = async (version: string, count: number) => {
      const start = (await traffic.ledger()).byVersion[version]?.total ?? 0;
      while (((await traffic.ledger()).byVersion[version]?.total ?? 0) < start + count) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    return { traffic, answered };
  };
  return { api, service, dataPlane, listener, loadBalancer, targetGroup, all, boot, send, urlOf };
};

const quick = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 };
const secured = {
  Port: 18443,
  Certificates: [{ CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" }],
};

it("a switch of two listeners from one side to the other under traffic, and the draining after it, lose no request", async () => {
  const { api, service, listener, loadBalancer, targetGroup, all, boot, send } = await createWorld();
  const web = await loadBalancer();
  const [blue, green] = [await targetGroup("blue", quick), await targetGroup("green", quick)];
  const plain = await listener(web, blue, { Port: 18080 });
  const secure = await listener(web, blue, { Protocol: "HTTPS", ...secured });
  // What keeps the idle side checked: a listener of its own.
  await listener(web, green, { Port: 19080 });

  await boot(blue, "1", "i-1", "i-2");
  await boot(green, "2", "i-3", "i-4");
  await all("healthy", blue, green);

  const { traffic, answered } = send([plain, secure]);
  await answered("1", 50);
  for (const ListenerArn of [plain, secure]) {
    await api("ModifyListener", { ListenerArn, DefaultActions: [{ Type: "forward", TargetGroupArn: green }] });
  }
  service.deregister(blue, ["i-1", "i-2"]);
  await all("draining", blue);
  await answered("2", 50);
  const ledger = await traffic.stop();

  expect({ failed: ledger.failed, failures: ledger.failures }).toEqual({ failed: 0, failures: [] });
  expect(Object.keys(ledger.byVersion).toSorted()).toEqual(["1", "2"]);
  expect(ledger.bySide).toEqual({ blue: ledger.byVersion["1"], green: ledger.byVersion["2"] });
  expect(Object.keys(ledger.byListener).toSorted()).toEqual([plain, secure].toSorted());
});

it("a switch of a TCP and a TLS listener loses no connection, and what was established stays on the old side, beyond its deregistration", async () => {
  const { api, service, listener, loadBalancer, targetGroup, all, boot, send, urlOf } = await createWorld();
  const net = await loadBalancer("net", { Type: "network", Subnets: ["subnet-a"] });
  const checked = { Protocol: "TCP", HealthCheckProtocol: "HTTP", ...quick };
  const [blue, green] = [await targetGroup("blue", checked), await targetGroup("green", checked)];
  const plain = await listener(net, blue, { Protocol: "TCP", Port: 18080 });
  const secure = await listener(net, blue, { Protocol: "TLS", ...secured });
  await listener(net, green, { Protocol: "TCP", Port: 19080 });
  await boot(blue, "1", "i-1", "i-2");
  await boot(green, "2", "i-3", "i-4");
  await all("healthy", blue, green);

  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  closing.push(() => agent.destroy());
  const overOne = async () => {
    const { headers, reused } = await ask(urlOf(plain).replace("tcp:", "http:"), { agent });
    return [headers["x-release"], reused];
  };
  expect(await overOne()).toEqual(["1", false]);
  const { traffic, answered } = send([plain, secure]);
  await answered("1", 50);
  const ForwardConfig = {
    TargetGroups: [
      { TargetGroupArn: blue, Weight: 0 },
      { TargetGroupArn: green, Weight: 100 },
    ],
  };
  for (const ListenerArn of [plain, secure])
    await api("ModifyListener", { ListenerArn, DefaultActions: [{ Type: "forward", ForwardConfig }] });
  await answered("2", 50);
  expect(await overOne()).toEqual(["1", true]);
  service.deregister(blue, ["i-1", "i-2"]);
  await all("draining", blue);
  expect(await overOne()).toEqual(["1", true]);
  const ledger = await traffic.stop();
  expect({ failed: ledger.failed, failures: ledger.failures }).toEqual({ failed: 0, failures: [] });
  expect(Object.keys(ledger.byVersion).toSorted()).toEqual(["1", "2"]);
});
