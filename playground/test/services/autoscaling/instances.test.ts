import { describe, expect, it } from "vitest";
import { createWorld, groupInput, id } from "./world.ts";

const web = { AutoScalingGroupName: "web" };

const running = async (change: Parameters<typeof groupInput>[0] = {}) => {
  const world = createWorld();
  await world.call("CreateAutoScalingGroup", groupInput(change));
  await world.clock.advance(6_000);
  return world;
};

describe("TerminateInstanceInAutoScalingGroup", () => {
  it("answers the activity, and the instance is replaced", async () => {
    const world = await running();
    const input = { InstanceId: id(1), ShouldDecrementDesiredCapacity: false };
    expect(await world.call("TerminateInstanceInAutoScalingGroup", input)).toMatchObject({
      Activity: {
        Description: `Terminating EC2 instance: ${id(1)}`,
        Cause: `At 2026-01-01T00:00:06Z instance ${id(1)} was taken out of service in response to a user request.`,
        StatusCode: "InProgress",
      },
    });
    await expect(world.call("TerminateInstanceInAutoScalingGroup", input)).rejects.toMatchObject({
      name: "ScalingActivityInProgressFault",
    });
    await world.clock.advance(10_000);
    expect(await world.instances()).toEqual(["2 InService Healthy", "3 InService Healthy"]);
  });

  it("shrinks the group if asked, but not below its minimum", async () => {
    const world = await running({ MinSize: 1 });
    const terminate = (digit: number) =>
      world.call("TerminateInstanceInAutoScalingGroup", {
        InstanceId: id(digit),
        ShouldDecrementDesiredCapacity: true,
      });
    await terminate(2);
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    await expect(terminate(1)).rejects.toMatchObject({ message: /^Currently, desiredSize equals minSize \(1\)/ });
    await expect(terminate(7)).rejects.toMatchObject({
      name: "ValidationError",
      message: `Instance Id not found - No managed instance found for instance ID: ${id(7)}`,
    });
  });
});

describe("SetInstanceHealth", () => {
  it("has an unhealthy instance replaced, respecting the grace period unless told not to", async () => {
    const world = await running({ HealthCheckGracePeriod: 60, DesiredCapacity: 1 });
    const set = (input: object) =>
      world.call("SetInstanceHealth", { InstanceId: id(1), HealthStatus: "Unhealthy", ...input });
    await set({});
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    await set({ ShouldRespectGracePeriod: false });
    await world.clock.advance(10_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
    const causes = (await world.activities()).map((activity) => activity.Cause);
    expect(causes.join()).toContain("an instance was taken out of service in response to a user health-check.");
  });

  it("can be taken back while ReplaceUnhealthy is suspended", async () => {
    const world = await running({ DesiredCapacity: 1 });
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["ReplaceUnhealthy"] });
    await world.call("SetInstanceHealth", { InstanceId: id(1), HealthStatus: "Unhealthy" });
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual(["1 InService Unhealthy"]);
    await world.call("SetInstanceHealth", { InstanceId: id(1), HealthStatus: "Healthy" });
    await world.call("ResumeProcesses", web);
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
  });
});

describe("SetInstanceProtection", () => {
  it("keeps scale-in away from an instance", async () => {
    const world = await running();
    await world.call("SetInstanceProtection", { ...web, InstanceIds: [id(1)], ProtectedFromScaleIn: true });
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 0 });
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    await world.call("SetInstanceProtection", { ...web, InstanceIds: [id(1)], ProtectedFromScaleIn: false });
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual([]);
  });
});

describe("DescribeAutoScalingInstances", () => {
  it("pages through the instances of all groups", async () => {
    const world = await running({ DesiredCapacity: 3 });
    const first = await world.call<{ AutoScalingInstances: object[]; NextToken: string }>(
      "DescribeAutoScalingInstances",
    );
    expect(first.AutoScalingInstances).toHaveLength(2);
    expect(await world.call("DescribeAutoScalingInstances", { NextToken: first.NextToken })).toMatchObject({
      AutoScalingInstances: [
        { InstanceId: id(3), AutoScalingGroupName: "web", LifecycleState: "InService", HealthStatus: "HEALTHY" },
      ],
    });
    const one = await world.call<{ AutoScalingInstances: object[] }>("DescribeAutoScalingInstances", {
      InstanceIds: [id(2)],
    });
    expect(one.AutoScalingInstances).toHaveLength(1);
  });
});
