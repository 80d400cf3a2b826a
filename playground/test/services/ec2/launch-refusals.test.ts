import { describe, expect, it } from "vitest";
import { nothingLacks } from "../../../services/ec2/launch-refusals.ts";
import { createWorld, refusal } from "./world.ts";

type World = ReturnType<typeof createWorld>;

const run = (world: World, extra = {}) =>
  world.call("RunInstances", {
    ImageId: world.image,
    InstanceType: "t3.micro",
    SubnetId: world.subnet,
    MinCount: 1,
    MaxCount: 1,
    ...extra,
  });

const mismatch =
  "The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.";

/** A world with a launch template of these data, and Auto Scaling's way to launch from it. */
const withTemplate = async (data: object, options = {}) => {
  const world = createWorld(options);
  await world.call("CreateLaunchTemplate", {
    LaunchTemplateName: "web",
    LaunchTemplateData: { ImageId: world.image, InstanceType: "t3.micro", ...data },
  });
  const launchTemplate = { name: "web", version: "1" };
  return { ...world, launch: () => world.ec2.launch({ launchTemplate, subnet: world.subnet, tags: {} }) };
};

/** Zones that lack capacity. */
const lacking = (...zones: string[]) => ({
  ...nothingLacks,
  inZone: (zone: string) => (zones.includes(zone) ? ("no-capacity" as const) : undefined),
  lacksCapacity: (zone: string) => zones.includes(zone),
});

describe("an image that cannot run on the instance type", () => {
  it("is refused by RunInstances, before anything starts", async () => {
    const world = createWorld();
    expect(await refusal(run(world, { InstanceType: "t4g.small" }))).toBe(`InvalidParameterValue: ${mismatch}`);
    expect(world.boots).toEqual([]);
  });

  it("is refused when a group is made, in the group's words, and when it launches, in EC2's", async () => {
    const { ec2, launch } = await withTemplate({ InstanceType: "m6g.large" });
    expect(() => ec2.resolveLaunchTemplate({ name: "web" })).toThrow(
      `You must use a valid fully-formed launch template. ${mismatch}`,
    );
    expect(launch).toThrow(expect.objectContaining({ name: "InvalidParameterValue", message: mismatch }));
  });

  it("is let through in a world without the trait", async () => {
    const world = createWorld({ without: ["launches-are-refused"] });
    expect(await refusal(run(world, { InstanceType: "t4g.small" }))).toBe("no error");
  });
});

describe("a zone without capacity", () => {
  const sentence =
    "InsufficientInstanceCapacity: We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (eu-west-1a). Our system will be working on provisioning additional capacity.";

  it("launches nothing, and the refusal names the zones that have some", async () => {
    const world = createWorld({ launchFaults: lacking("eu-west-1a", "eu-west-1b") });
    expect(await refusal(run(world))).toBe(
      `${sentence} You can currently get t3.micro capacity by not specifying an Availability Zone in your request or choosing eu-west-1c.`,
    );
    expect(world.boots).toEqual([]);
    const everywhere = createWorld({ launchFaults: lacking("eu-west-1a", "eu-west-1b", "eu-west-1c") });
    expect(await refusal(run(everywhere))).toBe(sentence);
  });

  it("fails a group's launch with EC2's code", async () => {
    const { launch } = await withTemplate({}, { launchFaults: lacking("eu-west-1a") });
    expect(launch).toThrow(expect.objectContaining({ name: "InsufficientInstanceCapacity", status: 500 }));
  });

  it("starts no stopped instance either", async () => {
    const zones: string[] = [];
    const world = createWorld({
      launchFaults: { ...nothingLacks, inZone: (zone) => (zones.includes(zone) ? "no-capacity" : undefined) },
    });
    const { Instances } = await run(world);
    const InstanceIds = [Instances[0].InstanceId];
    await world.clock.advance(10_000);
    await world.call("StopInstances", { InstanceIds });
    await world.clock.advance(60_000);
    zones.push("eu-west-1a");
    expect(await refusal(world.call("StartInstances", { InstanceIds }))).toMatch(/^InsufficientInstanceCapacity: /);
    expect(world.ec2.instance(InstanceIds[0])?.state).toBe("stopped");
  });
});

