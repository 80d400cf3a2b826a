import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "./world.ts";

type World = ReturnType<typeof createWorld>;

const launched = async (extra = {}, world: World = createWorld({ pageSize: 100 })) => {
  const { Instances } = await world.call("RunInstances", {
    ImageId: world.image,
    InstanceType: "t3.micro",
    SubnetId: world.subnet,
    MinCount: 1,
    MaxCount: 1,
    ...extra,
  });
  await world.clock.advance(10_000);
  const { Reservations } = await world.call("DescribeInstances");
  return { ...world, InstanceId: Instances[0].InstanceId as string, instance: Reservations[0].Instances[0] };
};

describe("images", () => {
  it("are registered, launched from, and are gone for new launches once they are deregistered", async () => {
    const world = createWorld();
    const { ImageId } = await world.call("RegisterImage", { Name: "built", Architecture: "x86_64" });
    const { Images } = await world.call("DescribeImages", { ImageIds: [ImageId] });
    expect(Images).toMatchObject([{ Name: "built", Architecture: "x86_64", State: "available" }]);
    await launched({ ImageId }, world);
    expect(world.boots[0]?.imageId).toBe(ImageId);
    expect(await world.call("DeregisterImage", { ImageId })).toEqual({ Return: true });
    expect(await refusal(launched({ ImageId }, world))).toMatch(/^InvalidAMIID.NotFound: /);
    expect(await refusal(world.call("DeregisterImage", { ImageId }))).toMatch(/^InvalidAMIID.NotFound: /);
  });

  it.each([
    [
      { Name: "service", Architecture: "arm64" },
      /^InvalidAMIName.Duplicate: AMI name service is already in use by AMI ami-/,
    ],
    [{ Name: "no", Architecture: "arm64" }, /^InvalidAMIName.Malformed: /],
    [{ Name: "built" }, /^InvalidParameterValue: Invalid value 'i386' for architecture/],
    [{ Architecture: "arm64" }, /^MissingParameter: The request must contain the parameter Name$/],
  ])("are refused: %j", async (input, message) => {
    expect(await refusal(createWorld().call("RegisterImage", input))).toMatch(message);
  });
});

describe("key pairs", () => {
  it("are made, imported, listed and deleted, without any key", async () => {
    const world = createWorld();
    const made = await world.call("CreateKeyPair", { KeyName: "ops" });
    expect(made.KeyMaterial).toBe("-----BEGIN RSA PRIVATE KEY-----\n\n-----END RSA PRIVATE KEY-----");
    await world.call("ImportKeyPair", { KeyName: "mine", PublicKeyMaterial: Buffer.from("ssh-ed25519 AAAA me") });
    const { KeyPairs } = await world.call("DescribeKeyPairs");
    expect(KeyPairs).toMatchObject([
      { KeyPairId: made.KeyPairId, KeyName: "ops", KeyType: "rsa", Tags: [] },
      { KeyName: "mine", KeyType: "ed25519" },
    ]);
    await world.call("DeleteKeyPair", { KeyName: "ops" });
    expect(await world.call("DeleteKeyPair", { KeyName: "ops" })).toEqual({ Return: true });
    expect((await world.call("DescribeKeyPairs")).KeyPairs).toHaveLength(1);
  });

  it.each([
    ["CreateKeyPair", { KeyName: "ops" }, "InvalidKeyPair.Duplicate: The keypair 'ops' already exists."],
    ["DescribeKeyPairs", { KeyNames: ["none"] }, "InvalidKeyPair.NotFound: The key pair 'none' does not exist"],
    [
      "ImportKeyPair",
      { KeyName: "bad", PublicKeyMaterial: Buffer.from("no key") },
      "InvalidKey.Format: Key is not in valid OpenSSH public key format",
    ],
  ])("%s refuses %j", async (operation, input, message) => {
    const world = createWorld();
    await world.call("CreateKeyPair", { KeyName: "ops" });
    expect(await refusal(world.call(operation, input))).toBe(message);
  });

  it("have to be there for a launch", async () => {
    const missing = "InvalidKeyPair.NotFound: The key pair 'none' does not exist";
    expect(await refusal(launched({ KeyName: "none" }))).toBe(missing);
  });
});

describe("instance types", () => {
  it("say their architecture, vCPUs and memory", async () => {
    const { InstanceTypes } = await createWorld().call("DescribeInstanceTypes", { InstanceTypes: ["t4g.small"] });
    expect(InstanceTypes).toMatchObject([
      {
        InstanceType: "t4g.small",
        ProcessorInfo: { SupportedArchitectures: ["arm64"] },
        VCpuInfo: { DefaultVCpus: 2, DefaultCores: 2, DefaultThreadsPerCore: 1 },
        MemoryInfo: { SizeInMiB: 2048 },
        BurstablePerformanceSupported: true,
      },
    ]);
    expect(await refusal(createWorld().call("DescribeInstanceTypes", { InstanceTypes: ["x0.tiny"] }))).toBe(
      "InvalidInstanceType: The following supplied instance types do not exist: [x0.tiny]",
    );
  });

  it("are offered in every zone", async () => {
    const { InstanceTypeOfferings } = await createWorld({ pageSize: 100 }).call("DescribeInstanceTypeOfferings", {
      LocationType: "availability-zone",
      Filters: [{ Name: "instance-type", Values: ["m7g.large"] }],
    });
    expect(InstanceTypeOfferings).toEqual(
      ["a", "b", "c"].map((zone) => ({
        InstanceType: "m7g.large",
        LocationType: "availability-zone",
        Location: `eu-west-1${zone}`,
      })),
    );
  });
});

