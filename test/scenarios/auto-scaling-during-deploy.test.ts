import { afterAll, expect, inject, it } from "vitest";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
const { simulation } = sarcelle;
afterAll(simulation.stop);
await sarcelle.deploy({ action: "upgrade" }, "upgrade");

interface Group {
  readonly SuspendedProcesses: readonly { readonly ProcessName: string }[];
  readonly Instances: readonly object[];
  readonly LaunchTemplate: { readonly LaunchTemplateName: string };
}

const group = async (name: string): Promise<Group> => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [name],
  })) as { readonly AutoScalingGroups: readonly [Group] };
  return AutoScalingGroups[0];
};

/** The processes of a group that rest. */
const resting = async (name: string) =>
  (await group(name)).SuspendedProcesses.map(({ ProcessName }) => ProcessName).toSorted();

const instances = async (name: string) => (await group(name)).Instances.length;

it("schedules and alarms rest on the idle side and run on the active one, after a deploy and after a switch", async () => {
  expect(await resting("web")).toEqual([]);
  expect(await resting("web-green")).toEqual(["AlarmNotification", "ScheduledActions"]);
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  expect(await resting("web")).toEqual([]);
  expect(await resting("web-green")).toEqual(["AlarmNotification", "ScheduledActions"]);
  await sarcelle.deploy({ action: "switch" }, "switch");
  expect(await resting("web")).toEqual(["AlarmNotification", "ScheduledActions"]);
  expect(await resting("web-green")).toEqual([]);
});

it("a deploy during which the active side scales out ends well, and the switch after it brings the side up to what is needed by now", async () => {
  await sarcelle.unheld();
  const slow = sampleRelease("3", "START_DELAY=30");
  const deployment = await sarcelle.start({ action: "deploy", release: slow }, "meanwhile");
  const launching = async () => {
    const { LaunchTemplate, Instances } = await group("web");
    // Of the blue side's own template.
    return LaunchTemplate.LaunchTemplateName !== "web" && Instances.length === 2;
  };
  await simulation.until(launching, 600_000, 200);
  await simulation.operate("autoscaling", "ExecutePolicy", {
    AutoScalingGroupName: "web-green",
    PolicyName: "scale-out",
  });
  expect(await sarcelle.ended(deployment)).toMatchObject({ status: "SUCCEEDED" });
  expect([await instances("web"), await instances("web-green")]).toEqual([2, 3]);
  await sarcelle.deploy({ action: "switch" }, "and-back");
  expect([await instances("web"), await instances("web-green")]).toEqual([3, 3]);
  expect([await resting("web"), await resting("web-green")]).toEqual([[], ["AlarmNotification", "ScheduledActions"]]);
});
