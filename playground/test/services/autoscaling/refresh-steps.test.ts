import { describe, expect, it } from "vitest";
import type { InstanceRefresh } from "../../../services/autoscaling/records.ts";
import { refreshSteps } from "../../../services/autoscaling/refresh-steps.ts";
import type { Alarms } from "../../../world/neighbours.ts";
import { grown, web } from "./refreshing-world.ts";
import { group, now, snapshot } from "./values.ts";
import { groupInput, http, id } from "./world.ts";

const single = { DesiredCapacity: 1 };
const hour = 3_600_000;

/** CloudWatch in small: alarms whose state is set by hand. */
const alarmed = () => {
  const states: Record<string, "OK" | "ALARM" | "INSUFFICIENT_DATA"> = { errors: "OK" };
  const alarms: Alarms = {
    describe: (names = Object.keys(states)) =>
      names.flatMap((name) => {
        const state = states[name];
        return state ? [{ name, arn: name, actions: [], threshold: 1, value: 0, state, since: 0 }] : [];
      }),
    put: () => {},
    remove: () => {},
    forgetAction: () => {},
  };
  return { states, alarms };
};
const watched = { AlarmSpecification: { Alarms: ["errors"] } };

describe("a checkpoint", () => {
  it("is told of, and pauses the refresh, but for the last one, which only 100 percent does not tell of", async () => {
    const world = await grown({ DesiredCapacity: 4 });
    await world.start({ MinHealthyPercentage: 50, CheckpointPercentages: [25, 75, 100], CheckpointDelay: 600 });
    const seen = await world.watch(async () => {
      const { StatusReason = "" } = await world.refresh();
      return `${await world.status()}${StatusReason.includes("checkpoint") ? " paused" : ""}`;
    });
    expect(seen).toEqual([
      "Pending undefined % undefined",
      "InProgress 0 % 3",
      "InProgress 25 % 3 paused",
      "InProgress 25 % 1",
      "InProgress 75 % 1 paused",
      "InProgress 75 % 0",
      "Successful 100 % 0",
    ]);
    expect(world.told()).toEqual(["Started", "Checkpoint Reached", "Checkpoint Reached", "Succeeded"]);
    const reached = world.events.filter(({ detailType }) => detailType.endsWith("Checkpoint Reached"));
    expect(reached.map(({ detail }) => detail)).toEqual(
      ["25", "75"].map((CheckpointPercentage) => ({
        InstanceRefreshId: expect.any(String),
        AutoScalingGroupName: "web",
        CheckpointPercentage,
        CheckpointDelay: "600",
      })),
    );
  });

  it("waits for an hour unless it is said how long, and says for how much longer", async () => {
    const world = await grown();
    await world.start({ CheckpointPercentages: [50, 100] });
    while (world.told().at(-1) !== "Checkpoint Reached") await world.clock.advance(1_000);
    const at = world.clock.now();
    expect(await world.refresh()).toMatchObject({
      Preferences: { CheckpointDelay: 3600 },
      StatusReason: "Waiting for checkpoint delay to finish before continuing. There are 3600 seconds left.",
    });
    await world.clock.advance(hour - 2_000);
    expect(await world.versions()).toEqual(["2v1", "3v2"]);
    await world.watch(world.status);
    const { EndTime } = await world.refresh();
    expect(EndTime?.getTime()).toBeLessThan(at + hour + 200_000);
  });

  it("is skipped if the next one is reached with it", async () => {
    const world = await grown();
    await world.start({ CheckpointPercentages: [10, 40, 100], CheckpointDelay: 60 });
    await world.watch(world.status);
    expect(world.events.find(({ detailType }) => detailType.endsWith("Reached"))?.detail).toMatchObject({
      CheckpointPercentage: "40",
    });
    expect(world.told()).toEqual(["Started", "Checkpoint Reached", "Succeeded"]);
  });

  it("below 100 percent that is the last one ends the refresh, which has succeeded with the rest unreplaced", async () => {
    const world = await grown({ DesiredCapacity: 4 });
    await world.start({ CheckpointPercentages: [50] });
    await world.watch(world.status);
    expect(await world.status()).toBe("Successful 50 % 0");
    expect(await world.versions()).toEqual(["3v1", "4v1", "5v2", "6v2"]);
    expect((await world.group()).LaunchTemplate?.Version).toBe("2");
    expect(world.told()).toEqual(["Started", "Checkpoint Reached", "Succeeded"]);
  });

  it("is reached again if the group has grown meanwhile", async () => {
    const world = await grown();
    await world.start({ CheckpointPercentages: [50, 100], CheckpointDelay: 300 });
    while (world.told().at(-1) !== "Checkpoint Reached") await world.clock.advance(1_000);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 4 });
    await world.watch(world.status);
    expect(world.told()).toEqual(["Started", "Checkpoint Reached", "Checkpoint Reached", "Succeeded"]);
    expect(new Set((await world.versions()).map((one) => one.slice(1)))).toEqual(new Set(["v2"]));
  });
});

