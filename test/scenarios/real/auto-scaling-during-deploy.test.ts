import { ExecutePolicyCommand, SetDesiredCapacityCommand } from "@aws-sdk/client-auto-scaling";
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

it("a side that is smaller than what the traffic needs by now does not get it", async () => {
  await world.autoScaling.send(
    new SetDesiredCapacityCommand({ AutoScalingGroupName: "web-green", DesiredCapacity: 3 }),
  );
  await until("the active side has scaled out", async () => ((await instances("web-green")) === 3 ? true : undefined));
  expect(await world.run({ environment: web.name, action: "switch" }, { name: "too-small" })).toEqual({
    status: "FAILED",
    error: "RolledBack",
    cause:
      "SideNotReady: blue cannot take the traffic: web-http has 2 healthy targets, green runs 3. All 0 changes of deployment 'too-small' were undone; 'web-live' is as it was before and free.",
  });
});

it("a deploy during which the active side scales out ends well, and the switch after it refuses the side as too small", async () => {
  const slow = releaseOf("3", "START_DELAY=30");
  await world.start({ environment: web.name, action: "deploy", release: slow }, { name: "meanwhile" });
  await until("the release is being launched", async () => {
    const group = await world.group("web");
    return group?.LaunchTemplate?.Version !== "1" && group?.Instances?.length === 3 ? true : undefined;
  });
  await world.autoScaling.send(
    new ExecutePolicyCommand({ AutoScalingGroupName: "web-green", PolicyName: "scale-out" }),
  );
  expect(await world.ended("meanwhile")).toMatchObject(succeeded);
  expect([await instances("web"), await instances("web-green")]).toEqual([3, 4]);
  expect(await world.run({ environment: web.name, action: "switch" })).toMatchObject({
    error: "RolledBack",
    cause: expect.stringContaining("blue cannot take the traffic: web-http has 3 healthy targets, green runs 4."),
  });
  expect([await resting("web"), await resting("web-green")]).toEqual([["AlarmNotification", "ScheduledActions"], []]);
});
