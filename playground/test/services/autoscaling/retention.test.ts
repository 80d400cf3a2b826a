import { describe, expect, it } from "vitest";
import { createWorld, groupInput, id } from "./world.ts";

const web = { AutoScalingGroupName: "web" };
const retain = { RetentionTriggers: { TerminateHookAbandon: "retain" } } as const;
const drain = { LifecycleHookName: "drain", LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING" };
const reason =
  /^Instance failed to complete user's Lifecycle Action: .* was abandoned: Lifecycle Action Completed with ABANDON Result$/;

const complete = (world: ReturnType<typeof createWorld>, LifecycleActionResult: string, digit = 1) =>
  world.call("CompleteLifecycleAction", {
    ...web,
    LifecycleHookName: "drain",
    InstanceId: id(digit),
    LifecycleActionResult,
  });

/** A group that retains, whose first instance was to be terminated, and is not: another has taken its place. */
const retained = async () => {
  const world = createWorld();
  const hooks = { LifecycleHookSpecificationList: [drain], InstanceLifecyclePolicy: retain };
  await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 1, ...hooks }));
  await world.clock.advance(6_000);
  await world.call("TerminateInstanceInAutoScalingGroup", { InstanceId: id(1), ShouldDecrementDesiredCapacity: false });
  await world.clock.advance(1_000);
  await complete(world, "ABANDON");
  await world.clock.advance(10_000);
  return world;
};

describe("a group that retains instances whose termination hook is abandoned", () => {
  it("keeps such an instance running, counts it for nothing and says so", async () => {
    const world = await retained();
    expect(await world.instances()).toEqual(["1 Terminating:Retained Healthy", "2 InService Healthy"]);
    expect(world.ec2.instances.get(id(1))?.state).toBe("running");
    const [, cancelled] = await world.activities();
    expect(cancelled).toMatchObject({
      StatusCode: "Cancelled",
      StatusMessage: expect.stringMatching(reason),
      Description: `Terminating EC2 instance: ${id(1)}.  Status Reason: ${cancelled?.StatusMessage}`,
      Progress: 100,
    });
    expect(world.events.find(({ detailType }) => detailType === "EC2 Instance Terminate Unsuccessful")).toMatchObject({
      detail: {
        StatusCode: "MidTerminatingLifecycleAction",
        Description: `Terminating EC2 instance: ${id(1)}`,
        StatusMessage: "",
        Action: "Terminate",
      },
    });
  });

  it("terminates it when it is asked to again, after the hooks, but does not decrement the desired capacity", async () => {
    const world = await retained();
    const terminate = (ShouldDecrementDesiredCapacity: boolean) =>
      world.call("TerminateInstanceInAutoScalingGroup", { InstanceId: id(1), ShouldDecrementDesiredCapacity });
    await expect(terminate(true)).rejects.toMatchObject({ name: "ValidationError" });
    await terminate(false);
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 Terminating:Wait Healthy", "2 InService Healthy"]);
    await complete(world, "ABANDON");
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 Terminating:Retained Healthy", "2 InService Healthy"]);
    await terminate(false);
    await world.clock.advance(1_000);
    await complete(world, "CONTINUE");
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
  });

  it("lets it be detached, without another capacity, and forgets it when EC2 says that it is terminated", async () => {
    const world = await retained();
    const detach = (ShouldDecrementDesiredCapacity: boolean) =>
      world.call("DetachInstances", { ...web, InstanceIds: [id(1)], ShouldDecrementDesiredCapacity });
    await expect(detach(true)).rejects.toMatchObject({ name: "ValidationError" });
    await detach(false);
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
    expect(world.ec2.instances.get(id(1))?.state).toBe("running");
    const other = await retained();
    other.ec2.fleet.terminate(id(1));
    await other.clock.advance(4_000);
    expect(await other.instances()).toEqual(["2 InService Healthy"]);
  });

  it("cannot be deleted by force until it retains no more; then what it retained waits for the hooks again", async () => {
    const world = await retained();
    const remove = () => world.call("DeleteAutoScalingGroup", { ...web, ForceDelete: true });
    await expect(remove()).rejects.toMatchObject({ name: "ValidationError" });
    await world.call("UpdateAutoScalingGroup", {
      ...web,
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: "terminate" } },
    });
    await remove();
    await world.clock.advance(100_000);
    expect(world.service.state().groups).toEqual({});
    expect(world.ec2.instances.get(id(1))?.state).toBe("terminated");
  });

  it("needs a termination hook that is abandoned by default", async () => {
    const world = createWorld();
    const create = (hook: object) =>
      world.call(
        "CreateAutoScalingGroup",
        groupInput({ InstanceLifecyclePolicy: retain, LifecycleHookSpecificationList: [{ ...drain, ...hook }] }),
      );
    await expect(create({ DefaultResult: "CONTINUE" })).rejects.toMatchObject({
      name: "InvalidQueryParameter",
      message:
        "InstanceLifecyclePolicy requires at least one terminate lifecycle hook with default result ABANDON. Configure a terminate lifecycle hook with ABANDON result, or remove InstanceLifecyclePolicy and try again.",
    });
    expect(world.service.state().groups).toEqual({});
    await create({});
    await world.call("CreateAutoScalingGroup", groupInput({ AutoScalingGroupName: "other" }));
    await expect(
      world.call("UpdateAutoScalingGroup", { AutoScalingGroupName: "other", InstanceLifecyclePolicy: retain }),
    ).rejects.toMatchObject({ name: "InvalidQueryParameter" });
  });

  it("retains on the way back into its warm pool, too", async () => {
    const world = createWorld();
    const hooks = { LifecycleHookSpecificationList: [drain], InstanceLifecyclePolicy: retain };
    await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 1, MaxSize: 1, ...hooks }));
    await world.clock.advance(6_000);
    await world.call("PutWarmPool", { ...web, InstanceReusePolicy: { ReuseOnScaleIn: true } });
    await world.call("SuspendProcesses", { ...web, ScalingProcesses: ["Launch"] });
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 0 });
    await world.clock.advance(1_000);
    await complete(world, "ABANDON");
    await world.clock.advance(1_000);
    expect(await world.pool()).toEqual(["1 Warmed:Pending:Retained Healthy"]);
    await world.call("TerminateInstanceInAutoScalingGroup", {
      InstanceId: id(1),
      ShouldDecrementDesiredCapacity: false,
    });
    await world.clock.advance(1_000);
    expect(await world.pool()).toEqual(["1 Warmed:Terminating:Wait Healthy"]);
    await complete(world, "ABANDON");
    await world.clock.advance(1_000);
    expect(await world.pool()).toEqual(["1 Warmed:Terminating:Retained Healthy"]);
  });
});