describe("the quota of vCPUs", () => {
  const limit = (quota: number) =>
    `VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of ${quota} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`;

  it("holds for all instances together, and is free again when they end", async () => {
    const world = createWorld({ vcpuQuota: 5 });
    const { Instances } = await run(world, { MinCount: 2, MaxCount: 2 });
    expect(await refusal(run(world))).toBe(limit(5));
    world.ec2.terminate(Instances[0].InstanceId);
    expect(await refusal(run(world))).toBe("no error");
  });

  it("can be said to be used up", async () => {
    const world = createWorld({ launchFaults: { ...nothingLacks, inZone: () => "vcpu-limit" } });
    expect(await refusal(run(world))).toBe(limit(1152));
  });
});

describe("a volume whose key is in a wrong state", () => {
  const devices = [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: true, KmsKeyId: "alias/web" } }];
  const launchFaults = { ...nothingLacks, keyIsUnusable: (key: string) => key === "alias/web" };
  const message = "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state";

  it("lets the instance be launched, which is terminated then and never ran", async () => {
    const world = createWorld({ launchFaults });
    const { Instances } = await run(world, { BlockDeviceMappings: devices });
    expect(Instances[0].State.Name).toBe("pending");
    await world.clock.advance(60_000);
    const { Reservations } = await world.call("DescribeInstances");
    expect(Reservations[0].Instances[0]).toMatchObject({
      State: { Name: "terminated" },
      StateReason: { Code: "Client.InvalidKMSKey.InvalidState", Message: message },
    });
    expect([world.boots, world.changes.map(([, state]) => state)]).toEqual([[], ["pending", "terminated"]]);
  });

  it("is no matter for other keys", async () => {
    const world = createWorld({ launchFaults });
    await run(world, { BlockDeviceMappings: [{ ...devices[0], Ebs: { Encrypted: true, KmsKeyId: "alias/other" } }] });
    await world.clock.advance(60_000);
    expect(world.changes.map(([, state]) => state)).toEqual(["pending", "running"]);
  });
});

it("a network interface that outlives its instance is not emulated", async () => {
  const kept = { SubnetId: undefined, NetworkInterfaces: [{ DeviceIndex: 0, DeleteOnTermination: false }] };
  expect(await refusal(run(createWorld(), kept))).toMatch(/^PlaygroundNotEmulated: .*outlives its instance/);
});

describe("security groups beside a network interface", () => {
  const data = { SecurityGroupIds: ["sg-1"], NetworkInterfaces: [{ DeviceIndex: 0 }] };

  it("are refused by RunInstances, and so is a subnet", async () => {
    const world = createWorld();
    expect(await refusal(run(world, data))).toBe(
      "InvalidParameterCombination: Network interfaces and an instance-level security groups may not be specified on the same request",
    );
    expect(await refusal(run(world, { NetworkInterfaces: [{ DeviceIndex: 0 }] }))).toBe(
      "InvalidParameterCombination: Network interfaces and an instance-level subnet ID may not be specified on the same request",
    );
  });

  it("are refused when a group uses such a template, and when it launches from one", async () => {
    const { ec2, launch } = await withTemplate(data);
    expect(() => ec2.resolveLaunchTemplate({ name: "web" })).toThrow(
      expect.objectContaining({
        name: "InvalidQueryParameter",
        message:
          "Invalid launch template: When a network interface is provided, the security groups must be a part of it.",
      }),
    );
    expect(launch).toThrow(expect.objectContaining({ name: "InvalidParameterCombination" }));
  });
});

describe("an instance type", () => {
  it.each([
    ["t3.enormous", "InvalidParameterValue: Invalid value 't3.enormous' for InstanceType."],
    ["m5.medium", "InvalidParameterValue: Invalid value 'm5.medium' for InstanceType."],
    [
      "g5.xlarge",
      expect.stringMatching(/^PlaygroundNotEmulated: The playground does not emulate the instance type g5.xlarge/),
    ],
  ])("%s is refused", async (InstanceType, message) => {
    expect(await refusal(run(createWorld(), { InstanceType }))).toEqual(message);
  });
});
