import { ExecutePolicyCommand } from "@aws-sdk/client-auto-scaling";
import { afterAll, expect, it } from "vitest";
import { until } from "./until.ts";
import { releaseOf, startWorld, succeeded } from "./world.ts";

const world = await startWorld();
afterAll(world.stop);
const web = await world.blueGreen("web");

/** The processes of a group that rest. */
const resting = async (group: string) =>
  ((await world.group(group))?.SuspendedProcesses ?? []).map(({ ProcessName }) => ProcessName).toSorted();

const instances = async (group: string) => (await world.group(group))?.Instances?.length;

it("schedules and alarms rest on the idle side and run on the active one, after a deploy and after a switch", async () => {
  expect(await resting("web")).toEqual([]);
  expect(await resting("web-green")).toEqual(["AlarmNotification", "ScheduledActions"]);
  expect(await world.run({ environment: web.name, action: "deploy", release: releaseOf("2") })).toMatchObject(
    succeeded,
  );
  expect(await resting("web")).toEqual([]);
  expect(await resting("web-green")).toEqual(["AlarmNotification", "ScheduledActions"]);
  expect(await world.run({ environment: web.name, action: "switch" })).toMatchObject(succeeded);
  expect(await resting("web")).toEqual(["AlarmNotification", "ScheduledActions"]);
  expect(await resting("web-green")).toEqual([]);
});

it("a deploy during which the active side scales out ends well, and the switch after it brings the side up to what is needed by now", async () => {
  const slow = releaseOf("3", "START_DELAY=30");
  await world.start({ environment: web.name, action: "deploy", release: slow }, { name: "meanwhile" });
  await until("the release is being launched", async () => {
    const group = await world.group("web");
    // Of the blue side's own template.
    return group?.LaunchTemplate?.LaunchTemplateName !== "web" && group?.Instances?.length === 2 ? true : undefined;
  });
  await world.autoScaling.send(
    new ExecutePolicyCommand({ AutoScalingGroupName: "web-green", PolicyName: "scale-out" }),
  );
  expect(await world.ended("meanwhile")).toMatchObject(succeeded);
  expect([await instances("web"), await instances("web-green")]).toEqual([2, 3]);
  expect(await world.run({ environment: web.name, action: "switch" })).toMatchObject(succeeded);
  expect([await instances("web"), await instances("web-green")]).toEqual([3, 3]);
  expect([await resting("web"), await resting("web-green")]).toEqual([[], ["AlarmNotification", "ScheduledActions"]]);
});
