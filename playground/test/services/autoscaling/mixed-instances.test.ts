import { describe, expect, it } from "vitest";
import { createWorld, groupInput } from "./world.ts";

const web = { AutoScalingGroupName: "web" };
const mixed = (overrides: readonly object[], more: object = {}) => ({
  ...groupInput({ DesiredCapacity: 0 }),
  LaunchTemplate: undefined,
  MixedInstancesPolicy: {
    LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: "lt-1" }, Overrides: overrides },
    ...more,
  },
});

describe("a mixed instances policy", () => {
  it("is shown with the distribution and the overrides that AWS fills in, and without a version where none was given", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", {
      ...mixed([]),
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: "lt-1" } } },
    });
    expect((await world.group()).MixedInstancesPolicy).toEqual({
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web" },
        Overrides: [],
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: "prioritized",
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: 100,
        SpotAllocationStrategy: "lowest-price",
        SpotInstancePools: 2,
      },
    });
  });

  it("has on demand its base and its share of the rest, rounded up, and spot what is left; a scale-in keeps to that", async () => {
    const world = createWorld();
    const InstancesDistribution = { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 25 };
    await world.call("CreateAutoScalingGroup", { ...mixed([], { InstancesDistribution }), DesiredCapacity: 6 });
    await world.clock.advance(6_000);
    const spots = () =>
      [...world.ec2.instances.values()].filter(({ spot, state }) => spot && state === "running").length;
    expect(spots()).toBe(3);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 5 });
    await world.clock.advance(4_000);
    expect(spots()).toBe(3);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 1 });
    await world.clock.advance(4_000);
    expect(spots()).toBe(0);
    expect(await world.instances()).toHaveLength(1);
  });

  it("says nothing of pools with a strategy that has none", async () => {
    const world = createWorld();
    const InstancesDistribution = { SpotAllocationStrategy: "capacity-optimized" };
    await world.call("CreateAutoScalingGroup", mixed([], { InstancesDistribution }));
    expect((await world.group()).MixedInstancesPolicy?.InstancesDistribution).not.toHaveProperty("SpotInstancePools");
  });

  it("launches the type of highest priority", async () => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", {
      ...mixed([{ InstanceType: "m5.large" }, { InstanceType: "m5.xlarge" }]),
      DesiredCapacity: 1,
    });
    await world.clock.advance(6_000);
    expect((await world.group()).Instances).toMatchObject([{ InstanceType: "m5.large" }]);
    expect((await world.group()).Instances?.[0]).not.toHaveProperty("WeightedCapacity");
  });

  it.each([
    [[{ InstanceType: "m5.large", WeightedCapacity: "2" }, { InstanceType: "m5.xlarge" }], "ValidationError"],
    [[{ InstanceType: "m5.large", WeightedCapacity: "1000" }], "ValidationError"],
    [[{ InstanceType: "m5.large", WeightedCapacity: "two" }], "ValidationError"],
    [[{ InstanceRequirements: { VCpuCount: { Min: 1 }, MemoryMiB: { Min: 1 } } }], "PlaygroundNotEmulated"],
  ])("refuses the overrides %j", async (overrides, name) => {
    const world = createWorld();
    await expect(world.call("CreateAutoScalingGroup", mixed(overrides))).rejects.toMatchObject({ name });
  });
});

describe("weights", () => {
  const weighted = async (desired: number) => {
    const world = createWorld();
    await world.call("CreateAutoScalingGroup", {
      ...mixed([{ InstanceType: "m5.large", WeightedCapacity: "3" }]),
      MaxSize: 20,
      DesiredCapacity: desired,
    });
    await world.clock.advance(6_000);
    return world;
  };
  const size = async (world: Awaited<ReturnType<typeof weighted>>) => (await world.group()).Instances?.length;

  it("make the size units: capacity is at the desired one or above it", async () => {
    const world = await weighted(8);
    const { Instances } = await world.group();
    expect(Instances?.map((one) => one.WeightedCapacity)).toEqual(["3", "3", "3"]);
    expect((await world.activities())[0]?.Cause).toContain("increasing the capacity from 0 to 8.");
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 7 });
    await world.clock.advance(10_000);
    expect(await size(world)).toBe(3);
    await world.call("SetDesiredCapacity", { ...web, DesiredCapacity: 6 });
    await world.clock.advance(10_000);
    expect(await size(world)).toBe(2);
  });
});

it("weights apply to the instances that there are: the group is brought to its size anew", async () => {
  const world = createWorld();
  const policy = (WeightedCapacity: string) => mixed([{ InstanceType: "m5.large", WeightedCapacity }]);
  await world.call("CreateAutoScalingGroup", { ...policy("1"), MaxSize: 20, DesiredCapacity: 4 });
  await world.clock.advance(6_000);
  const { MixedInstancesPolicy } = policy("2");
  await world.call("UpdateAutoScalingGroup", { ...web, MixedInstancesPolicy });
  await world.clock.advance(10_000);
  expect((await world.group()).Instances?.map((one) => one.WeightedCapacity)).toEqual(["2", "2"]);
});

describe("DesiredCapacityType", () => {
  it("is units, or refused by name", async () => {
    const world = createWorld();
    await expect(
      world.call("CreateAutoScalingGroup", { ...groupInput(), DesiredCapacityType: "vcpu" }),
    ).rejects.toMatchObject({ name: "PlaygroundNotEmulated" });
  });
});
