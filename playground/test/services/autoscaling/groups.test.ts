import { describe, expect, it } from "vitest";
import { createWorld, groupInput, http, id } from "./world.ts";

const hook = { LifecycleHookName: "warm", LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING" };
const validationError = (message: string) => expect.objectContaining({ name: "ValidationError", message });

describe("CreateAutoScalingGroup", () => {
  it("shows AWS's defaults for what was left out", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput({ DesiredCapacity: 0, Tags: [{ Key: "team", Value: "x" }] }));
    expect(await world.group()).toEqual({
      AutoScalingGroupName: "web",
      AutoScalingGroupARN: expect.stringMatching(
        /^arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/web$/,
      ),
      LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "$Latest" },
      MinSize: 0,
      MaxSize: 8,
      DesiredCapacity: 0,
      DefaultCooldown: 300,
      AvailabilityZones: ["eu-west-1a", "eu-west-1b"],
      LoadBalancerNames: [],
      TargetGroupARNs: [],
      TrafficSources: [],
      HealthCheckType: "EC2",
      HealthCheckGracePeriod: 0,
      Instances: [],
      CreatedTime: new Date("2026-01-01T00:00:00Z"),
      SuspendedProcesses: [],
      VPCZoneIdentifier: "subnet-a,subnet-b",
      EnabledMetrics: [],
      Tags: [
        { ResourceId: "web", ResourceType: "auto-scaling-group", Key: "team", Value: "x", PropagateAtLaunch: false },
      ],
      TerminationPolicies: ["Default"],
      NewInstancesProtectedFromScaleIn: false,
      ServiceLinkedRoleARN:
        "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      DeletionProtection: "none",
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: "terminate" } },
      AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-best-effort" },
      AvailabilityZoneImpairmentPolicy: {
        ZonalShiftEnabled: false,
        ImpairedZoneHealthCheckBehavior: "IgnoreUnhealthy",
      },
      CapacityReservationSpecification: { CapacityReservationPreference: "default" },
    });
  });

  it("takes back what DescribeAutoScalingGroups shows: a group can be copied", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", {
      ...groupInput({ DesiredCapacity: 0, TargetGroupARNs: [http] }),
      MinSize: 0,
      DefaultCooldown: 60,
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 30,
      PlacementGroup: "spread",
      TerminationPolicies: ["OldestInstance", "Default"],
      NewInstancesProtectedFromScaleIn: true,
      CapacityRebalance: true,
      MaxInstanceLifetime: 86_400,
      DefaultInstanceWarmup: 10,
      DesiredCapacityType: "units",
      Context: "context",
      InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 120 },
      InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: "terminate" } },
      DeletionProtection: "prevent-force-deletion",
      Tags: [{ Key: "team", Value: "x", PropagateAtLaunch: true }],
    });
    const original = await world.group();
    const {
      AutoScalingGroupARN,
      CreatedTime,
      Instances,
      SuspendedProcesses,
      EnabledMetrics,
      LoadBalancerNames,
      TrafficSources,
      Status,
      LaunchTemplate,
      Tags,
      ...settings
    } = original;
    const { LaunchTemplateName, ...template } = LaunchTemplate ?? {};
    await world.call("CreateAutoScalingGroup", {
      ...settings,
      AutoScalingGroupName: "twin",
      LaunchTemplate: template,
      Tags: Tags?.map(({ ResourceId, ResourceType, ...tag }) => tag),
    });
    const twin = await world.group("twin");
    expect({ ...twin, Tags: [] }).toEqual({
      ...original,
      AutoScalingGroupName: "twin",
      AutoScalingGroupARN: twin.AutoScalingGroupARN,
      Tags: [],
    });
  });

  it("keeps a mixed instances policy and launches from its launch template", async () => {
    const world = createWorld();
    const specification = { LaunchTemplateName: "web", Version: "1" };
    await world.call("CreateAutoScalingGroup", {
      ...groupInput({ DesiredCapacity: 1 }),
      LaunchTemplate: undefined,
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: specification } },
    });
    await world.clock.advance(6_000);
    const group = await world.group();
    expect(group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification).toEqual({
      ...specification,
      LaunchTemplateId: "lt-1",
    });
    expect(group.Instances).toHaveLength(1);
  });

  const refusals: [string, object, string][] = [
    [
      "too much desired",
      { DesiredCapacity: 9 },
      "Desired capacity:9 must be between the specified min size:0 and max size:8",
    ],
    ["crossed bounds", { MinSize: 9 }, "Max bound, 8, must be greater than or equal to min bound, 9"],
    ["no subnet", { VPCZoneIdentifier: undefined }, "At least one Availability Zone or VPC Subnet is required."],
    ["an unknown subnet", { VPCZoneIdentifier: "subnet-x" }, "The subnet ID 'subnet-x' does not exist"],
    [
      "zones other than the subnets'",
      { AvailabilityZones: ["eu-west-1a"] },
      "The availability zones of the specified subnets and the Auto Scaling group do not match",
    ],
    [
      "no launch template",
      { LaunchTemplate: undefined },
      "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.",
    ],
    [
      "a launch template by id and name",
      { LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web" } },
      "Valid requests must contain either launchTemplateId or LaunchTemplateName",
    ],
    [
      "an unknown launch template",
      { LaunchTemplate: { LaunchTemplateId: "lt-9" } },
      "You must use a valid fully-formed launch template. The specified launch template, with template ID lt-9, does not exist.",
    ],
    [
      "an unknown target group",
      { TargetGroupARNs: [`${http}9`] },
      "Provided Target Groups may not be valid. Please ensure they exist and try again.",
    ],
    [
      "no name",
      { AutoScalingGroupName: undefined },
      "1 validation error detected: Value null at 'autoScalingGroupName' failed to satisfy constraint: Member must not be null",
    ],
    ["an unknown termination policy", { TerminationPolicies: ["Cheapest"] }, "Invalid termination policy: Cheapest"],
    [
      "a tag of AWS's",
      { Tags: [{ Key: "aws:x" }] },
      "aws: prefixed tag key names are not allowed for external use: aws:x",
    ],
  ];
  it.each(refusals)("refuses %s", async (_, change, message) => {
    const world = createWorld();
    await expect(world.call("CreateAutoScalingGroup", { ...groupInput(), ...change })).rejects.toEqual(
      validationError(message),
    );
    expect(world.service.state().groups).toEqual({});
  });

  it("refuses a name that is taken", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput());
    await expect(world.call("CreateAutoScalingGroup", groupInput())).rejects.toMatchObject({
      name: "AlreadyExistsFault",
      message: "AutoScalingGroup by this name already exists - A group with the name web already exists",
    });
  });
});

