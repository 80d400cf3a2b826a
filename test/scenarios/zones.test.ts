/** Load balancers that do not balance across zones: each zone's clients meet the targets of that zone alone. */
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { expect, inject, it, onTestFinished } from "vitest";
import { type Sarcelle, sampleRelease, startSarcelle, traffic } from "../../proof/simulation/sarcelle.ts";

const scarce = "eu-west-1a";

const balance = async ({ simulation }: Sarcelle, attributes: Readonly<Record<string, string>>) => {
  const { TargetGroups } = (await simulation.operate("elasticloadbalancing", "DescribeTargetGroups", {})) as {
    readonly TargetGroups: readonly { readonly TargetGroupArn: string }[];
  };
  const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
  for (const { TargetGroupArn } of TargetGroups)
    await simulation.operate("elasticloadbalancing", "ModifyTargetGroupAttributes", { TargetGroupArn, Attributes });
};

type BalancerType = "application" | "network";

/**
 * That of an application load balancer says so itself. A network load balancer is so unless its target groups say otherwise, which those of
 * the sample stack do; and as our documents have it, no half-filled side takes a zone out of the name.
 */
const zonal: Readonly<Record<BalancerType, Readonly<Record<string, string>>>> = {
  application: { "load_balancing.cross_zone.enabled": "false" },
  network: {
    "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
    "target_group_health.dns_failover.minimum_healthy_targets.count": "off",
  },
};

/** With an instance in each of three zones, upgraded. */
const inThreeZones = async (loadBalancer: BalancerType) => {
  const sarcelle = await startSarcelle({ seed: 5, template: inject("template"), sample: { loadBalancer } });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await balance(sarcelle, zonal[loadBalancer]);
  await simulation.operate("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 3 });
  await sarcelle.rest();
  await simulation.advance(600_000);
  // Counted anew: two instances are too few for three zones.
  await simulation.sendTraffic(traffic);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  return sarcelle;
};

const instancesOf = async ({ simulation }: Sarcelle, group: string) => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [group],
  })) as { readonly AutoScalingGroups: readonly [AutoScalingGroup] };
  return AutoScalingGroups[0].Instances ?? [];
};

/** Has the group replace one of its instances, which is in that zone. */
const replaceIn = async (sarcelle: Sarcelle, group: string, zone: string) => {
  const { simulation } = sarcelle;
  const InstanceId = (await instancesOf(sarcelle, group)).find((each) => each.AvailabilityZone === zone)?.InstanceId;
  const input = { InstanceId, ShouldDecrementDesiredCapacity: false };
  await simulation.operate("autoscaling", "TerminateInstanceInAutoScalingGroup", input);
  await sarcelle.rest();
  await simulation.advance(300_000);
};

/** The zone in which a group has two instances. */
const crowded = async (sarcelle: Sarcelle, group: string): Promise<string> => {
  const zones = (await instancesOf(sarcelle, group)).map(({ AvailabilityZone }) => AvailabilityZone ?? "");
  return zones.find((zone, index) => zones.indexOf(zone) !== index) ?? "";
};

const types: readonly BalancerType[] = ["application", "network"];

it.each(types)(
  "behind a load balancer of type %s no traffic moves to a side that lacks a zone of the other's, and it moves once that has it",
  async (type) => {
    const sarcelle = await inThreeZones(type);
    const { simulation } = sarcelle;
    const full = simulation.faults.add({ target: `zone:${scarce}`, fault: "no-capacity" });
    await replaceIn(sarcelle, "web-green", scarce);
    const refused = await sarcelle.ended(await sarcelle.start({ action: "switch" }, "refused"));
    expect(refused).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(
        /SideNotReady: web-http-green has too few healthy in eu-west-1a, where blue answers: found eu-west-1b \d, eu-west-1c \d, expected 1 in each/,
      ),
    });
    simulation.faults.remove(full.id);
    await replaceIn(sarcelle, "web-green", await crowded(sarcelle, "web-green"));
    await sarcelle.deploy({ action: "switch" }, "switch");
    expect(simulation.traffic()).toMatchObject({ failed: 0 });
  },
);

it.each(types)(
  "behind a load balancer of type %s no traffic moves back to a side that lacks a zone of the other's, until that has it",
  async (type) => {
    const sarcelle = await inThreeZones(type);
    const { simulation } = sarcelle;
    await sarcelle.deploy({ action: "switch" }, "switch");
    const full = simulation.faults.add({ target: `zone:${scarce}`, fault: "no-capacity" });
    await replaceIn(sarcelle, "web", scarce);
    const back = await sarcelle.start({}, "back", "rollback");
    await simulation.advance(300_000);
    const before = simulation.traffic().byVersion["1"]?.total;
    await simulation.advance(60_000);
    expect(simulation.traffic().byVersion["1"]?.total).toBe(before);
    simulation.faults.remove(full.id);
    await replaceIn(sarcelle, "web", await crowded(sarcelle, "web"));
    expect(await sarcelle.ended(back)).toMatchObject({ error: "RolledBack" });
    await simulation.advance(60_000);
    expect(simulation.traffic().byVersion["1"]?.total).toBeGreaterThan(before ?? 0);
    expect(simulation.traffic()).toMatchObject({ failed: 0 });
  },
);
