import { describe, expect, it } from "vitest";
import { grown, version, web } from "./refreshing-world.ts";
import { http, id } from "./world.ts";

const single = { DesiredCapacity: 1 };

describe("the pace of an instance refresh", () => {
  it("is one instance terminated and its replacement launched at once, where 90 percent of the group is all of it", async () => {
    const world = await grown();
    await world.start();
    expect(await world.watch(world.versions)).toEqual([
      ["1v1", "2v1"],
      ["1v1 Terminating", "2v1", "3v2 Pending"],
      ["2v1", "3v2 Pending"],
      ["2v1", "3v2"],
      ["2v1 Terminating", "3v2", "4v2 Pending"],
      ["3v2", "4v2 Pending"],
      ["3v2", "4v2"],
    ]);
  });

  it("takes a group of one instance out of service, unless a maximum is given", async () => {
    const world = await grown(single);
    await world.start();
    expect(await world.watch(world.versions)).toEqual([
      ["1v1"],
      ["1v1 Terminating", "2v2 Pending"],
      ["2v2 Pending"],
      ["2v2"],
    ]);
  });

  it.each([
    [100, 100],
    [90, 100],
    [90, 110],
  ])("is launch before terminate where %i and %i percent allow neither", async (least, most) => {
    const world = await grown(single);
    await world.start({ MinHealthyPercentage: least, MaxHealthyPercentage: most });
    expect(await world.watch(world.versions)).toEqual([
      ["1v1"],
      ["1v1", "2v2 Pending"],
      ["1v1", "2v2"],
      ["1v1 Terminating", "2v2"],
      ["2v2"],
    ]);
  });

  it("is everything before, with 100 and 200 percent, and everything at once, with 0", async () => {
    const before = await grown();
    await before.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 200 });
    expect(await before.watch(before.versions)).toEqual([
      ["1v1", "2v1"],
      ["1v1", "2v1", "3v2 Pending", "4v2 Pending"],
      ["1v1", "2v1", "3v2", "4v2"],
      ["1v1 Terminating", "2v1 Terminating", "3v2", "4v2"],
      ["3v2", "4v2"],
    ]);
    const atOnce = await grown();
    await atOnce.start({ MinHealthyPercentage: 0 });
    expect(await atOnce.watch(atOnce.versions)).toEqual([
      ["1v1", "2v1"],
      ["1v1 Terminating", "2v1 Terminating", "3v2 Pending", "4v2 Pending"],
      ["3v2 Pending", "4v2 Pending"],
      ["3v2", "4v2"],
    ]);
  });

  it.each([
    [75, undefined, "6 and 8"],
    [50, undefined, "4 and 8"],
    [100, 125, "8 and 10"],
    [75, 125, "6 and 10"],
  ])("keeps a group of eight between %i and %s percent: %s", async (least, most, expected) => {
    const world = await grown({ DesiredCapacity: 8 });
    await world.start({ MinHealthyPercentage: least, ...(most === undefined ? {} : { MaxHealthyPercentage: most }) });
    const counts = await world.watch(async () => {
      const all = (await world.versions()).filter((one) => !one.includes("Terminating"));
      return { serving: all.filter((one) => !one.includes("Pending")).length, there: all.length };
    });
    const fewest = Math.min(...counts.map(({ serving }) => serving));
    const largest = Math.max(...counts.map(({ there }) => there));
    expect(`${fewest} and ${largest}`).toBe(expected);
    expect(new Set((await world.versions()).map((one) => one.slice(1)))).toEqual(new Set(["v2"]));
  });

  it("waits for each new instance's first health check interval, and for its warm-up, which is the group's unless it is said", async () => {
    const world = await grown({ ...single, DefaultInstanceWarmup: 100, HealthCheckGracePeriod: 7 });
    await world.start({}, { Preferences: {} });
    expect((await world.refresh()).Preferences).toMatchObject({ InstanceWarmup: 100 });
    const reasons = await world.watch(async () => (await world.refresh()).StatusReason);
    expect(reasons).toEqual([
      undefined,
      `Waiting for terminating instances before continuing. For example: ${id(1)} is terminating.`,
      undefined,
      "Waiting for a health check interval to pass before continuing.",
      `Waiting for instances to warm up before continuing. For example: ${id(2)} is warming up.`,
      undefined,
    ]);
  });
});