describe("a group whose health is that of its targets", () => {
  const balanced = { HealthCheckType: "ELB", HealthCheckGracePeriod: 30, TargetGroupARNs: [http] };

  it("has nothing replaced before new instances are healthy there, and they are replaced until an hour is over", async () => {
    const world = await grown({ ...balanced, DesiredCapacity: 2 });
    world.elbv2.controls.healthy = "unhealthy";
    const begun = world.clock.now();
    await world.start({ MinHealthyPercentage: 50 });
    await world.watch(world.status, 2 * 3_600);
    expect(await world.refresh()).toMatchObject({
      Status: "Failed",
      StatusReason: "The instance refresh has made no progress for an hour.",
      PercentageComplete: 0,
    });
    expect((await world.refresh()).EndTime?.getTime()).toBeGreaterThanOrEqual(begun + hour);
    expect((await world.versions())[0]).toBe("2v1");
    expect((await world.group()).LaunchTemplate?.Version).toBe("1");
    expect(world.told()).toEqual(["Started", "Failed"]);
  });

  it("is rolled back after that hour, if it is to be", async () => {
    const world = await grown({ ...balanced, DesiredCapacity: 1 });
    world.elbv2.controls.healthy = "unhealthy";
    await world.start({ AutoRollback: true, MinHealthyPercentage: 100, MaxHealthyPercentage: 100 });
    while (!world.told().includes("Rollback Started")) await world.clock.advance(10_000);
    world.elbv2.controls.healthy = "healthy";
    await world.watch(world.status);
    expect(await world.refresh()).toMatchObject({
      Status: "RollbackSuccessful",
      RollbackDetails: {
        RollbackReason: "Rollback triggered automatically. The instance refresh has made no progress for an hour.",
      },
    });
    expect(await world.versions()).toEqual(["1v1"]);
    expect(world.told()).toEqual(["Started", "Rollback Started", "Rollback Succeeded"]);
  });

  it("does not wait for them if its health is EC2's alone", async () => {
    const world = await grown({ TargetGroupARNs: [http], DesiredCapacity: 1 });
    world.elbv2.controls.healthy = "unhealthy";
    await world.start();
    await world.watch(world.status);
    expect(await world.status()).toBe("Successful 100 % 0");
  });
});

describe("a rollback that makes no progress", () => {
  it("has failed after an hour", async () => {
    const world = await grown({ ...single });
    await world.start();
    await world.clock.advance(20_000);
    world.ec2.controls.broken = "The image id '[ami-1]' does not exist";
    await world.call("RollbackInstanceRefresh", web);
    await world.watch(world.status, 2 * 3_600);
    expect(await world.refresh()).toMatchObject({ Status: "RollbackFailed" });
    expect(world.told()).toEqual(["Started", "Rollback Started", "Rollback Failed"]);
  });
});

describe("an alarm of a refresh", () => {
  it("has to be there, and OK, when it begins", async () => {
    const { states, alarms } = alarmed();
    const world = await grown(single, { alarms });
    for (const state of ["ALARM", "INSUFFICIENT_DATA"] as const) {
      states.errors = state;
      await expect(world.start(watched)).rejects.toMatchObject({ name: "ValidationError" });
    }
    await expect(world.start({ AlarmSpecification: { Alarms: ["none"] } })).rejects.toMatchObject({
      message: "The CloudWatch alarm none does not exist.",
    });
    const Alarms = Array.from({ length: 11 }, () => "errors");
    await expect(world.start({ AlarmSpecification: { Alarms } })).rejects.toMatchObject({ name: "ValidationError" });
  });

  it("that goes off ends it, while it bakes too, and rolls it back if that is asked for", async () => {
    const { states, alarms } = alarmed();
    const world = await grown(single, { alarms });
    await world.start({ ...watched, BakeTime: 600 });
    await world.clock.advance(120_000);
    expect(await world.status()).toBe("Baking 100 % 0");
    states.errors = "ALARM";
    await world.clock.advance(1_000);
    expect(await world.refresh()).toMatchObject({
      Status: "Failed",
      StatusReason: "The CloudWatch alarm errors went into the ALARM state.",
    });
    expect([await world.versions(), (await world.group()).LaunchTemplate?.Version]).toEqual([["2v2"], "1"]);
    states.errors = "OK";
    await world.start({ ...watched, AutoRollback: true });
    await world.clock.advance(30_000);
    states.errors = "ALARM";
    await world.watch(world.status);
    expect([await world.status(), await world.versions()]).toEqual(["RollbackSuccessful 0 % 1", ["4v1"]]);
  });

  it("that lacks data lets nothing be replaced until it has some", async () => {
    const { states, alarms } = alarmed();
    const world = await grown(single, { alarms });
    await world.start(watched);
    states.errors = "INSUFFICIENT_DATA";
    await world.clock.advance(300_000);
    expect(await world.versions()).toEqual(["1v1"]);
    expect((await world.refresh()).StatusReason).toBe(
      "Waiting for the CloudWatch alarm errors to have sufficient data.",
    );
    states.errors = "OK";
    await world.watch(world.status);
    expect(await world.versions()).toEqual(["2v2"]);
  });
});