describe("what an instance brings along", () => {
  it("is listed by itself: its volumes and its network interface, until it is terminated", async () => {
    const { call, instance, InstanceId, ec2, clock } = await launched();
    const { Volumes } = await call("DescribeVolumes");
    const { NetworkInterfaces } = await call("DescribeNetworkInterfaces");
    expect(Volumes).toMatchObject([
      {
        VolumeId: instance.BlockDeviceMappings[0].Ebs.VolumeId,
        Size: 8,
        VolumeType: "gp3",
        Attachments: [{ InstanceId, Device: "/dev/xvda", State: "attached" }],
      },
    ]);
    expect(NetworkInterfaces).toMatchObject([
      {
        NetworkInterfaceId: instance.NetworkInterfaces[0].NetworkInterfaceId,
        PrivateIpAddress: instance.PrivateIpAddress,
        Attachment: { InstanceId, Status: "attached" },
        TagSet: [],
      },
    ]);
    ec2.terminate(InstanceId);
    await clock.advance(60_000);
    expect([
      (await call("DescribeVolumes")).Volumes,
      (await call("DescribeNetworkInterfaces")).NetworkInterfaces,
    ]).toEqual([[], []]);
  });
});

describe("the attributes of an instance", () => {
  it("are looked at and changed one by one", async () => {
    const { call, InstanceId, ec2 } = await launched();
    const protect = { InstanceId, DisableApiTermination: { Value: true } };
    await call("ModifyInstanceAttribute", protect);
    expect(await call("DescribeInstanceAttribute", { InstanceId, Attribute: "disableApiTermination" })).toEqual({
      InstanceId,
      DisableApiTermination: { Value: true },
    });
    expect(await refusal(call("TerminateInstances", { InstanceIds: [InstanceId] }))).toMatch(
      /^OperationNotPermitted: /,
    );
    expect(await refusal(call("ModifyInstanceAttribute", { ...protect, EbsOptimized: { Value: true } }))).toBe(
      "InvalidParameterCombination: Fields for multiple attribute types specified",
    );
    expect(ec2.instance(InstanceId)?.state).toBe("running");
  });

  it("that decide how it boots can be changed only while it is stopped, to what fits", async () => {
    const { call, InstanceId, clock, ec2 } = await launched();
    const become = (Value: string) => call("ModifyInstanceAttribute", { InstanceId, InstanceType: { Value } });
    expect(await refusal(become("t3.small"))).toBe(
      `IncorrectInstanceState: The instance '${InstanceId}' is not in the 'stopped' state.`,
    );
    await call("StopInstances", { InstanceIds: [InstanceId] });
    await clock.advance(60_000);
    expect(await refusal(become("t4g.small"))).toMatch(/^InvalidParameterValue: The architecture 'arm64'/);
    await become("t3.small");
    expect(ec2.instance(InstanceId)?.instanceType).toBe("t3.small");
  });

  it("of its metadata service can be changed while it runs", async () => {
    const { call, InstanceId } = await launched();
    const answer = await call("ModifyInstanceMetadataOptions", { InstanceId, HttpTokens: "required" });
    expect(answer.InstanceMetadataOptions).toMatchObject({ HttpTokens: "required", State: "pending" });
    const { Reservations } = await call("DescribeInstances");
    expect(Reservations[0].Instances[0].MetadataOptions).toMatchObject({ HttpTokens: "required", State: "applied" });
  });
});

describe("DeleteSecurityGroup", () => {
  it("deletes a group with its rules, unless something uses it", async () => {
    const world = createWorld();
    const group = { GroupName: "web", Description: "web", VpcId: world.vpc };
    const { GroupId } = await world.call("CreateSecurityGroup", group);
    const { InstanceId } = await launched({ SecurityGroupIds: [GroupId] }, world);
    expect(await refusal(world.call("DeleteSecurityGroup", { GroupId }))).toBe(
      `DependencyViolation: resource ${GroupId} has a dependent object`,
    );
    world.ec2.terminate(InstanceId);
    await world.clock.advance(60_000);
    expect(await world.call("DeleteSecurityGroup", { GroupId })).toEqual({ Return: true, GroupId });
    expect(await refusal(world.call("DescribeSecurityGroups", { GroupIds: [GroupId] }))).toMatch(
      /^InvalidGroup.NotFound/,
    );
  });

  it("leaves a group that a load balancer's network interfaces are in", async () => {
    const used = new Set<string>();
    const world = createWorld({ securityGroupUsers: { usesSecurityGroup: (group) => used.has(group) } });
    const group = { GroupName: "web", Description: "web", VpcId: world.vpc };
    const { GroupId } = await world.call("CreateSecurityGroup", group);
    used.add(GroupId);
    expect(await refusal(world.call("DeleteSecurityGroup", { GroupId }))).toBe(
      `DependencyViolation: resource ${GroupId} has a dependent object`,
    );
    used.clear();
    expect(await world.call("DeleteSecurityGroup", { GroupId })).toEqual({ Return: true, GroupId });
  });
});

describe("the account and its region", () => {
  it("are described", async () => {
    const world = createWorld();
    expect((await world.call("DescribeRegions")).Regions).toEqual([
      { RegionName: "eu-west-1", Endpoint: "ec2.eu-west-1.amazonaws.com", OptInStatus: "opt-in-not-required" },
    ]);
    const { AccountAttributes } = await world.call("DescribeAccountAttributes", {
      AttributeNames: ["supported-platforms"],
    });
    expect(AccountAttributes).toEqual([
      { AttributeName: "supported-platforms", AttributeValues: [{ AttributeValue: "VPC" }] },
    ]);
  });
});
