/** What counts as fit for the traffic: instances of the side's group, by their weights, for as long as a release needs to boot. */
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it, onTestFinished } from "vitest";
import { type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const inSarcelle = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  return sarcelle;
};

const groupOf = async ({ simulation }: Sarcelle, name: string): Promise<AutoScalingGroup> => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [name],
  })) as { readonly AutoScalingGroups?: readonly AutoScalingGroup[] };
  const [group] = AutoScalingGroups ?? [];
  if (group === undefined) throw new Error(`There is no group ${name}.`);
  return group;
};

const targetGroupNamed = async ({ simulation }: Sarcelle, name: string): Promise<string> => {
  const { TargetGroups } = (await simulation.operate("elasticloadbalancing", "DescribeTargetGroups", {
    Names: [name],
  })) as { readonly TargetGroups?: readonly TargetGroup[] };
  return TargetGroups?.[0]?.TargetGroupArn ?? "";
};

/** A second group in the target groups of the first, as a pair of on-demand and spot is built. */
const addSpot = async (sarcelle: Sarcelle, desired: number): Promise<void> => {
  const { LaunchTemplate, TargetGroupARNs, VPCZoneIdentifier } = await groupOf(sarcelle, "web");
  await sarcelle.simulation.operate("autoscaling", "CreateAutoScalingGroup", {
    AutoScalingGroupName: "web-spot",
    LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId, Version: LaunchTemplate?.Version },
    TargetGroupARNs,
    VPCZoneIdentifier,
    MinSize: 0,
    MaxSize: 8,
    DesiredCapacity: desired,
  });
  await sarcelle.simulation.advance(60_000);
};

const refused = async (sarcelle: Sarcelle, input: object, name: string) => {
  const { status, error, cause } = await sarcelle.ended(await sarcelle.start(input, name));
  return { status, error, cause: cause?.replace(/\bi-[0-9a-f]{17}\b/g, "(an instance)") };
};

it("two groups in one target group are refused by every action, with the name of the other and the way out", async () => {
  const sarcelle = await inSarcelle();
  await addSpot(sarcelle, 1);
  const refusal = {
    status: "FAILED",
    error: "ForeignTargets",
    cause:
      "Target group web-http has targets that are no instance of Auto Scaling group 'web': (an instance) (of Auto Scaling group 'web-spot'); Target group web-https has targets that are no instance of Auto Scaling group 'web': (an instance) (of Auto Scaling group 'web-spot'). A switch would lose what they carry, and no deploy could empty that side. To go on, give 'web-spot' target groups, and a listener or rule, of its own, or let one group launch both kinds of instances by a mixed instances policy. Nothing was changed.",
  };
  expect(await refused(sarcelle, { action: "upgrade" }, "upgrade")).toEqual(refusal);

  await sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
    AutoScalingGroupName: "web-spot",
    DesiredCapacity: 0,
  });
  await sarcelle.simulation.advance(120_000);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade-2");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
    AutoScalingGroupName: "web-spot",
    DesiredCapacity: 1,
  });
  await sarcelle.simulation.advance(60_000);
  const deploy = { action: "deploy", release: sampleRelease("3") };
  for (const [name, input] of Object.entries({
    switch: { action: "switch" },
    scaledown: { action: "scaledown" },
    deploy,
  }))
    expect(await refused(sarcelle, input, `refused-${name}`)).toEqual(refusal);
  expect(await sarcelle.lock()).toBeUndefined();
});

it("a target that a person registered is refused, and named", async () => {
  const sarcelle = await inSarcelle();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const [borrowed] = (await groupOf(sarcelle, "web")).Instances ?? [];
  await sarcelle.simulation.operate("elasticloadbalancing", "RegisterTargets", {
    TargetGroupArn: await targetGroupNamed(sarcelle, "web-http-green"),
    Targets: [{ Id: borrowed?.InstanceId }],
  });
  await sarcelle.simulation.advance(30_000);
  expect(await refused(sarcelle, { action: "deploy", release: sampleRelease("2") }, "deploy")).toEqual({
    status: "FAILED",
    error: "ForeignTargets",
    cause:
      "Target group web-http-green has targets that are no instance of Auto Scaling group 'web-green': (an instance) (of Auto Scaling group 'web'). A switch would lose what they carry, and no deploy could empty that side. To go on, deregister what was registered by hand, or attach those instances to the group. Nothing was changed.",
  });
});

it("a group that weights its instances is released, switched and rolled back by its units", async () => {
  const sarcelle = await inSarcelle();
  const { simulation } = sarcelle;
  const { LaunchTemplate } = await groupOf(sarcelle, "web");
  await simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
    AutoScalingGroupName: "web",
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: {
          LaunchTemplateId: LaunchTemplate?.LaunchTemplateId,
          Version: LaunchTemplate?.Version,
        },
        Overrides: [{ InstanceType: "t4g.small", WeightedCapacity: "4" }],
      },
    },
    MinSize: 0,
    MaxSize: 16,
    DesiredCapacity: 8,
    HealthCheckGracePeriod: 0,
  });
  await simulation.advance(10_000);
  await sarcelle.rest();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  expect((await groupOf(sarcelle, "web-green")).Instances?.map((each) => each.WeightedCapacity)).toEqual(["4", "4"]);
  expect((await sarcelle.ended(await sarcelle.start({}, "back", "rollback"))).error).toBe("RolledBack");
  expect(simulation.traffic().failed).toBe(0);
});

it.each([
  ["none", 0, 90],
  ["one shorter than the start", 300, 400],
])(
  "a group of health check type EC2 with a grace period of %s waits for as long as the environment says",
  async (_, grace, start) => {
    const sarcelle = await inSarcelle();
    await sarcelle.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
      AutoScalingGroupName: "web",
      HealthCheckType: "EC2",
      HealthCheckGracePeriod: grace,
    });
    // Reads trail what was written.
    await sarcelle.simulation.advance(10_000);
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    await sarcelle.deploy({ action: "deploy", release: sampleRelease("2", `START_DELAY=${start}`) }, "deploy");
  },
);
