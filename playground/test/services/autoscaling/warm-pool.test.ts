import { describe, expect, it } from "vitest";
import { createWorld, groupInput, http, id } from "./world.ts";

const web = { AutoScalingGroupName: "web" };
const refusal = (name: string) => expect.objectContaining({ name });

/** A group with one instance in service and a pool of two that has come to rest. */
const pooled = async (
  configuration: Record<string, unknown> = {},
  change: Parameters<typeof groupInput>[0] = {},
  hooks: readonly string[] = [],
) => {
  const world = createWorld();
  await world.call("CreateAutoScalingGroup", groupInput({ MaxSize: 3, DesiredCapacity: 1, ...change }));
  await world.clock.advance(6_000);
  for (const LifecycleTransition of hooks)
    await world.call("PutLifecycleHook", { ...web, LifecycleHookName: "prepare", LifecycleTransition });
  await world.call("PutWarmPool", { ...web, ...configuration });
  await world.clock.advance(10_000);
  return world;
};
type World = Awaited<ReturnType<typeof pooled>>;

/** The descriptions of the activities, the latest first. */
const told = async (world: World) => (await world.activities()).map(({ Description }) => Description);
const routes = (world: World) =>
  world.events.map(({ detailType, detail }) => {
    const { Origin, Destination } = detail as { Origin: string; Destination: string };
    return `${detailType}: ${Origin} to ${Destination}`;
  });

