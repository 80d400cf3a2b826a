/** A warm pool holds what was launched when it was filled: it belongs to the side with the traffic, and runs what that runs. */
import type { AutoScalingGroup, Instance } from "@aws-sdk/client-auto-scaling";
import { expect, inject, it } from "vitest";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

it("a pool with reuse is emptied on the idle side, filled with the release on the active one, and taken back by a rollback", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  const ask = async <Answer>(operation: string, input: object) =>
    (await simulation.operate("autoscaling", operation, input)) as Answer;
  const groupOf = async (name: string) =>
    (
      await ask<{ readonly AutoScalingGroups?: readonly AutoScalingGroup[] }>("DescribeAutoScalingGroups", {
        AutoScalingGroupNames: [name],
      })
    ).AutoScalingGroups?.[0];
  const pooled = async (AutoScalingGroupName: string) =>
    (await ask<{ readonly Instances?: readonly Instance[] }>("DescribeWarmPool", { AutoScalingGroupName })).Instances ??
    [];
  /** How many stand in each pool, and of which version. */
  const pools = async () => {
    await simulation.advance(180_000);
    await sarcelle.rest();
    const names = ["web", ...((await groupOf("web-green")) === undefined ? [] : ["web-green"])];
    const all = await Promise.all(names.map(pooled));
    return all.map((instances) =>
      instances.map(({ LaunchTemplate }) => `${LaunchTemplate?.LaunchTemplateName} ${LaunchTemplate?.Version}`),
    );
  };
  const running = async (name: string) => {
    const group = await groupOf(name);
    return [
      group?.DesiredCapacity,
      ...new Set(
        group?.Instances?.map(
          ({ LaunchTemplate }) => `${LaunchTemplate?.LaunchTemplateName} ${LaunchTemplate?.Version}`,
        ),
      ),
    ];
  };

  await simulation.operate("autoscaling", "PutWarmPool", {
    AutoScalingGroupName: "web",
    PoolState: "Stopped",
    MaxGroupPreparedCapacity: 3,
    InstanceReusePolicy: { ReuseOnScaleIn: true },
  });
  expect(await pools()).toEqual([["web 1"]]);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release-2");
  expect(await pools()).toEqual([[], ["web-green 2"]]);
  // Blue launches from a template of its own; nothing of the release before stands anywhere.
  await sarcelle.deploy({ action: "release", release: sampleRelease("3"), scaledown: true }, "release-3");
  const [blue, green] = await pools();
  expect([blue?.length, green]).toEqual([1, []]);
  expect((await running("web"))[1]).toBe(blue?.[0]);
  expect(await running("web-green")).toEqual([0]);

  expect((await sarcelle.ended(await sarcelle.start({}, "back", "rollback"))).error).toBe("RolledBack");
  expect((await pools())[1]).toEqual(["web-green 2"]);
  expect(await running("web-green")).toEqual([2, "web-green 2"]);
  expect(simulation.traffic().failed).toBe(0);
  await simulation.stop();
});
