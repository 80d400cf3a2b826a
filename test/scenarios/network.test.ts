/** An environment behind a network load balancer: a TCP and a TLS listener, moved connection by connection. */
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { expect, inject, it } from "vitest";
import { ports, type Sarcelle, sampleRelease, stack, startSarcelle, traffic } from "../../proof/simulation/sarcelle.ts";

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

/** As it is on a network load balancer unless its target groups say otherwise, which those of the sample stack do. */
const switchOffCrossZone = async ({ simulation }: Sarcelle) => {
  const { TargetGroups } = (await simulation.operate("elasticloadbalancing", "DescribeTargetGroups", {})) as {
    readonly TargetGroups: readonly { readonly TargetGroupArn: string }[];
  };
  for (const { TargetGroupArn } of TargetGroups)
    await simulation.operate("elasticloadbalancing", "ModifyTargetGroupAttributes", {
      TargetGroupArn,
      Attributes: [{ Key: "load_balancing.cross_zone.enabled", Value: "use_load_balancer_configuration" }],
    });
};

it("without cross-zone load balancing no traffic moves to a side that lacks a zone of the other's, and it moves once that has it", async () => {
  const sarcelle = await network();
  const { simulation } = sarcelle;
  await switchOffCrossZone(sarcelle);
  // One in each zone.
  await simulation.operate("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 3 });
  await sarcelle.rest();
  await simulation.advance(600_000);
  // Counted anew: two instances are too few for three zones.
  await simulation.sendTraffic(traffic);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  // The instance in one of the zones is replaced, and comes up in another.
  const full = simulation.faults.add({ target: "zone:eu-west-1a", fault: "no-capacity" });
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: ["web-green"],
  })) as { readonly AutoScalingGroups: readonly [AutoScalingGroup] };
  const InstanceId = AutoScalingGroups[0].Instances?.find((each) => each.AvailabilityZone === "eu-west-1a")?.InstanceId;
  const input = { InstanceId, ShouldDecrementDesiredCapacity: false };
  await simulation.operate("autoscaling", "TerminateInstanceInAutoScalingGroup", input);
  await sarcelle.rest();
  await simulation.advance(300_000);
  const refused = await sarcelle.ended(await sarcelle.start({ action: "switch" }, "refused"));
  expect(refused).toMatchObject({
    error: "RolledBack",
    cause: expect.stringMatching(
      /SideNotReady: web-http-green has no healthy target in eu-west-1a, where blue has \(found eu-west-1b, eu-west-1c\)/,
    ),
  });
  simulation.faults.remove(full.id);
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("3") }, "again");
  await sarcelle.deploy({ action: "switch" }, "switch");
  expect(simulation.traffic()).toMatchObject({ failed: 0 });
  await simulation.stop();
});
