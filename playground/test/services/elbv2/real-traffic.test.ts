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

it("a switch of two listeners from one side to the other under traffic, and the draining after it, lose no request", async () => {
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

  const web = await loadBalancer();
  const quick = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2 };
  const [blue, green] = [await targetGroup("blue", quick), await targetGroup("green", quick)];
  const plain = await listener(web, blue, { Port: 18080 });
  const secure = await listener(web, blue, {
    Protocol: "HTTPS",
    Port: 18443,
    Certificates: [{ CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" }],
  });
  // What keeps the idle side checked: a listener of its own.
  await listener(web, green, { Port: 19080 });

  for (const [group, release, ids] of [
    [blue, "1", ["i-1", "i-2"]],
    [green, "2", ["i-3", "i-4"]],
  ] as const) {
    for (const id of ids) {
      addresses.set(id, await serve(id, release));
      instances.put(id, "running");
    }
    service.register(group, ids);
  }
  await all("healthy", blue, green);

  const urls = new Map(service.listeners().map(({ listenerArn, url }) => [listenerArn, url]));
  const traffic = startTraffic({
    targets: [plain, secure].map((arn) => ({ url: urls.get(arn) ?? "", listener: arn })),
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
