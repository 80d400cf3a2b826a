/** What Sarcelle does not survive yet is seen to fail, so that an entry goes with its cause. */
import type { Trait } from "@sarcelle/playground/traits";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { notYetSurvived, withoutThrottling } from "../../proof/not-yet-survived.ts";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const minute = 60_000;

/**
 * A switch onto a side that had nothing to do until then, whose alarm for little load stands in ALARM; EC2 measures every five minutes, as
 * it does unless told otherwise. Survived, if the side keeps the four instances that the traffic needs.
 */
const switchOntoQuietSide = async (without: readonly Trait[]): Promise<boolean> => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), without });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const measured = (group: string, percent: number) =>
    simulation.operate("monitoring", "PutMetricData", {
      Namespace: "AWS/EC2",
      MetricData: [
        {
          MetricName: "CPUUtilization",
          Dimensions: [{ Name: "AutoScalingGroupName", Value: group }],
          Value: percent,
          Unit: "Percent",
        },
      ],
    });
  const web = { AutoScalingGroupName: "web" };
  await simulation.operate("autoscaling", "UpdateAutoScalingGroup", { ...web, MinSize: 1, DesiredCapacity: 4 });
  await sarcelle.rest();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  for (let passed = 0; passed < 10; passed++) {
    await measured("web", 60);
    await measured("web-green", 2);
    await simulation.advance(minute);
  }
  await sarcelle.deploy({ action: "switch" }, "switch");
  await simulation.advance(3 * minute);
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: ["web-green"],
  })) as { readonly AutoScalingGroups: readonly { readonly DesiredCapacity: number }[] };
  return AutoScalingGroups[0]?.DesiredCapacity === 4;
};

const shows: Partial<Record<Trait, (without: readonly Trait[]) => Promise<boolean>>> = {
  "resumed-alarms-act": switchOntoQuietSide,
};

describe.each(notYetSurvived)("$trait", ({ trait, fails }) => {
  it(`is not survived: ${fails}`, async () => {
    const without = withoutThrottling.filter((each) => each !== trait);
    expect(await shows[trait]?.(without)).toBe(false);
  });

  it("is why: without it the same goes well", async () => {
    expect(await shows[trait]?.(withoutThrottling)).toBe(true);
  });
});