describe("a warm pool", () => {
  it("fills up to the group's maximum with instances that boot and then stop, and that the group does not count", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput({ MaxSize: 3, DesiredCapacity: 1, TargetGroupARNs: [http] }));
    await world.clock.advance(6_000);
    await world.call("PutWarmPool", web);
    await world.clock.advance(1_000);
    expect(await world.pool()).toEqual(["2 Warmed:Pending Healthy", "3 Warmed:Pending Healthy"]);
    await world.clock.advance(5_000);
    expect(await world.pool()).toEqual(["2 Warmed:Pending:Proceed Healthy", "3 Warmed:Pending:Proceed Healthy"]);
    await world.clock.advance(3_000);
    expect(await world.pool()).toEqual(["2 Warmed:Stopped Healthy", "3 Warmed:Stopped Healthy"]);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    expect(await world.group()).toMatchObject({
      DesiredCapacity: 1,
      WarmPoolSize: 2,
      WarmPoolConfiguration: { MinSize: 0, PoolState: "Stopped" },
    });
    expect([...(world.elbv2.groups.get(http)?.keys() ?? [])]).toEqual([id(1)]);
    expect((await told(world)).slice(0, 2)).toEqual([
      `Launching a new EC2 instance into warm pool: ${id(3)}`,
      `Launching a new EC2 instance into warm pool: ${id(2)}`,
    ]);
    expect(routes(world).slice(1)).toEqual([
      "EC2 Instance Launch Successful: EC2 to WarmPool",
      "EC2 Instance Launch Successful: EC2 to WarmPool",
    ]);
    const { AutoScalingInstances } = await world.call<{ AutoScalingInstances: object[] }>(
      "DescribeAutoScalingInstances",
      { InstanceIds: [id(2)] },
    );
    expect(AutoScalingInstances).toMatchObject([{ LifecycleState: "Warmed:Stopped", HealthStatus: "HEALTHY" }]);
  });

  it.each([
    [{ MaxGroupPreparedCapacity: 2 }, 1],
    [{ MaxGroupPreparedCapacity: 0 }, 0],
    [{ MaxGroupPreparedCapacity: 0, MinSize: 3 }, 3],
    [{ MinSize: 1 }, 2],
  ])("configured with %o has %i instances beside the one of at most three", async (configuration, size) => {
    const world = await pooled(configuration);
    expect(await world.pool()).toHaveLength(size);
  });

  it("keeps its instances running if it is told so", async () => {
    const world = await pooled({ PoolState: "Running" });
    expect(await world.pool()).toEqual(["2 Warmed:Running Healthy", "3 Warmed:Running Healthy"]);
    expect(world.ec2.instances.get(id(2))?.state).toBe("running");
  });

  it("loses what is too much when its size or the group's maximum shrinks", async () => {
    const world = await pooled();
    await world.call("UpdateAutoScalingGroup", { ...web, MaxSize: 2 });
    await world.clock.advance(4_000);
    expect(await world.pool()).toEqual(["3 Warmed:Stopped Healthy"]);
    expect((await told(world))[0]).toBe(`Terminating EC2 instance from warm pool: ${id(2)}`);
    expect(routes(world).at(-1)).toBe("EC2 Instance Terminate Successful: WarmPool to EC2");
    await world.call("PutWarmPool", { ...web, MaxGroupPreparedCapacity: 0 });
    await world.clock.advance(4_000);
    expect(await world.pool()).toEqual([]);
  });

  it("replaces an instance that somebody terminates", async () => {
    const world = await pooled();
    world.ec2.fleet.terminate(id(2));
    await world.clock.advance(20_000);
    expect(await world.pool()).toEqual(["3 Warmed:Stopped Healthy", "4 Warmed:Stopped Healthy"]);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    await expect(world.call("TerminateInstanceInAutoScalingGroup", { InstanceId: id(3) })).rejects.toEqual(
      refusal("ValidationError"),
    );
  });

  it("rests while Launch is suspended, and keeps what is too much while Terminate is", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput({ MaxSize: 2, DesiredCapacity: 1 }));
    await world.clock.advance(6_000);
    const processes = (ScalingProcesses: string[]) => ({ ...web, ScalingProcesses });
    await world.call("SuspendProcesses", processes(["Launch", "Terminate"]));
    await world.call("PutWarmPool", web);
    await world.clock.advance(20_000);
    expect(await world.pool()).toEqual([]);
    await world.call("ResumeProcesses", processes(["Launch"]));
    await world.clock.advance(20_000);
    await world.call("PutWarmPool", { ...web, MaxGroupPreparedCapacity: 0 });
    await world.clock.advance(20_000);
    expect(await world.pool()).toEqual(["2 Warmed:Stopped Healthy"]);
  });

  it("waits for the hooks of a launch as it fills, and again when the group draws on it", async () => {
    const world = await pooled({ MinSize: 1, MaxGroupPreparedCapacity: 0 }, {}, ["autoscaling:EC2_INSTANCE_LAUNCHING"]);
    const complete = (LifecycleActionResult: string) =>
      world.call("CompleteLifecycleAction", {
        ...web,
        LifecycleHookName: "prepare",
        InstanceId: id(2),
        LifecycleActionResult,
      });
    expect(await world.pool()).toEqual(["2 Warmed:Pending:Wait Healthy"]);
    expect(routes(world).at(-1)).toBe("EC2 Instance-launch Lifecycle Action: EC2 to WarmPool");
    await complete("CONTINUE");
    await world.clock.advance(5_000);
    expect(await world.pool()).toEqual(["2 Warmed:Stopped Healthy"]);
    await world.call("PutWarmPool", { ...web, MinSize: 0 });
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 2 });
    await world.clock.advance(7_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 Pending:Wait Healthy"]);
    expect(routes(world).at(-1)).toBe("EC2 Instance-launch Lifecycle Action: WarmPool to AutoScalingGroup");
    await complete("CONTINUE");
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
  });

  it("terminates an instance whose preparation is abandoned, and prepares another", async () => {
    const world = await pooled({ MinSize: 1, MaxGroupPreparedCapacity: 0 }, {}, ["autoscaling:EC2_INSTANCE_LAUNCHING"]);
    await world.call("CompleteLifecycleAction", {
      ...web,
      LifecycleHookName: "prepare",
      InstanceId: id(2),
      LifecycleActionResult: "ABANDON",
    });
    await world.clock.advance(10_000);
    expect(await world.pool()).toEqual(["3 Warmed:Pending:Wait Healthy"]);
    expect(routes(world).slice(2, 5)).toEqual([
      "EC2 Instance Launch Unsuccessful: EC2 to WarmPool",
      "EC2 Instance Terminate Successful: WarmPool to EC2",
      "EC2 Instance-launch Lifecycle Action: EC2 to WarmPool",
    ]);
  });

  it("cannot hibernate instances, or be one of a mixed instances policy", async () => {
    const world = await pooled();
    const put = (input: object) => world.call("PutWarmPool", { ...web, ...input });
    await expect(put({ PoolState: "Hibernated" })).rejects.toThrow("a warm pool whose instances hibernate");
    const MixedInstancesPolicy = {
      LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "1" } },
    };
    await expect(world.call("UpdateAutoScalingGroup", { ...web, MixedInstancesPolicy })).rejects.toEqual(
      refusal("ValidationError"),
    );
  });

  it("prepares instances for the state that it has as they set out, and leaves those that rest as they are", async () => {
    const world = await pooled({ MaxGroupPreparedCapacity: 2 });
    await world.call("PutWarmPool", { ...web, MaxGroupPreparedCapacity: 3, PoolState: "Running" });
    await world.clock.advance(1_000);
    await world.call("PutWarmPool", { ...web, MaxGroupPreparedCapacity: 4, PoolState: "Stopped" });
    await world.clock.advance(10_000);
    expect(await world.pool()).toEqual([
      "2 Warmed:Stopped Healthy",
      "3 Warmed:Running Healthy",
      "4 Warmed:Stopped Healthy",
    ]);
  });

  it("says in the causes of its activities who made it grow or shrink", async () => {
    const world = await pooled({ MaxGroupPreparedCapacity: 2 });
    const cause = async () => (await world.activities())[0]?.Cause;
    expect(await cause()).toBe(
      "At 2026-01-01T00:00:06Z a user request put a new WarmPool with MinSize: 0 and MaxGroupPreparedCapacity: 2 changing the capacity of WarmPool from 0 to 1.  At 2026-01-01T00:00:06Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 1.",
    );
    await world.call("PutWarmPool", { ...web, MaxGroupPreparedCapacity: -1 });
    await world.call("UpdateAutoScalingGroup", { ...web, MaxSize: 4 });
    await world.clock.advance(1_000);
    expect(await cause()).toContain(
      "a user request update of AutoScalingGroup max capacity from max: 3 to max: 4 changing the capacity of WarmPool from 2 to 3.  ",
    );
  });

  it("keeps what the group will draw on as soon as it may launch", async () => {
    const world = await pooled({ MaxGroupPreparedCapacity: 2 });
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["Launch"] });
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 2 });
    await world.clock.advance(10_000);
    expect(await world.pool()).toEqual(["2 Warmed:Stopped Healthy"]);
    await world.call("ResumeProcesses", { ...web, ScalingProcesses: ["Launch"] });
    await world.clock.advance(10_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
  });

  it("reports what it holds and should hold", async () => {
    const published: string[] = [];
    const world = createWorld({
      metrics: { publish: (_, name, __, value) => void published.push(`${name} ${value}`) },
    });
    await world.call("CreateAutoScalingGroup", groupInput({ MaxSize: 3, DesiredCapacity: 1 }));
    await world.call("PutWarmPool", web);
    await world.call("EnableMetricsCollection", {
      ...web,
      Granularity: "1Minute",
      Metrics: [
        "GroupTotalInstances",
        "WarmPoolDesiredCapacity",
        "WarmPoolWarmedCapacity",
        "GroupAndWarmPoolTotalCapacity",
      ],
    });
    await world.clock.advance(60_000);
    expect(published).toEqual([
      "GroupTotalInstances 1",
      "WarmPoolDesiredCapacity 2",
      "WarmPoolWarmedCapacity 2",
      "GroupAndWarmPoolTotalCapacity 3",
    ]);
  });
});