describe("processes and hooks", () => {
  it("pause a refresh while InstanceRefresh is suspended, for as long as it takes", async () => {
    const world = await grown();
    await world.start();
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["InstanceRefresh"] });
    await world.clock.advance(3 * hour);
    expect([await world.status(), await world.versions()]).toEqual(["InProgress 0 % 2", ["1v1", "2v1"]]);
    expect((await world.refresh()).StatusReason).toBe("Waiting for the process InstanceRefresh to be resumed.");
    await world.call("ResumeProcesses", { ...web, ScalingProcesses: ["InstanceRefresh"] });
    await world.watch(world.status);
    expect(await world.versions()).toEqual(["3v2", "4v2"]);
  });

  it("let a stateful cluster be replaced one instance at a time, the next only when its hooks let go of the last", async () => {
    const world = await grown({ DesiredCapacity: 3 });
    for (const [LifecycleHookName, LifecycleTransition] of [
      ["join", "autoscaling:EC2_INSTANCE_LAUNCHING"],
      ["leave", "autoscaling:EC2_INSTANCE_TERMINATING"],
    ])
      await world.call("PutLifecycleHook", { ...web, LifecycleHookName, LifecycleTransition, HeartbeatTimeout: 7200 });
    await world.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 100 });
    const complete = (LifecycleHookName: string, digit: number) =>
      world.call("CompleteLifecycleAction", {
        ...web,
        LifecycleHookName,
        InstanceId: id(digit),
        LifecycleActionResult: "CONTINUE",
      });
    await world.clock.advance(2 * hour - 60_000);
    expect([await world.versions(), await world.status()]).toEqual([
      ["1v1", "2v1", "3v1", "4v2 Pending:Wait"],
      "InProgress 0 % 3",
    ]);
    await complete("join", 4);
    await world.clock.advance(hour);
    expect(await world.versions()).toEqual(["1v1 Terminating:Wait", "2v1", "3v1", "4v2", "5v2 Pending:Wait"]);
    await complete("leave", 1);
    await complete("join", 5);
    await world.clock.advance(hour);
    expect(await world.versions()).toEqual(["2v1 Terminating:Wait", "3v1", "4v2", "5v2", "6v2 Pending:Wait"]);
  });
});

describe("a refresh that lasts for 14 days", () => {
  const day = 24 * hour;
  const lasting = (change: Partial<InstanceRefresh>): InstanceRefresh => ({
    AutoScalingGroupName: "web",
    id: "refresh",
    requested: now - 14 * day,
    status: "InProgress",
    reason: undefined,
    start: now - 14 * day,
    end: undefined,
    preferences: {},
    desired: undefined,
    earlier: [],
    deployed: [],
    progress: undefined,
    rollback: undefined,
    checkpoint: undefined,
    bakesUntil: undefined,
    best: undefined,
    waits: true,
    ...change,
  });
  const why = "The instance refresh has lasted for 14 days.";
  const from = { PercentageComplete: 50, InstancesToUpdate: 1 };

  it.each([
    ["has failed", lasting({}), "Failed", "Failed"],
    [
      "is rolled back, if it is to be",
      lasting({ preferences: { AutoRollback: true } }),
      "RollbackInProgress",
      "Rollback Started",
    ],
    [
      "has failed to roll back, if it did that",
      lasting({ status: "RollbackInProgress", rollback: { reason: "", start: now - 14 * day, from } }),
      "RollbackFailed",
      "Rollback Failed",
    ],
  ])("%s", (_, refresh, status, event) => {
    const [step] = refreshSteps(snapshot(group({ refresh })));
    expect(step).toMatchObject({
      kind: "refresh",
      change: { status, reason: expect.stringContaining(why) },
      event,
    });
  });

  it("goes on until then, and a rollback has 14 days of its own", () => {
    const begun = lasting({ start: now - 14 * day + 1 });
    const rolling = lasting({ status: "RollbackInProgress", rollback: { reason: "", start: now - day, from } });
    const next = [begun, rolling].map((refresh) => refreshSteps(snapshot(group({ refresh })))[0]);
    expect(next).toMatchObject([{ change: { status: "Successful" } }, { change: { status: "RollbackSuccessful" } }]);
  });
});

describe("a group that is deleted", () => {
  it("takes its refreshes with it", async () => {
    const world = await grown();
    await world.start();
    await world.call("DeleteAutoScalingGroup", { ...web, ForceDelete: true });
    await world.clock.advance(120_000);
    await world.call("CreateAutoScalingGroup", groupInput());
    expect(await world.refreshes()).toEqual([]);
  });
});
