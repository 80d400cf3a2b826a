/** The active side grows while a release is on its way: the release is brought up to what is needed by then. */
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { expect, inject, it, onTestFinished } from "vitest";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const inSarcelle = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const group = async (name: string): Promise<AutoScalingGroup | undefined> => {
    const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
      AutoScalingGroupNames: [name],
    })) as { readonly AutoScalingGroups?: readonly AutoScalingGroup[] };
    return AutoScalingGroups?.[0];
  };
  const grow = (DesiredCapacity: number) =>
    simulation.operate("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity });
  const stands = (arn: string, state: string) =>
    simulation.until(async () => {
      const entered = (await sarcelle.history(arn)).findLast(({ stateEnteredEventDetails: at }) => at !== undefined);
      return entered?.stateEnteredEventDetails?.name === state;
    }, 600_000);
  return { ...sarcelle, group, grow, stands };
};

it("between launch and switch, and once more while it waits: the release takes the traffic with as many", async () => {
  const { simulation, group, grow, stands, ...sarcelle } = await inSarcelle();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const release = { action: "release", release: sampleRelease("2", "START_DELAY=40") };
  const arn = await sarcelle.start(release, "release");
  await stands(arn, "WaitToBecomeHealthy");
  await grow(3);
  await stands(arn, "WaitForCapacity");
  await grow(4);
  expect(await sarcelle.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
  expect([(await group("web-green"))?.DesiredCapacity, (await group("web-green"))?.Instances?.length]).toEqual([4, 4]);
  const [journal] = (await sarcelle.journals()).toReversed();
  const matched = journal?.entries.filter(({ step }) => step === "MatchCapacity");
  expect(matched?.map(({ change }) => change.after?.desired)).toEqual([3, 4]);

  expect((await sarcelle.ended(await sarcelle.start({}, "back", "rollback"))).error).toBe("RolledBack");
  await sarcelle.rest();
  expect([(await group("web"))?.Instances?.length, (await group("web-green"))?.Instances?.length]).toEqual([4, 0]);
  expect(simulation.traffic().failed).toBe(0);
});

it("by more than can be launched in time: all is undone, and AWS's reason is told", async () => {
  const { simulation, grow, stands, ...sarcelle } = await inSarcelle();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await grow(3);
  await simulation.advance(60_000);
  await simulation.operate("autoscaling", "SuspendProcesses", {
    AutoScalingGroupName: "web-green",
    ScalingProcesses: ["Launch"],
  });
  const arn = await sarcelle.start({ action: "switch" }, "switch");
  await stands(arn, "WaitForCapacity");
  expect(await sarcelle.ended(arn)).toMatchObject({
    error: "RolledBack",
    cause: expect.stringMatching(
      /^SideNotReady: green is not healthy yet: web-http-green 2\/3, web-https-green 2\/3 after 6\d\d s; the deadline is 600 s\. The only change/,
    ),
  });
  expect(simulation.traffic().failed).toBe(0);
});
