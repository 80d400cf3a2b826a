import { describe, expect, it } from "vitest";
import { createWorld, groupInput, https, id } from "./world.ts";

const hook = { LifecycleHookName: "warm", LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING" };
const validationError = (message: string) => expect.objectContaining({ name: "ValidationError", message });

describe("DeleteAutoScalingGroup", () => {
  const remove = (world: ReturnType<typeof createWorld>, ForceDelete = false) =>
    world.call("DeleteAutoScalingGroup", { AutoScalingGroupName: "web", ForceDelete });

  it("refuses while there are instances, then while they go", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput());
    await world.clock.advance(6_000);
    await expect(remove(world)).rejects.toMatchObject({ name: "ResourceInUseFault" });
    await world.call("UpdateAutoScalingGroup", { AutoScalingGroupName: "web", DesiredCapacity: 0 });
    await world.clock.advance(100);
    await expect(remove(world)).rejects.toMatchObject({ name: "ScalingActivityInProgressFault" });
    await world.clock.advance(5_000);
    await remove(world);
    await world.clock.advance(90_000);
    expect(world.service.state().groups).toEqual({});
    await expect(remove(world)).rejects.toEqual(
      validationError("AutoScalingGroup name not found - AutoScalingGroup 'web' not found"),
    );
  });

  it("deletes by force with instances, policies, schedules, hooks, notifications and warm pool", async () => {
    const world = createWorld();
    await world.call(
      "CreateAutoScalingGroup",
      groupInput({ TargetGroupARNs: [https], LifecycleHookSpecificationList: [hook] }),
    );
    const web = { AutoScalingGroupName: "web" };
    await world.call("PutScalingPolicy", {
      ...web,
      PolicyName: "p",
      AdjustmentType: "ChangeInCapacity",
      ScalingAdjustment: 1,
    });
    await world.call("PutScheduledUpdateGroupAction", {
      ...web,
      ScheduledActionName: "s",
      Recurrence: "0 8 * * *",
      MinSize: 1,
    });
    await world.call("PutWarmPool", { ...web, MaxGroupPreparedCapacity: 0 });
    await world.call("PutNotificationConfiguration", {
      ...web,
      TopicARN: "arn:aws:sns:eu-west-1:123456789012:topic",
      NotificationTypes: ["autoscaling:EC2_INSTANCE_LAUNCH"],
    });
    await world.clock.advance(10_000);
    expect(await world.instances()).toEqual(["1 Pending:Wait Healthy", "2 Pending:Wait Healthy"]);
    await remove(world, true);
    expect((await world.group()).Status).toBe("Delete in progress");
    await world.clock.advance(90_000);
    expect(world.service.state()).toEqual({
      groups: {},
      instanceRefreshes: {},
      policies: {},
      scheduledActions: {},
      lifecycleHooks: {},
      notifications: {},
      warmPools: {},
    });
    expect(world.ec2.instances.get(id(1))?.state).toBe("terminated");
    expect((await world.activities())[0]).toMatchObject({ AutoScalingGroupState: "Deleted" });
  });

  it("leaves a group without instances there for a while, which nothing changes and nothing replaces", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 0, MaxSize: 4 }));
    await remove(world);
    await world.clock.advance(19_000);
    expect(await world.group()).toMatchObject({
      Status: "Delete in progress",
      MinSize: 0,
      MaxSize: 0,
      DesiredCapacity: 0,
    });
    await expect(world.call("CreateAutoScalingGroup", groupInput())).rejects.toMatchObject({
      name: "AlreadyExistsFault",
      message:
        "AutoScalingGroup by this name already exists - A group with the name web already exists and is pending delete.  Please wait until Autoscaling completes the deletion process before creating another group with the same name.",
    });
    const web = { AutoScalingGroupName: "web" };
    await expect(world.call("UpdateAutoScalingGroup", { ...web, MaxSize: 8 })).rejects.toEqual(
      validationError("The AutoScaling group may not be modified while it is pending delete"),
    );
    await expect(world.call("SuspendProcesses", web)).rejects.toEqual(
      validationError("Processes may not be suspended while the AutoScaling group is pending delete"),
    );
    await remove(world);
    await world.clock.advance(71_000);
    expect(world.service.state().groups).toEqual({});
    await world.call("CreateAutoScalingGroup", groupInput());
  });

  it("is done at once in a world where deletions take no time", async () => {
    const world = createWorld({}, () => 0, ["deletions-take-time"]);
    await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 0 }));
    await remove(world);
    expect(world.service.state().groups).toEqual({});
  });

  it("refuses for as long as the end of the last activity is not seen everywhere", async () => {
    let lag = 0;
    const world = createWorld({}, () => lag);
    await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 1 }));
    await world.clock.advance(6_000);
    await world.call("SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 0 });
    await world.clock.advance(1_000);
    lag = 500;
    await world.clock.advance(1_000);
    expect(world.service.state().groups?.web).toMatchObject({ Instances: [] });
    await expect(remove(world)).rejects.toMatchObject({ name: "ScalingActivityInProgressFault" });
    await world.clock.advance(500);
    await remove(world);
  });

  it("respects deletion protection", async () => {
    const world = createWorld();
    await world.call(
      "CreateAutoScalingGroup",
      groupInput({ DesiredCapacity: 0, DeletionProtection: "prevent-all-deletion" }),
    );
    await expect(remove(world)).rejects.toMatchObject({ name: "ValidationError" });
    await world.call("UpdateAutoScalingGroup", {
      AutoScalingGroupName: "web",
      DeletionProtection: "prevent-force-deletion",
    });
    await expect(remove(world, true)).rejects.toMatchObject({ name: "ValidationError" });
    await remove(world);
  });
});