describe("DescribeAutoScalingGroups", () => {
  it("pages, and filters by name and tag", async () => {
    const world = createWorld();
    for (const [AutoScalingGroupName, Value] of [
      ["one", "blue"],
      ["two", "green"],
      ["three", "blue"],
    ])
      await world.call("CreateAutoScalingGroup", {
        ...groupInput({ DesiredCapacity: 0 }),
        AutoScalingGroupName,
        Tags: [{ Key: "side", Value }],
      });
    const names = async (input: object) => {
      const { AutoScalingGroups, NextToken } = await world.call<{
        AutoScalingGroups: { AutoScalingGroupName: string }[];
        NextToken?: string;
      }>("DescribeAutoScalingGroups", input);
      return { names: AutoScalingGroups.map((group) => group.AutoScalingGroupName), NextToken };
    };
    const first = await names({});
    expect(first.names).toEqual(["one", "two"]);
    expect(await names({ NextToken: first.NextToken })).toEqual({ names: ["three"], NextToken: undefined });
    expect((await names({ Filters: [{ Name: "tag:side", Values: ["blue"] }] })).names).toEqual(["one", "three"]);
    expect(
      (await names({ Filters: [{ Name: "tag-key", Values: ["side"] }], AutoScalingGroupNames: ["two"] })).names,
    ).toEqual(["two"]);
    expect((await names({ AutoScalingGroupNames: ["none"] })).names).toEqual([]);
    await expect(names({ NextToken: "nonsense" })).rejects.toMatchObject({ name: "InvalidNextToken" });
  });
});

