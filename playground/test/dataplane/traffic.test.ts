import { afterEach, beforeEach, expect, it } from "vitest";
import { startTraffic } from "../../dataplane/traffic.ts";
import { byDefault, createRig, forwardTo } from "./servers.ts";

let rig: Awaited<ReturnType<typeof createRig>>;
beforeEach(async () => {
  rig = await createRig();
});
afterEach(() => rig.close());

const until = async (condition: () => Promise<boolean>) => {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
};

it("traffic counts every request over HTTP and HTTPS exactly, by listener, version and side", async () => {
  let served = 0;
  const address = await rig.serve((_, response) => {
    served += 1;
    response.setHeader("x-release", "7").setHeader("x-instance", "i-1").end();
  });
  const target = { instance: "i-1", address: () => address, fault: () => undefined };
  const routes = byDefault(forwardTo({ blue: { targets: [target] } }));
  const [plain, secure] = [await rig.open(routes), await rig.open(routes, "HTTPS")];
  const traffic = startTraffic({
    targets: [
      { url: plain.url, listener: "http" },
      { url: secure.url, listener: "https" },
    ],
    rate: 200,
    sideOf: (instance) => `side of ${instance}`,
  });
  await until(async () => (await traffic.ledger()).total >= 40);
  const ledger = await traffic.stop();
  const { http, https } = ledger.byListener;
  expect(ledger).toEqual({
    total: served,
    failed: 0,
    byListener: {
      http: { total: http?.total, failed: 0, byStatus: { 200: http?.total } },
      https: { total: https?.total, failed: 0, byStatus: { 200: https?.total } },
    },
    byVersion: { 7: { total: served, failed: 0 } },
    bySide: { "side of i-1": { total: served, failed: 0 } },
    notSent: 0,
    failures: [],
  });
  expect((http?.total ?? 0) + (https?.total ?? 0)).toBe(served);
  expect(await traffic.ledger()).toEqual(ledger);
});

it("traffic counts answers from 500, refused connections and requests never answered as failed", async () => {
  const silent = await rig.serve(() => {});
  const target = { instance: "i-1", address: () => silent, fault: () => undefined };
  const refusing = await rig.target("i-2", () => ({ kind: "refuse" }));
  const unavailable = await rig.open(byDefault(forwardTo({ blue: { targets: [] } })));
  const broken = await rig.open(byDefault(forwardTo({ blue: { targets: [refusing.routed] } })));
  const hanging = await rig.open(byDefault(forwardTo({ blue: { targets: [target] } })));
  const traffic = startTraffic({
    targets: [
      { url: unavailable.url, listener: "unavailable" },
      { url: broken.url, listener: "broken" },
      { url: "http://127.0.0.1:1/", listener: "refused" },
      { url: hanging.url, listener: "hanging" },
    ],
    rate: 100,
    sideOf: () => undefined,
  });
  await until(async () => (await traffic.ledger()).total >= 6);
  const { byListener, total, failed, failures } = await traffic.stop(100);
  expect(failed).toBe(total);
  expect(
    Object.fromEntries(Object.entries(byListener).map(([name, { byStatus }]) => [name, Object.keys(byStatus)])),
  ).toEqual({
    unavailable: ["503"],
    broken: ["502"],
    refused: ["0"],
    hanging: ["0"],
  });
  expect(failures.find(({ listener }) => listener === "broken")).toMatchObject({ status: 502, instance: "i-2" });
  expect(failures.find(({ listener }) => listener === "refused")).toMatchObject({
    url: "http://127.0.0.1:1/",
    status: 0,
    error: expect.stringContaining("ECONNREFUSED"),
  });
});

it("requests that are due while too many wait are not sent, and counted", async () => {
  const silent = await rig.serve(() => {});
  const target = { instance: "i-1", address: () => silent, fault: () => undefined };
  const { url } = await rig.open(byDefault(forwardTo({ blue: { targets: [target] } })));
  const traffic = startTraffic({
    targets: [{ url, listener: "silent" }],
    rate: 1_000,
    mostOutstanding: 8,
    sideOf: () => undefined,
  });
  await until(async () => (await traffic.ledger()).notSent >= 100);
  const { total, failed } = await traffic.stop(0);
  expect({ total, failed }).toEqual({ total: 8, failed: 8 });
});

it("a client that died leaves its ledger, says how it ended and need not be stopped", async () => {
  const traffic = startTraffic({
    targets: [{ url: "http://127.0.0.1:1/", listener: "refused" }],
    rate: 100,
    sideOf: () => undefined,
    timeOf: () => Date.UTC(2026, 0, 1),
  });
  await until(async () => (await traffic.ledger()).total >= 1);
  expect(traffic.ended()).toBeUndefined();
  process.kill(traffic.pid ?? 0, "SIGKILL");
  await until(async () => traffic.ended() !== undefined);
  expect(traffic.ended()).toBe("The traffic client ended: SIGKILL");
  const ledger = await traffic.ledger();
  expect(ledger.failures[0]?.time).toBe("2026-01-01T00:00:00.000Z");
  expect(await traffic.stop()).toEqual(ledger);
});
