import { describe, expect, it } from "vitest";
import { createWorld, groupInput, http, id } from "./world.ts";

const web = { AutoScalingGroupName: "web" };
const onLaunch = { ...web, LifecycleHookName: "warm", LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING" };
const onTerminate = { ...web, LifecycleHookName: "logs", LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING" };

const hooked = async (...hooks: object[]) => {
  const world = createWorld();
  await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 1, TargetGroupARNs: [http] }));
  for (const hook of hooks) await world.call("PutLifecycleHook", hook);
  await world.clock.advance(6_000);
  return world;
};

describe("a launch hook", () => {
  it("keeps the instance out of the target groups until CONTINUE", async () => {
    const world = await hooked({ ...onLaunch, NotificationMetadata: "hello" });
    expect(await world.instances()).toEqual(["1 Pending:Wait Healthy"]);
    expect((await world.activities())[0]).toMatchObject({ StatusCode: "MidLifecycleAction" });
    const group = await world.group();
    expect(world.events).toEqual([
      {
        source: "aws.autoscaling",
        detailType: "EC2 Instance-launch Lifecycle Action",
        resources: [group.AutoScalingGroupARN],
        detail: {
          LifecycleActionToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
          AutoScalingGroupName: "web",
          LifecycleHookName: "warm",
          EC2InstanceId: id(1),
          LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          NotificationMetadata: "hello",
          Origin: "EC2",
          Destination: "AutoScalingGroup",
          Action: "Launch",
        },
      },
    ]);
    expect(world.journal).toEqual([]);
    const answer = { ...web, LifecycleHookName: "warm", InstanceId: id(1), LifecycleActionResult: "CONTINUE" };
    await world.call("CompleteLifecycleAction", answer);
    await world.clock.advance(100);
    expect(world.journal).toEqual(["register 1 http"]);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
    await expect(world.call("CompleteLifecycleAction", answer)).rejects.toMatchObject({
      name: "ValidationError",
      message: `No active Lifecycle Action found with instance ID ${id(1)}`,
    });
  });

  it("terminates the instance on ABANDON, and launches another", async () => {
    const world = await hooked(onLaunch);
    const token = world.events[0]?.detail.LifecycleActionToken;
    await world.call("CompleteLifecycleAction", {
      ...web,
      LifecycleHookName: "warm",
      LifecycleActionToken: token,
      LifecycleActionResult: "ABANDON",
    });
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 Terminating Healthy", "2 Pending Healthy"]);
    expect(world.events[1]).toMatchObject({
      detailType: "EC2 Instance Launch Unsuccessful",
      detail: {
        StatusMessage: `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${token} was abandoned: Lifecycle Action Completed with ABANDON Result`,
      },
    });
  });

  it("times out with its default result, unless a heartbeat extends it", async () => {
    const world = await hooked({ ...onLaunch, HeartbeatTimeout: 30, DefaultResult: "CONTINUE" });
    await world.clock.advance(20_000);
    await world.call("RecordLifecycleActionHeartbeat", { ...web, LifecycleHookName: "warm", InstanceId: id(1) });
    await world.clock.advance(25_000);
    expect(await world.instances()).toEqual(["1 Pending:Wait Healthy"]);
    await world.clock.advance(6_000);
    expect(await world.instances()).toEqual(["1 InService Healthy"]);
  });

  it("that is deleted abandons the launches it holds up", async () => {
    const world = await hooked(onLaunch);
    await world.call("DeleteLifecycleHook", { ...web, LifecycleHookName: "warm" });
    await world.clock.advance(10_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
  });
});

describe("a termination hook", () => {
  it("holds the instance after draining, and either result lets it go", async () => {
    const world = await hooked(onTerminate);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 0 });
    await world.clock.advance(9_000);
    expect(await world.instances()).toEqual(["1 Terminating Healthy"]);
    await world.clock.advance(3_000);
    expect(await world.instances()).toEqual(["1 Terminating:Wait Healthy"]);
    expect(world.events.at(-1)).toMatchObject({
      detailType: "EC2 Instance-terminate Lifecycle Action",
      detail: { LifecycleHookName: "logs", Origin: "AutoScalingGroup", Destination: "EC2" },
    });
    await world.call("CompleteLifecycleAction", {
      ...web,
      LifecycleHookName: "logs",
      InstanceId: id(1),
      LifecycleActionResult: "ABANDON",
    });
    await world.clock.advance(100);
    expect(await world.instances()).toEqual(["1 Terminating:Proceed Healthy"]);
    await world.clock.advance(3_000);
    expect(await world.instances()).toEqual([]);
  });
});

describe("PutLifecycleHook", () => {
  it("has AWS's defaults, and an update leaves what it does not name", async () => {
    const world = await hooked(onLaunch);
    const describeHooks = () => world.call("DescribeLifecycleHooks", web);
    const hook = { ...onLaunch, HeartbeatTimeout: 3600, GlobalTimeout: 172_800, DefaultResult: "ABANDON" };
    expect(await describeHooks()).toEqual({ LifecycleHooks: [hook] });
    await world.call("PutLifecycleHook", { ...web, LifecycleHookName: "warm", HeartbeatTimeout: 60 });
    expect(await describeHooks()).toEqual({
      LifecycleHooks: [{ ...hook, HeartbeatTimeout: 60, GlobalTimeout: 6_000 }],
    });
  });

  it.each([
    [{ ...onLaunch, HeartbeatTimeout: 20 }, "Heartbeat timeout must be between 30 and 7200 seconds, not 20"],
    [{ ...onLaunch, DefaultResult: "MAYBE" }, "DefaultResult must be CONTINUE or ABANDON, not MAYBE"],
    [
      { ...web, LifecycleHookName: "x" },
      "1 validation error detected: Value null at 'lifecycleTransition' failed to satisfy constraint: Member must not be null",
    ],
  ])("refuses %j", async (hook, message) => {
    const world = await hooked();
    await expect(world.call("PutLifecycleHook", hook)).rejects.toMatchObject({ name: "ValidationError", message });
  });
});
