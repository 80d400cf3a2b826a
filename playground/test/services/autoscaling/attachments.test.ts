import { describe, expect, it } from "vitest";
import { createWorld, groupInput, http, id } from "./world.ts";

const web = { AutoScalingGroupName: "web" };

/** A group with one instance in service, and an instance that is nobody's: the second. */
const beside = async (change: Parameters<typeof groupInput>[0] = {}, subnet = "subnet-b") => {
  const world = createWorld();
  const Tags = [
    { Key: "team", Value: "shop", PropagateAtLaunch: true },
    { Key: "cost", Value: "1", PropagateAtLaunch: false },
  ];
  await world.call(
    "CreateAutoScalingGroup",
    groupInput({ DesiredCapacity: 1, TargetGroupARNs: [http], Tags, ...change }),
  );
  await world.clock.advance(1_000);
  world.ec2.fleet.launch({ launchTemplate: { id: "lt-1", version: "1" }, subnet, tags: { team: "own", kept: "yes" } });
  await world.clock.advance(10_000);
  const attach = (...digits: number[]) => world.call("AttachInstances", { ...web, InstanceIds: digits.map(id) });
  return { ...world, attach };
};

describe("AttachInstances", () => {
  it("takes an instance into the group: the desired capacity grows, it is tagged, registered, and told of", async () => {
    const world = await beside();
    await world.attach(2);
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
    expect((await world.group()).DesiredCapacity).toBe(2);
    expect(world.ec2.instances.get(id(2))?.tags).toEqual({
      team: "shop",
      kept: "yes",
      "aws:autoscaling:groupName": "web",
    });
    expect(world.elbv2.groups.get(http)?.has(id(2))).toBe(true);
    expect((await world.activities())[0]).toMatchObject({
      Description: `Attaching an existing EC2 instance: ${id(2)}`,
      Cause:
        "At 2026-01-01T00:00:11Z an instance was added in response to user request. Keeping the capacity at the new 2.",
      StatusCode: "Successful",
      Details: JSON.stringify({ "Availability Zone": "eu-west-1b" }),
    });
    expect(world.events.at(-1)).toMatchObject({
      detailType: "EC2 Instance Launch Successful",
      detail: { Description: `Attaching an existing EC2 instance: ${id(2)}`, EC2InstanceId: id(2) },
    });
  });

  it("lets the instance wait for the hooks of a launch", async () => {
    const world = await beside();
    const LifecycleTransition = "autoscaling:EC2_INSTANCE_LAUNCHING";
    await world.call("PutLifecycleHook", { ...web, LifecycleHookName: "warm", LifecycleTransition });
    await world.attach(2);
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 Pending:Wait Healthy"]);
  });

  it("refuses instances that are none, are in a group, do not run or are elsewhere, and takes none of the others", async () => {
    const world = await beside({ VPCZoneIdentifier: "subnet-a" });
    const refused = (message: string) => expect.objectContaining({ name: "ValidationError", message });
    await expect(world.attach(2, 9)).rejects.toMatchObject({ name: "ValidationError" });
    await expect(world.attach(9)).rejects.toEqual(refused(`Invalid Instance ID(s): [${id(9)}] specified`));
    await expect(world.attach(1)).rejects.toEqual(
      refused(`The Instance: ${id(1)} is already part of AutoScalingGroup:web`),
    );
    await expect(world.attach(2)).rejects.toThrow("is not in one of the Availability Zones");
    world.ec2.fleet.stopInstance(id(2));
    await expect(world.attach(2)).rejects.toEqual(
      refused(`Instance ${id(2)} [stopping] is not in correct state. Instance(s) must be in 'running' state.`),
    );
    await expect(world.attach(...Array.from({ length: 21 }, (_, index) => index))).rejects.toEqual(
      refused(
        "List exceeds the maximum number of instances to attach. Please retry your request with fewer instances.",
      ),
    );
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
  });

  it("respects the maximum, and a Launch that is suspended", async () => {
    const world = await beside({ MaxSize: 1 });
    await expect(world.attach(2)).rejects.toMatchObject({
      name: "ValidationError",
      message:
        "AutoScalingGroup web has min-size=0, max-size=1, and desired-size=1. To attach 1 instance, please update the AutoScalingGroup sizes appropriately.",
    });
    await world.call("UpdateAutoScalingGroup", { ...web, MaxSize: 2 });
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["Launch"] });
    await expect(world.attach(2)).rejects.toMatchObject({ name: "ValidationError" });
    expect((await world.group()).DesiredCapacity).toBe(1);
  });
});

describe("DetachInstances", () => {
  it("takes the group's name from the instance, and leaves its other tags", async () => {
    const world = await beside();
    await world.attach(2);
    await world.clock.advance(5_000);
    await world.call("DetachInstances", { ...web, InstanceIds: [id(2)], ShouldDecrementDesiredCapacity: true });
    await world.clock.advance(15_000);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    expect(world.ec2.instances.get(id(2))).toMatchObject({ state: "running", tags: { team: "shop", kept: "yes" } });
    expect(world.ec2.instances.get(id(2))?.tags).not.toHaveProperty("aws:autoscaling:groupName");
  });
});
