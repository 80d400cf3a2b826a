import { describe, expect, it } from "vitest";
import { createWorld, groupInput, http, id } from "./world.ts";

const web = { AutoScalingGroupName: "web" };

/** A group whose instances serve a target group, which they leave in 10 seconds. */
const serving = async (change: Parameters<typeof groupInput>[0] = {}) => {
  const world = createWorld();
  await world.call("CreateAutoScalingGroup", groupInput({ TargetGroupARNs: [http], ...change }));
  await world.clock.advance(10_000);
  return world;
};

describe("EnterStandby", () => {
  it("takes an instance out of its target groups and leaves it in the group, where nothing touches it", async () => {
    const world = await serving();
    const answer = await world.call("EnterStandby", {
      ...web,
      InstanceIds: [id(1)],
      ShouldDecrementDesiredCapacity: true,
    });
    expect(answer).toMatchObject({
      Activities: [
        {
          Description: `Moving EC2 instance to Standby: ${id(1)}`,
          Cause: `At 2026-01-01T00:00:10Z instance ${id(1)} was moved to standby in response to a user request, shrinking the capacity from 2 to 1.`,
          StatusCode: "InProgress",
          Progress: 50,
        },
      ],
    });
    expect(await world.instances()).toEqual(["1 EnteringStandby Healthy", "2 InService Healthy"]);
    await world.clock.advance(11_000);
    expect(await world.instances()).toEqual(["1 Standby Healthy", "2 InService Healthy"]);
    expect(world.elbv2.groups.get(http)?.has(id(1))).toBe(false);
    world.ec2.become(id(1), "stopped");
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 0 });
    await world.clock.advance(30_000);
    expect(await world.instances()).toEqual(["1 Standby Healthy"]);
    expect((await world.activities()).map(({ StatusCode }) => StatusCode)).not.toContain("InProgress");
  });

  it("has the instance replaced unless the desired capacity shrinks, which it may not below the minimum", async () => {
    const world = await serving({ MinSize: 2 });
    const enter = (ShouldDecrementDesiredCapacity: boolean) =>
      world.call("EnterStandby", { ...web, InstanceIds: [id(1)], ShouldDecrementDesiredCapacity });
    await expect(enter(true)).rejects.toMatchObject({
      name: "ValidationError",
      message:
        "AutoScalingGroup web has min-size=2, max-size=8, and desired-size=2. To place into standby 1 instance, please update the AutoScalingGroup sizes appropriately.",
    });
    await enter(false);
    await world.clock.advance(20_000);
    expect(await world.instances()).toEqual(["1 Standby Healthy", "2 InService Healthy", "3 InService Healthy"]);
    await expect(enter(false)).rejects.toMatchObject({ message: `The instance ${id(1)} is not in InService.` });
  });

  it("does not let the group be deleted without force", async () => {
    const world = await serving({ DesiredCapacity: 1 });
    await world.call("EnterStandby", { ...web, InstanceIds: [id(1)], ShouldDecrementDesiredCapacity: true });
    await world.clock.advance(20_000);
    await expect(world.call("DeleteAutoScalingGroup", web)).rejects.toMatchObject({ name: "ResourceInUseFault" });
    await world.call("DeleteAutoScalingGroup", { ...web, ForceDelete: true });
    await world.clock.advance(100_000);
    expect(world.ec2.instances.get(id(1))?.state).toBe("terminated");
    expect(world.service.state().groups).toEqual({});
  });
});

describe("ExitStandby", () => {
  it("puts the instance back in service and lets the desired capacity grow, within the maximum", async () => {
    const world = await serving({ MaxSize: 2 });
    const exit = () => world.call("ExitStandby", { ...web, InstanceIds: [id(1)] });
    await expect(exit()).rejects.toMatchObject({ message: `The instance ${id(1)} is not in Standby.` });
    await world.call("EnterStandby", { ...web, InstanceIds: [id(1)], ShouldDecrementDesiredCapacity: true });
    await world.clock.advance(20_000);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 2 });
    await world.clock.advance(20_000);
    await expect(exit()).rejects.toMatchObject({ name: "ValidationError" });
    await world.call("UpdateAutoScalingGroup", { ...web, MaxSize: 3 });
    expect(await exit()).toMatchObject({
      Activities: [
        { Description: `Moving EC2 instance out of Standby: ${id(1)}`, StatusCode: "PreInService", Progress: 30 },
      ],
    });
    await world.clock.advance(5_000);
    expect((await world.group()).DesiredCapacity).toBe(3);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy", "3 InService Healthy"]);
    expect(world.elbv2.groups.get(http)?.get(id(1))).toBe("healthy");
  });
});

describe("DetachInstances", () => {
  it("lets an instance go that runs on, and one that stands by", async () => {
    const world = await serving();
    const detach = (digit: number) =>
      world.call("DetachInstances", { ...web, InstanceIds: [id(digit)], ShouldDecrementDesiredCapacity: true });
    expect(await detach(1)).toMatchObject({
      Activities: [
        {
          Description: `Detaching EC2 instance: ${id(1)}`,
          Cause: `At 2026-01-01T00:00:10Z instance ${id(1)} was detached in response to a user request, shrinking the capacity from 2 to 1.`,
        },
      ],
    });
    expect(await world.instances()).toEqual(["1 Detaching Healthy", "2 InService Healthy"]);
    await world.clock.advance(11_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
    expect(world.ec2.instances.get(id(1))?.state).toBe("running");
    await expect(detach(1)).rejects.toMatchObject({
      message: `The instance ${id(1)} is not part of Auto Scaling group web.`,
    });
  });
});
