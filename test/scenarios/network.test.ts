/** An environment behind a network load balancer: a TCP and a TLS listener, moved connection by connection. */
import { expect, inject, it } from "vitest";
import { ports, type Sarcelle, sampleRelease, stack, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const network = () =>
  startSarcelle({ seed: 5, template: inject("template"), bakeSeconds: 60, sample: { loadBalancer: "network" } });

const bothPorts = (kept: Sarcelle) =>
  Object.values(ports).map((port) => {
    const flow = kept.simulation.connect(stack, port);
    if (flow === undefined) throw new Error(`Nobody takes a connection on port ${port}.`);
    return flow;
  });

it("goes from upgrade to canary, bad release and rollback without a connection that fails, and established ones stay where they are", async () => {
  const sarcelle = await network();
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const onBlue = bothPorts(sarcelle);
  const strategy = { type: "canary", percent: 10, wait: 60 };
  await sarcelle.deploy({ action: "release", release: sampleRelease("2"), strategy }, "canary");
  const released = simulation.traffic();
  expect(released).toMatchObject({ failed: 0, byVersion: { 1: { failed: 0 }, 2: { failed: 0 } } });
  expect(onBlue.map((flow) => flow.request("/")?.version)).toEqual(["1", "1"]);
  expect(bothPorts(sarcelle).map((flow) => flow.request("/")?.version)).toEqual(["2", "2"]);

  const broken = sampleRelease("3", "HEALTH=never");
  const bad = await sarcelle.start({ action: "release", release: broken }, "bad");
  expect(await sarcelle.ended(bad)).toMatchObject({ status: "FAILED", error: "RolledBack" });
  expect(simulation.traffic().byVersion["3"]).toBeUndefined();
  // The release emptied blue before it was launched there: what was established on it is over.
  expect(onBlue.map((flow) => flow.isOpen() && flow.request("/") !== undefined)).toEqual([false, false]);
  expect(bothPorts(sarcelle).map((flow) => flow.request("/")?.version)).toEqual(["2", "2"]);

  expect(await sarcelle.lock()).toBeUndefined();
  expect(simulation.traffic()).toMatchObject({ total: expect.any(Number), failed: 0 });
  await simulation.stop();
});

it("a release that turns unhealthy under connections is taken back, and what was established on the old side never noticed", async () => {
  const sarcelle = await network();
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const onBlue = bothPorts(sarcelle);
  const release = sampleRelease("2", "HEALTH=fail-after-requests:40");
  const arn = await sarcelle.start({ action: "release", release }, "late");
  const ended = await sarcelle.ended(arn);
  expect(ended).toMatchObject({ status: "FAILED", error: "RolledBack" });
  expect(simulation.traffic()).toMatchObject({ failed: 0 });
  expect(onBlue.map((flow) => flow.request("/")?.version)).toEqual(["1", "1"]);
  await simulation.stop();
});

it("says before a switch and a scaledown what becomes of established connections", async () => {
  const sarcelle = await network();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const input = { action: "release", release: sampleRelease("2"), scaledown: true };
  const arn = await sarcelle.start(input, "release");
  const { output = "{}", status } = await sarcelle.ended(arn);
  expect(status).toBe("SUCCEEDED");
  expect(JSON.stringify(JSON.parse(output))).toContain("Connections that are established stay on blue until they end");
  expect(output).toContain("Emptying a side ends the connections that are still established on it, 20 s after");
  await sarcelle.simulation.stop();
});
