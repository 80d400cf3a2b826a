import { describe, expect, it } from "vitest";
import { createWorld, groupInput, http, https, id } from "./world.ts";

const arnOf = (events: { resources: readonly string[] }[]) => events[0]?.resources[0];

describe("a group's instances", () => {
  it("launch into both zones, are registered with every target group, then enter service", async () => {
    const world = await started({ TargetGroupARNs: [http, https], Tags: [tag("Name", "web", true), tag("team", "x")] });
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 Pending Healthy", "2 Pending Healthy"]);
    expect(world.journal).toEqual([]);
    await world.clock.advance(5_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
    expect(world.journal).toEqual(["register 1 http", "register 1 https", "register 2 http", "register 2 https"]);
    expect((await world.group()).Instances?.[1]).toEqual({
      InstanceId: id(2),
      InstanceType: "t3.small",
      AvailabilityZone: "eu-west-1b",
      LifecycleState: "InService",
      HealthStatus: "Healthy",
      LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "1" },
      ProtectedFromScaleIn: false,
    });
    expect(world.ec2.instances.get(id(1))?.tags).toEqual({ "aws:autoscaling:groupName": "web", Name: "web" });
  });

  it("are announced by an event and an activity with AWS's words", async () => {
    const world = await started({ DesiredCapacity: 1 });
    await world.clock.advance(5_000);
    const [activity] = await world.activities();
    const cause =
      "At 2026-01-01T00:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 1.  At 2026-01-01T00:00:00Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 1.";
    expect(activity).toEqual({
      ActivityId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      AutoScalingGroupName: "web",
      AutoScalingGroupARN: arnOf(world.events),
      AutoScalingGroupState: "InService",
      Description: `Launching a new EC2 instance: ${id(1)}`,
      Cause: cause,
      StartTime: new Date("2026-01-01T00:00:00Z"),
      EndTime: new Date("2026-01-01T00:00:05Z"),
      StatusCode: "Successful",
      StatusMessage: undefined,
      Progress: 100,
      Details: '{"Subnet ID":"subnet-a","Availability Zone":"eu-west-1a"}',
    });
    expect(world.events).toEqual([
      {
        source: "aws.autoscaling",
        detailType: "EC2 Instance Launch Successful",
        resources: [activity?.AutoScalingGroupARN, `arn:aws:ec2:eu-west-1:123456789012:instance/${id(1)}`],
        detail: {
          Origin: "EC2",
          Destination: "AutoScalingGroup",
          Action: "Launch",
          StatusCode: "InProgress",
          Description: `Launching a new EC2 instance: ${id(1)}`,
          AutoScalingGroupName: "web",
          ActivityId: activity?.ActivityId,
          Details: { "Subnet ID": "subnet-a", "Availability Zone": "eu-west-1a" },
          RequestId: activity?.ActivityId,
          StatusMessage: "",
          EndTime: "2026-01-01T00:00:05.000Z",
          EC2InstanceId: id(1),
          StartTime: "2026-01-01T00:00:00.000Z",
          Cause: cause,
        },
      },
    ]);
  });

  it("leave the target groups and drain before they are terminated", async () => {
    const world = await started({ TargetGroupARNs: [http] });
    await world.clock.advance(10_000);
    await world.call("UpdateAutoScalingGroup", { AutoScalingGroupName: "web", MaxSize: 1 });
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual(["1 Terminating Healthy", "2 InService Healthy"]);
    const [draining] = await world.activities();
    expect(draining).toMatchObject({
      StatusCode: "WaitingForELBConnectionDraining",
      Description: `Terminating EC2 instance: ${id(1)} - Waiting For ELB Connection Draining.`,
      Cause: `At 2026-01-01T00:00:10Z a user request update of AutoScalingGroup constraints to min: 0, max: 1, desired: 1 changing the desired capacity from 2 to 1.  At 2026-01-01T00:00:10Z an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 2 to 1.  At 2026-01-01T00:00:10Z instance ${id(1)} was selected for termination.`,
    });
    expect(world.ec2.instances.get(id(1))?.state).toBe("running");
    await world.clock.advance(10_000);
    expect(world.ec2.instances.get(id(1))?.state).toBe("shutting-down");
    await world.clock.advance(2_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
    expect(world.events.at(-1)).toMatchObject({
      detailType: "EC2 Instance Terminate Successful",
      detail: { Origin: "AutoScalingGroup", Destination: "EC2", EC2InstanceId: id(1) },
    });
  });

  it("are replaced when the load balancer finds them unhealthy", async () => {
    const world = await started({ TargetGroupARNs: [http], HealthCheckType: "ELB", DesiredCapacity: 1 });
    await world.clock.advance(20_000);
    world.elbv2.set(http, id(1), "unhealthy");
    await world.clock.advance(6_000);
    expect(await world.instances()).toEqual(["1 Terminating Unhealthy", "2 Pending Healthy"]);
    const causes = (await world.activities()).map((activity) => activity.Cause?.replace(/^At \S+ /, ""));
    expect(causes.slice(0, 2)).toEqual([
      "an instance was launched in response to an unhealthy instance needing to be replaced.",
      "an instance was taken out of service in response to an ELB system health check failure.",
    ]);
    await world.clock.advance(20_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
  });

  it("are replaced when EC2 loses them, even in the grace period", async () => {
    const world = await started({ DesiredCapacity: 1, HealthCheckGracePeriod: 3600 });
    await world.clock.advance(10_000);
    world.ec2.become(id(1), "terminated");
    await world.clock.advance(20_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
  });

  it("are not replaced for a target group attached later in which none was ever healthy", async () => {
    const world = await started({ HealthCheckType: "ELB" });
    world.elbv2.controls.healthy = "unhealthy";
    await world.clock.advance(10_000);
    await world.call("AttachLoadBalancerTargetGroups", { AutoScalingGroupName: "web", TargetGroupARNs: [http] });
    await world.clock.advance(60_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
    expect(await sources(world)).toEqual([{ LoadBalancerTargetGroupARN: http, State: "Added" }]);
    world.elbv2.set(http, id(1), "healthy");
    await world.clock.advance(10_000);
    expect(await sources(world)).toEqual([{ LoadBalancerTargetGroupARN: http, State: "InService" }]);
    expect(await world.instances()).toEqual([
      "1 InService Healthy",
      "2 Terminating Unhealthy",
      expect.stringMatching(/^3 /),
    ]);
  });

  it("are not registered if launched while AddToLoadBalancer was suspended, even after it resumes", async () => {
    const world = await started({ TargetGroupARNs: [http], DesiredCapacity: 0 });
    const processes = { AutoScalingGroupName: "web", ScalingProcesses: ["AddToLoadBalancer"] };
    await world.call("SuspendProcesses", processes);
    await world.call("SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 1 });
    await world.clock.advance(10_000);
    await world.call("ResumeProcesses", processes);
    await world.call("SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 2 });
    await world.clock.advance(10_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
    expect(world.journal).toEqual(["register 2 http"]);
  });

  it("are launched again after a failure, later each time, and the failure names no instance", async () => {
    const world = await started({ DesiredCapacity: 0 });
    world.ec2.controls.broken = "snapshotId can only be modified on EBS devices.";
    await world.call("SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 2 });
    await world.clock.advance(75_000);
    const reason = "snapshotId can only be modified on EBS devices. Launching EC2 instance failed.";
    const failed = await world.activities();
    expect(failed.map((one) => `${one.StatusCode} ${one.StartTime?.toISOString().slice(14, 19)}`)).toEqual([
      "Failed 01:10",
      "Failed 00:30",
      "Failed 00:10",
      "Failed 00:00",
    ]);
    expect(failed[0]).toMatchObject({
      Description: `Launching a new EC2 instance.  Status Reason: ${reason}`,
      StatusMessage: reason,
      Progress: 100,
    });
    expect(world.events[0]).toMatchObject({
      detailType: "EC2 Instance Launch Unsuccessful",
      resources: [(await world.group()).AutoScalingGroupARN],
      detail: { StatusCode: "Failed", EC2InstanceId: "", StatusMessage: reason },
    });
    world.ec2.controls.broken = undefined;
    await world.clock.advance(90_000);
    expect(await world.instances()).toEqual(["1 InService Healthy", "2 InService Healthy"]);
  });

  it("cannot launch into a target group that is gone", async () => {
    const world = await started({ TargetGroupARNs: [http], DesiredCapacity: 0 });
    world.elbv2.groups.delete(http);
    await world.call("SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 1 });
    await world.clock.advance(1_000);
    expect((await world.activities())[0]).toMatchObject({
      StatusCode: "Failed",
      StatusMessage:
        "One or more target groups not found. Validating load balancer configuration failed. Launching EC2 instance failed.",
    });
  });

  it("that die while they boot are given up and launched again after a while", async () => {
    const world = await started({ DesiredCapacity: 1 });
    await world.clock.advance(1_000);
    world.ec2.become(id(1), "terminated");
    await world.clock.advance(1_000);
    expect(await world.instances()).toEqual([]);
    expect((await world.activities())[0]).toMatchObject({ StatusCode: "Cancelled", Progress: 100 });
    expect(world.events[0]).toMatchObject({ detailType: "EC2 Instance Launch Unsuccessful" });
    await world.clock.advance(20_000);
    expect(await world.instances()).toEqual(["2 InService Healthy"]);
  });

  it("drain from a target group that is detached, which then vanishes", async () => {
    const world = await started({ TargetGroupARNs: [http, https] });
    await world.clock.advance(10_000);
    await world.call("DetachTrafficSources", {
      AutoScalingGroupName: "web",
      TrafficSources: [{ Identifier: https, Type: "elbv2" }],
    });
    await world.clock.advance(2_000);
    expect((await world.group()).TargetGroupARNs).toEqual([http]);
    expect(await sources(world)).toEqual([
      { LoadBalancerTargetGroupARN: http, State: "InService" },
      { LoadBalancerTargetGroupARN: https, State: "Removing" },
    ]);
    await world.clock.advance(10_000);
    expect(await sources(world)).toEqual([{ LoadBalancerTargetGroupARN: http, State: "InService" }]);
    expect([...world.elbv2.targetGroups.health(https)]).toEqual([]);
  });

  it("show late to reads, like every change", async () => {
    const world = createWorld({}, () => 2_000);
    await world.call("CreateAutoScalingGroup", groupInput());
    await expect(world.group()).rejects.toThrow("no group web");
    await world.clock.advance(2_000);
    expect((await world.group()).DesiredCapacity).toBe(2);
  });
});

const tag = (Key: string, Value: string, PropagateAtLaunch = false) => ({ Key, Value, PropagateAtLaunch });

const started = async (change: Parameters<typeof groupInput>[0]) => {
  const world = createWorld();
  await world.call("CreateAutoScalingGroup", groupInput(change));
  return world;
};

const sources = async (world: ReturnType<typeof createWorld>) =>
  (await world.call("DescribeLoadBalancerTargetGroups", { AutoScalingGroupName: "web" })).LoadBalancerTargetGroups;