describe("a group with a warm pool", () => {
  it("draws on it to scale out, with the version that the instances were prepared from, and launches what it lacks", async () => {
    const world = await pooled({ MaxGroupPreparedCapacity: 2 });
    world.ec2.controls.version = "2";
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 3 });
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 Pending Healthy", "3 Pending Healthy"]);
    expect((await told(world)).slice(0, 2)).toEqual([
      `Launching a new EC2 instance: ${id(3)}`,
      `Launching a new EC2 instance from warm pool: ${id(2)}`,
    ]);
    expect((await world.activities())[1]?.Cause).toBe(
      "At 2026-01-01T00:00:16Z a user request explicitly set group desired capacity changing the desired capacity from 1 to 3.  At 2026-01-01T00:00:16Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 3.",
    );
    await world.clock.advance(20_000);
    expect((await world.group()).Instances?.map((one) => one.LaunchTemplate?.Version)).toEqual(["1", "1", "2"]);
    expect(await world.pool()).toEqual([]);
    expect(routes(world).slice(-2)).toEqual([
      "EC2 Instance Launch Successful: WarmPool to AutoScalingGroup",
      "EC2 Instance Launch Successful: EC2 to AutoScalingGroup",
    ]);
  });

  it("has the pool filled up again by a scale-in, which terminates", async () => {
    const world = await pooled({}, { DesiredCapacity: 3 });
    expect(await world.pool()).toEqual([]);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 2 });
    await world.clock.advance(20_000);
    expect(world.ec2.instances.get(id(1))?.state).toBe("terminated");
    expect(await world.pool()).toEqual(["4 Warmed:Stopped Healthy"]);
  });

  it("starts nothing cold in a zone without capacity, and goes elsewhere", async () => {
    const world = await pooled({ MaxGroupPreparedCapacity: 2 });
    const zone = world.ec2.instances.get(id(2))?.availabilityZone;
    world.ec2.controls.brokenZone = zone;
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 2 });
    await world.clock.advance(20_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "3 InService Healthy"]);
    expect((await world.activities()).filter(({ StatusCode }) => StatusCode === "Failed")).toMatchObject([
      { StatusMessage: "We currently do not have sufficient t3.small capacity. Launching EC2 instance failed." },
    ]);
    expect(world.ec2.instances.get(id(3))?.availabilityZone).not.toBe(zone);
  });

  it("returns instances on scale-in if they are to be reused: they drain, wait for the hooks of a termination, and stop", async () => {
    const world = await pooled(
      { InstanceReusePolicy: { ReuseOnScaleIn: true } },
      { DesiredCapacity: 2, MaxSize: 2, TargetGroupARNs: [http] },
      ["autoscaling:EC2_INSTANCE_TERMINATING"],
    );
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 1 });
    await world.clock.advance(1_000);
    expect(await world.pool()).toEqual(["1 Warmed:Pending Healthy"]);
    expect((await world.activities())[0]).toMatchObject({
      Description: `Scaling in EC2 instance into warm pool: ${id(1)}`,
      Cause: `At 2026-01-01T00:00:16Z a user request explicitly set group desired capacity changing the desired capacity from 2 to 1.  At 2026-01-01T00:00:16Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 2 to 1.  At 2026-01-01T00:00:16Z instance ${id(1)} was selected for scale in to warm pool.`,
    });
    expect(world.elbv2.groups.get(http)?.get(id(1))).toBe("draining");
    await world.clock.advance(11_000);
    expect(await world.pool()).toEqual(["1 Warmed:Pending:Wait Healthy"]);
    expect(routes(world).at(-1)).toBe("EC2 Instance-terminate Lifecycle Action: AutoScalingGroup to WarmPool");
    await world.call("CompleteLifecycleAction", {
      ...web,
      LifecycleHookName: "prepare",
      InstanceId: id(1),
      // Either result returns it.
      LifecycleActionResult: "ABANDON",
    });
    await world.clock.advance(5_000);
    expect(await world.pool()).toEqual(["1 Warmed:Stopped Healthy"]);
    expect(routes(world).at(-1)).toBe("EC2 Instance Terminate Successful: AutoScalingGroup to WarmPool");
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 2 });
    await world.clock.advance(10_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
    expect(world.elbv2.groups.get(http)?.get(id(1))).toBe("healthy");
  });

  it("returns no more instances than the pool has room for", async () => {
    const world = await pooled(
      { InstanceReusePolicy: { ReuseOnScaleIn: true }, MaxGroupPreparedCapacity: 2 },
      { DesiredCapacity: 3 },
    );
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 1 });
    await world.clock.advance(20_000);
    expect(await world.pool()).toHaveLength(1);
    expect([...world.ec2.instances.values()].map(({ state }) => state).sort()).toEqual([
      "running",
      "stopped",
      "terminated",
    ]);
  });

  it("cannot be deleted without force, and is deleted by force with it", async () => {
    const world = await pooled({}, { MinSize: 0 });
    await world.call("PutWarmPool", { ...web, MinSize: 2 });
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 0 });
    await world.clock.advance(20_000);
    expect(await world.instances()).toEqual([]);
    await expect(world.call("DeleteAutoScalingGroup", web)).rejects.toMatchObject({
      name: "ResourceInUseFault",
      message:
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group. Also, you can\u2019t delete it while there are instances that are part of a warm pool.",
    });
    await world.call("DeleteAutoScalingGroup", { ...web, ForceDelete: true });
    await world.clock.advance(100_000);
    expect(world.service.state().groups).toEqual({});
    expect([...world.ec2.instances.values()].every(({ state }) => state === "terminated")).toBe(true);
  });

  it("is deleted by force only after the termination hooks of the pool's instances, and of these alone", async () => {
    const world = await pooled({ MaxGroupPreparedCapacity: 2 }, {}, ["autoscaling:EC2_INSTANCE_TERMINATING"]);
    await world.call("DeleteAutoScalingGroup", { ...web, ForceDelete: true });
    await world.clock.advance(100_000);
    expect(await world.instances()).toEqual([]);
    expect(await world.pool()).toEqual(["2 Warmed:Terminating:Wait Healthy"]);
    expect((await world.group()).WarmPoolConfiguration).toMatchObject({ Status: "PendingDelete" });
    await world.clock.advance(3_600_000);
    expect(world.service.state()).toMatchObject({ groups: {}, warmPools: {}, lifecycleHooks: {} });
  });
});

