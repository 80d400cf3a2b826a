/** Groups that may be empty: their size is no matter of their bounds, so that it has to be written, and is. */
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { expect, inject, it } from "vitest";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

it("a group whose minimum is 0 is upgraded, launched, switched and emptied as any other", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  /** Desired and running: the minimum is 0, but while the side that got the traffic is held. */
  const sizes = async () => {
    const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
      AutoScalingGroupNames: ["web", "web-green"],
    })) as { readonly AutoScalingGroups?: readonly AutoScalingGroup[] };
    return Object.fromEntries(
      (AutoScalingGroups ?? []).map((group) => [
        group.AutoScalingGroupName,
        [group.DesiredCapacity, group.Instances?.length ?? 0],
      ]),
    );
  };
  await simulation.operate("autoscaling", "UpdateAutoScalingGroup", { AutoScalingGroupName: "web", MinSize: 0 });
  await simulation.advance(5_000);

  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  expect(await sizes()).toEqual({ web: [2, 2], "web-green": [2, 2] });
  await sarcelle.deploy({ action: "switch" }, "switch");
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  expect(await sizes()).toEqual({ web: [0, 0], "web-green": [2, 2] });
  // And back: the deploy, whose undo has to take the size back, and the side that is filled once more.
  await sarcelle.deploy({ action: "release", release: sampleRelease("3") }, "release");
  const undone = await sarcelle.ended(await sarcelle.start({}, "back", "rollback"));
  expect(undone.error).toBe("RolledBack");
  await sarcelle.rest();
  expect(await sizes()).toEqual({ web: [0, 0], "web-green": [2, 2] });
  expect(simulation.traffic().failed).toBe(0);
  await simulation.stop();
});