describe("what DescribeInstanceRefreshes tells", () => {
  it("is nothing but the request at first, then how many instances are updated and how many have yet to be", async () => {
    const world = await grown();
    const InstanceRefreshId = await world.start({}, { Preferences: {} });
    expect(await world.refreshes()).toEqual([
      {
        InstanceRefreshId,
        AutoScalingGroupName: "web",
        Status: "Pending",
        Preferences: {
          MinHealthyPercentage: 90,
          InstanceWarmup: 0,
          SkipMatching: false,
          AutoRollback: false,
          AlarmSpecification: {},
        },
        DesiredConfiguration: {
          LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "2" },
        },
        Strategy: "Rolling",
      },
    ]);
    expect(await world.watch(world.status)).toEqual([
      "Pending undefined % undefined",
      "InProgress 0 % 1",
      "InProgress 50 % 0",
      "Successful 100 % 0",
    ]);
    const { StartTime, EndTime, StatusReason } = await world.refresh();
    expect([StartTime, StatusReason]).toEqual([new Date("2026-01-01T00:02:05Z"), undefined]);
    expect(EndTime?.getTime()).toBeGreaterThan(new Date("2026-01-01T00:04:00Z").getTime());
    expect(world.told()).toEqual(["Started", "Succeeded"]);
    expect(world.events.at(-1)).toMatchObject({
      resources: [(await world.group()).AutoScalingGroupARN],
      detail: { InstanceRefreshId, AutoScalingGroupName: "web" },
    });
  });

  it("is what was refreshed in six weeks, the latest first, in pages, or what is named", async () => {
    const world = await grown({ DesiredCapacity: 0 });
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) {
      ids.unshift(await world.start());
      await world.clock.advance(6_000);
    }
    expect((await world.refreshes()).map((one) => one.InstanceRefreshId)).toEqual(ids);
    const [named] = await world.refreshes({ InstanceRefreshIds: [ids[1]] });
    expect(named).toMatchObject({
      InstanceRefreshId: ids[1],
      Status: "Successful",
      PercentageComplete: 100,
      InstancesToUpdate: 0,
    });
  });

  it("names the refresh as the cause of its activities", async () => {
    const world = await grown(single);
    await world.start();
    await world.watch(world.status);
    expect((await world.activities()).slice(0, 2).map(({ Cause }) => Cause)).toEqual([
      "At 2026-01-01T00:02:05Z an instance was launched in response to an instance refresh.",
      "At 2026-01-01T00:02:05Z an instance was taken out of service in response to an instance refresh.",
    ]);
  });
});

describe("the group's template", () => {
  it("is the old one until the refresh has baked and succeeded, though new instances have the new one", async () => {
    const world = await grown(single);
    await world.start({ BakeTime: 60 });
    const seen = await world.watch(async () => {
      const { LaunchTemplate } = await world.group();
      return `${(await world.refresh()).Status} ${LaunchTemplate?.Version}`;
    });
    expect(seen).toEqual(["Pending 1", "InProgress 1", "Baking 1", "Successful 2"]);
    expect(world.told()).toEqual(["Started", "Started Baking", "Succeeded"]);
  });

  it("is that of the refresh for what is launched meanwhile, and for nothing else once that has failed or ended", async () => {
    const world = await grown(single);
    await world.start({ BakeTime: 600 });
    await world.clock.advance(120_000);
    expect((await world.refresh()).StatusReason).toMatch(
      /^Waiting for bake time to finish before continuing. There are 5\d\d seconds left.$/,
    );
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 2 });
    await world.clock.advance(10_000);
    expect(await world.versions()).toEqual(["2v2", "3v2"]);
    await world.call("CancelInstanceRefresh", web);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 3 });
    await world.clock.advance(10_000);
    expect(await world.versions()).toEqual(["2v2", "3v2", "4v1"]);
  });

  it("cannot be changed to another meanwhile, and can be set to what it is", async () => {
    const world = await grown(single);
    await world.start();
    await world.call("UpdateAutoScalingGroup", { ...web, ...version("1"), MaxSize: 5 });
    await expect(world.call("UpdateAutoScalingGroup", { ...web, ...version("3") })).rejects.toMatchObject({
      name: "ValidationError",
      message:
        "An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.",
    });
  });
});

