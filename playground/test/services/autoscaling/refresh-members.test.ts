import { describe, expect, it } from "vitest";
import { grown, version, web } from "./refreshing-world.ts";
import { id } from "./world.ts";

const single = { DesiredCapacity: 1 };

describe("an instance that is protected from scale-in", () => {
  const protect = (world: Awaited<ReturnType<typeof grown>>, ProtectedFromScaleIn = true) =>
    world.call("SetInstanceProtection", { ...web, InstanceIds: [id(1)], ProtectedFromScaleIn });

  it("is waited for, after the others, for an hour", async () => {
    const world = await grown();
    await protect(world);
    await world.start();
    await world.watch(world.status, 2 * 3_600);
    expect(await world.refresh()).toMatchObject({ Status: "Failed", PercentageComplete: 50, InstancesToUpdate: 1 });
    expect(await world.versions()).toEqual(["1v1", "3v2"]);
    await world.start();
    await world.clock.advance(200_000);
    expect((await world.refresh()).StatusReason).toBe(
      `Waiting for remaining instances to be available. For example: ${id(1)} is protected from scale in.`,
    );
    await protect(world, false);
    await world.watch(world.status);
    expect(await world.status()).toBe("Successful 100 % 0");
  });

  it("is left, or replaced as any other, if that is said", async () => {
    const ignoring = await grown();
    await protect(ignoring);
    await ignoring.start({ ScaleInProtectedInstances: "Ignore", MaxHealthyPercentage: 200, MinHealthyPercentage: 100 });
    await ignoring.watch(ignoring.status);
    expect([await ignoring.status(), await ignoring.versions()]).toEqual(["Successful 100 % 0", ["1v1", "3v2"]]);
    const refreshing = await grown();
    await protect(refreshing);
    await refreshing.start({ ScaleInProtectedInstances: "Refresh" });
    await refreshing.watch(refreshing.status);
    expect(await refreshing.versions()).toEqual(["3v2", "4v2"]);
  });
});

describe("an instance that stands by", () => {
  const standing = async () => {
    const world = await grown();
    await world.call("EnterStandby", { ...web, InstanceIds: [id(1)], ShouldDecrementDesiredCapacity: true });
    await world.clock.advance(20_000);
    return world;
  };

  it("is waited for, after the others, until it is back in service, where it is replaced", async () => {
    const world = await standing();
    await world.start();
    await world.clock.advance(200_000);
    expect([await world.versions(), (await world.refresh()).StatusReason]).toEqual([
      ["1v1 Standby", "3v2"],
      `Waiting for remaining instances to be available. For example: ${id(1)} is in Standby.`,
    ]);
    await world.call("ExitStandby", { ...web, InstanceIds: [id(1)] });
    await world.watch(world.status);
    expect([await world.status(), await world.versions()]).toEqual(["Successful 100 % 0", ["3v2", "4v2"]]);
  });

  it("is left, or terminated, if that is said", async () => {
    const ignoring = await standing();
    await ignoring.start({ StandbyInstances: "Ignore" });
    await ignoring.watch(ignoring.status);
    expect([await ignoring.status(), await ignoring.versions()]).toEqual([
      "Successful 100 % 0",
      ["1v1 Standby", "3v2"],
    ]);
    const terminating = await standing();
    await terminating.start({ StandbyInstances: "Terminate" });
    await terminating.watch(terminating.status);
    expect(await terminating.versions()).toEqual(["3v2"]);
  });
});

describe("skip matching", () => {
  it("replaces only what has another template, version or type, and succeeds at once if that is nothing", async () => {
    const world = await grown();
    await world.start({ CheckpointPercentages: [50] });
    await world.watch(world.status);
    expect(await world.versions()).toEqual(["2v1", "3v2"]);
    await world.start({ SkipMatching: true });
    await world.watch(world.status);
    expect(await world.versions()).toEqual(["3v2", "4v2"]);
    await world.start({ SkipMatching: true });
    const seen = await world.watch(world.status);
    expect(seen).toEqual(["Pending undefined % undefined", "Successful 100 % 0"]);
    await world.start({ SkipMatching: true }, { DesiredConfiguration: undefined });
    await world.watch(world.status);
    expect(await world.versions()).toEqual(["3v2", "4v2"]);
  });

  it("looks $Latest up anew for each instance", async () => {
    const world = await grown({ ...single, ...version("$Latest") });
    world.ec2.controls.version = "2";
    await world.start({ SkipMatching: true, BakeTime: 60 }, { DesiredConfiguration: version("$Latest") });
    await world.clock.advance(30_000);
    world.ec2.controls.version = "3";
    await world.watch(world.status);
    expect(await world.versions()).toEqual(["3v3"]);
  });
});

describe("a group with a warm pool", () => {
  it("has its own instances replaced first, by none of the old ones of the pool, and then those", async () => {
    const world = await grown({ ...single, MaxSize: 2 });
    await world.call("PutWarmPool", web);
    await world.clock.advance(60_000);
    expect(await world.pool()).toEqual(["2 Warmed:Stopped Healthy"]);
    await world.start();
    const seen = await world.watch(async () => {
      const { ProgressDetails: details } = await world.refresh();
      const of = (one?: { PercentageComplete?: number | undefined; InstancesToUpdate?: number | undefined }) =>
        one === undefined ? "" : `${one.PercentageComplete} % ${one.InstancesToUpdate}`;
      return `${await world.status()}: ${of(details?.LivePoolProgress)}, ${of(details?.WarmPoolProgress)}`;
    });
    expect(seen).toEqual([
      "Pending undefined % undefined: , ",
      "InProgress 0 % 1: 0 % 0, 0 % 1",
      "InProgress 50 % 0: 100 % 0, 0 % 0",
      "Successful 100 % 0: 100 % 0, 100 % 0",
    ]);
    expect(await world.versions()).toEqual(["3v2"]);
    expect(await world.pool()).toEqual(["4 Warmed:Stopped Healthy"]);
    expect(world.ec2.instances.get(id(4))?.launchTemplate?.version).toBe("2");
  });
});