describe("DeleteWarmPool", () => {
  it("refuses a pool that has instances, unless by force: then it is PendingDelete until they are gone, after their hooks", async () => {
    const world = await pooled({}, {}, ["autoscaling:EC2_INSTANCE_TERMINATING"]);
    await expect(world.call("DeleteWarmPool", web)).rejects.toEqual(refusal("ResourceInUseFault"));
    await world.call("DeleteWarmPool", { ...web, ForceDelete: true });
    await world.clock.advance(1_000);
    expect(await world.pool()).toEqual(["2 Warmed:Terminating:Wait Healthy", "3 Warmed:Terminating:Wait Healthy"]);
    expect(routes(world).at(-1)).toBe("EC2 Instance-terminate Lifecycle Action: WarmPool to EC2");
    expect((await world.group()).WarmPoolConfiguration).toEqual({
      MaxGroupPreparedCapacity: 0,
      MinSize: 0,
      PoolState: "Stopped",
      Status: "PendingDelete",
    });
    await expect(world.call("PutWarmPool", web)).rejects.toMatchObject({
      name: "ValidationError",
      message: "You cannot update a warm pool while it is deleting.",
    });
    for (const digit of [2, 3])
      await world.call("CompleteLifecycleAction", {
        ...web,
        LifecycleHookName: "prepare",
        InstanceId: id(digit),
        LifecycleActionResult: "CONTINUE",
      });
    await world.clock.advance(4_000);
    expect((await world.group()).WarmPoolConfiguration).toBeUndefined();
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    await expect(world.call("DeleteWarmPool", { ...web, ForceDelete: true })).rejects.toMatchObject({
      message: "No warm pool found for Auto Scaling group 'web'.",
    });
  });
});