describe("RollbackInstanceRefresh", () => {
  it("replaces what the refresh has deployed, and leaves the rest", async () => {
    const world = await grown({ DesiredCapacity: 3 });
    const InstanceRefreshId = await world.start();
    while ((await world.refresh()).PercentageComplete !== 33) await world.clock.advance(1_000);
    expect(await world.call("RollbackInstanceRefresh", web)).toEqual({ InstanceRefreshId });
    expect((await world.refresh()).RollbackDetails).toEqual({
      RollbackReason: "Rollback triggered due to user request.",
      RollbackStartTime: new Date(world.clock.now()),
      PercentageCompleteOnRollback: 33,
      InstancesToUpdateOnRollback: 1,
    });
    const seen = await world.watch(world.status);
    expect([seen[0], seen.at(-1)]).toEqual(["RollbackInProgress 33 % 1", "RollbackSuccessful 0 % 3"]);
    expect(await world.versions()).toEqual(["3v1", "6v1", "7v1"]);
    expect((await world.group()).LaunchTemplate?.Version).toBe("1");
    expect(world.told()).toEqual(["Started", "Rollback Started", "Rollback Succeeded"]);
  });

  it("takes away what was launched ahead and is on its way still, and nothing that was there before", async () => {
    const world = await grown({ DesiredCapacity: 2 });
    await world.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 110 });
    while ((await world.versions()).length < 3) await world.clock.advance(1_000);
    expect(await world.versions()).toEqual(["1v1", "2v1", "3v2 Pending"]);
    await world.call("RollbackInstanceRefresh", web);
    const there = new Set<string>();
    await world.watch(async () => {
      for (const each of await world.versions()) there.add(each);
    });
    expect([...there].filter((each) => each.includes("v1"))).toEqual(["1v1", "2v1"]);
  });

  it("is there while the refresh bakes, and not when it has ended", async () => {
    const world = await grown(single);
    await world.start({ BakeTime: 600, MinHealthyPercentage: 100, MaxHealthyPercentage: 100 });
    await world.clock.advance(120_000);
    expect(await world.status()).toBe("Baking 100 % 0");
    await world.call("RollbackInstanceRefresh", web);
    await world.watch(world.status);
    expect([await world.status(), await world.versions()]).toEqual(["RollbackSuccessful 0 % 1", ["3v1"]]);
    await expect(world.call("RollbackInstanceRefresh", web)).rejects.toMatchObject({
      name: "ActiveInstanceRefreshNotFoundFault",
      message: "No in progress or baking Instance Refresh found for Auto Scaling group web.",
    });
  });

  it.each([
    ["has no desired configuration", { DesiredConfiguration: undefined }, "1"],
    ["follows $Latest", {}, "$Latest"],
    ["follows $Default", {}, "$Default"],
  ])("is refused where the refresh or its group %s", async (_, more, of) => {
    const world = await grown({ ...single, ...version(of) });
    await world.start({}, more as object);
    await world.clock.advance(10_000);
    await expect(world.call("RollbackInstanceRefresh", web)).rejects.toMatchObject({
      name: "IrreversibleInstanceRefreshFault",
    });
    expect(await world.status()).toBe("InProgress 0 % 0");
  });
});

describe("CancelInstanceRefresh", () => {
  it("waits for what is on its way, replaces nothing more and undoes nothing", async () => {
    const world = await grown();
    await world.start();
    await world.clock.advance(6_000);
    await world.call("CancelInstanceRefresh", web);
    expect(await world.status()).toBe("Cancelling 0 % 1");
    await world.watch(world.status);
    await world.clock.advance(200_000);
    expect([await world.versions(), (await world.group()).LaunchTemplate?.Version]).toEqual([["2v1", "3v2"], "1"]);
    expect(world.told()).toEqual(["Started", "Cancelled"]);
  });

  it("does not wait if it need not, and the group goes back to its size", async () => {
    const world = await grown(single);
    await world.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 100 });
    await world.clock.advance(6_000);
    await world.call("CancelInstanceRefresh", { ...web, WaitForTransitioningInstances: false });
    await world.clock.advance(1_000);
    expect((await world.refresh()).Status).toBe("Cancelled");
    await world.clock.advance(20_000);
    expect(await world.versions()).toHaveLength(1);
  });

  it("also ends a rollback, and has nothing to end otherwise", async () => {
    const world = await grown(single);
    const refusal = {
      name: "ActiveInstanceRefreshNotFoundFault",
      message: "No in progress, baking, pending, or cancelling Instance Refresh found for Auto Scaling group web.",
    };
    await expect(world.call("CancelInstanceRefresh", web)).rejects.toMatchObject(refusal);
    await world.start();
    await world.clock.advance(20_000);
    await world.call("RollbackInstanceRefresh", web);
    await world.call("CancelInstanceRefresh", web);
    await world.watch(world.status);
    expect((await world.refresh()).Status).toBe("Cancelled");
    await expect(world.call("CancelInstanceRefresh", web)).rejects.toMatchObject(refusal);
  });
});

describe("while a refresh is under way", () => {
  it.each([
    ["StartInstanceRefresh", {}],
    ["AttachTrafficSources", { TrafficSources: [{ Identifier: http, Type: "elbv2" }] }],
    ["AttachLoadBalancerTargetGroups", { TargetGroupARNs: [http] }],
    ["PutWarmPool", {}],
  ])("%s is refused", async (operation, input) => {
    const world = await grown();
    await world.start();
    await expect(world.call(operation, { ...web, ...input })).rejects.toMatchObject({
      name: "InstanceRefreshInProgressFault",
      message: "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.",
    });
  });
});