describe("UpdateAutoScalingGroup", () => {
  it("changes what it names, moves the desired capacity into new bounds, and leaves the rest", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput({ DefaultCooldown: 60, PlacementGroup: "spread" }));
    const before = await world.group();
    await world.call("UpdateAutoScalingGroup", {
      AutoScalingGroupName: "web",
      MinSize: 4,
      PlacementGroup: "",
      LaunchTemplate: { LaunchTemplateName: "web", Version: "1" },
    });
    expect(await world.group()).toEqual({
      ...before,
      MinSize: 4,
      DesiredCapacity: 4,
      PlacementGroup: undefined,
      LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: "1" },
    });
  });

  it("refuses an unknown group and a desired capacity out of bounds", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput());
    await expect(world.call("UpdateAutoScalingGroup", { AutoScalingGroupName: "nope" })).rejects.toEqual(
      validationError("AutoScalingGroup name not found - null"),
    );
    await expect(
      world.call("UpdateAutoScalingGroup", { AutoScalingGroupName: "web", DesiredCapacity: 5, MaxSize: 4 }),
    ).rejects.toEqual(validationError("Desired capacity:5 must be between the specified min size:0 and max size:4"));
  });
});

describe("SetDesiredCapacity", () => {
  it("refuses a capacity out of bounds, and one in the cooldown if it is to be honored", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", groupInput({ DefaultCooldown: 60, MinSize: 1 }));
    const set = (DesiredCapacity: number, HonorCooldown = false) =>
      world.call("SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity, HonorCooldown });
    await expect(set(9)).rejects.toEqual(
      validationError("New SetDesiredCapacity value 9 is above max value 8 for the AutoScalingGroup."),
    );
    await expect(set(0)).rejects.toEqual(
      validationError("New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup."),
    );
    await world.clock.advance(10_000);
    await expect(set(3, true)).rejects.toMatchObject({
      name: "ScalingActivityInProgressFault",
      message: expect.stringMatching(/^Scaling activity [0-9a-f-]{36} is in progress and blocks this action$/),
    });
    await world.clock.advance(60_000);
    await set(3, true);
    await set(4);
    expect((await world.group()).DesiredCapacity).toBe(4);
  });
});

describe("permissions", () => {
  it("are asked on the group by its ARN with its tags, and on launching instances", async () => {
    const world = createWorld();
    const needs = (name: string, input: object) => world.service.operations[name]?.needs?.(input);
    const create = groupInput({
      Tags: [{ Key: "side", Value: "blue" }],
      LifecycleHookSpecificationList: [{ ...hook, RoleARN: "arn:role" }],
    });
    expect(needs("CreateAutoScalingGroup", create)).toEqual([
      {
        action: "autoscaling:CreateAutoScalingGroup",
        resource: "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:autoScalingGroupName/web",
        tags: { side: "blue" },
        requestTags: { side: "blue" },
      },
      ...["subnet-a", "subnet-b"].map((subnet) => ({
        action: "ec2:RunInstances",
        resource: subnet,
        context: { template: "", type: "" },
        refusedWith: "You are not authorized to use launch template: lt-1",
      })),
      { action: "iam:PassRole", resource: "arn:role", context: { "iam:passedtoservice": "autoscaling.amazonaws.com" } },
    ]);
    await world.call("CreateAutoScalingGroup", create);
    await world.clock.advance(1_000);
    const resource = (await world.group()).AutoScalingGroupARN;
    const tags = { side: "blue" };
    expect(needs("UpdateAutoScalingGroup", { AutoScalingGroupName: "web", MinSize: 1 })).toEqual([
      { action: "autoscaling:UpdateAutoScalingGroup", resource, tags },
    ]);
    expect(needs("TerminateInstanceInAutoScalingGroup", { InstanceId: id(1) })).toEqual([
      { action: "autoscaling:TerminateInstanceInAutoScalingGroup", resource, tags },
    ]);
    expect(needs("CreateOrUpdateTags", { Tags: [{ ResourceId: "web", Key: "a" }] })).toEqual([
      { action: "autoscaling:CreateOrUpdateTags", resource, tags, requestTags: { a: "" } },
    ]);
    expect(needs("DeleteTags", { Tags: [{ ResourceId: "web", Key: "a" }] })).toEqual([
      { action: "autoscaling:DeleteTags", resource, tags, requestTags: {}, tagKeys: ["a"] },
    ]);
    expect(needs("DescribeAutoScalingGroups", {})).toBeUndefined();
  });
});
