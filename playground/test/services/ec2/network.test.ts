import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "./world.ts";

const withGroup = async () => {
  const world = createWorld({ pageSize: 10 });
  const { GroupId } = await world.call("CreateSecurityGroup", {
    GroupName: "web",
    Description: "web servers",
    VpcId: world.vpc,
  });
  return { ...world, GroupId: GroupId as string };
};

const anywhere = { IpProtocol: "tcp", FromPort: 8080, ToPort: 8080, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };

describe("security groups", () => {
  it("let everything out and nothing in, until a rule says so", async () => {
    const world = await withGroup();
    await world.call("AuthorizeSecurityGroupIngress", { GroupId: world.GroupId, IpPermissions: [anywhere] });
    const { SecurityGroups } = await world.call("DescribeSecurityGroups", { GroupIds: [world.GroupId] });
    const none = { Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
    expect(SecurityGroups).toEqual([
      {
        GroupId: world.GroupId,
        SecurityGroupArn: `arn:aws:ec2:eu-west-1:123456789012:security-group/${world.GroupId}`,
        GroupName: "web",
        Description: "web servers",
        OwnerId: "123456789012",
        VpcId: world.vpc,
        IpPermissions: [{ ...anywhere, ...none }],
        IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }], ...none }],
      },
    ]);
  });

  it("list their rules one by one, each with an id by which it can be revoked", async () => {
    const world = await withGroup();
    const { SecurityGroupRules } = await world.call("AuthorizeSecurityGroupIngress", {
      GroupId: world.GroupId,
      IpPermissions: [{ ...anywhere, IpRanges: [{ CidrIp: "10.0.0.0/8" }, { CidrIp: "0.0.0.0/0" }] }],
    });
    const Filters = [{ Name: "group-id", Values: [world.GroupId] }];
    const listed = await world.call("DescribeSecurityGroupRules", { Filters });
    // Only the list says of an untagged rule that it has no tags.
    expect(listed.SecurityGroupRules.slice(1)).toEqual(
      SecurityGroupRules.map((rule: object) => ({ ...rule, Tags: [] })),
    );
    await world.call("RevokeSecurityGroupIngress", {
      GroupId: world.GroupId,
      SecurityGroupRuleIds: [SecurityGroupRules[0].SecurityGroupRuleId],
    });
    const left = await world.call("DescribeSecurityGroupRules", { Filters });
    expect(left.SecurityGroupRules.map(({ CidrIpv4 }: { CidrIpv4: string }) => CidrIpv4)).toEqual([
      "0.0.0.0/0",
      "0.0.0.0/0",
    ]);
  });

  it.each([
    [
      "AuthorizeSecurityGroupIngress",
      { IpPermissions: [anywhere] },
      'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, TCP, from port: 8080, to port: 8080, ALLOW" already exists',
    ],
    [
      "RevokeSecurityGroupIngress",
      { IpPermissions: [{ ...anywhere, ToPort: 8081 }] },
      "InvalidPermission.NotFound: The specified rule does not exist in this security group.",
    ],
    [
      "AuthorizeSecurityGroupIngress",
      { IpPermissions: [{ ...anywhere, ToPort: 80 }] },
      "InvalidParameterValue: Invalid TCP/UDP port range (8080 to 80).",
    ],
    [
      "AuthorizeSecurityGroupIngress",
      { GroupId: "sg-0", IpPermissions: [anywhere] },
      "InvalidGroup.NotFound: The security group 'sg-0' does not exist",
    ],
  ])("%s refuses %j", async (operation, input, message) => {
    const world = await withGroup();
    await world.call("AuthorizeSecurityGroupIngress", { GroupId: world.GroupId, IpPermissions: [anywhere] });
    expect(await refusal(world.call(operation, { GroupId: world.GroupId, ...input }))).toBe(message);
  });

  it("have a name of their own in their VPC", async () => {
    const world = await withGroup();
    const again = { GroupName: "web", Description: "more", VpcId: world.vpc };
    expect(await refusal(world.call("CreateSecurityGroup", again))).toBe(
      `InvalidGroup.Duplicate: The security group 'web' already exists for VPC '${world.vpc}'`,
    );
  });
});

describe("the default VPC", () => {
  it("has a subnet in every zone, and takes what names no network", async () => {
    const world = createWorld({ pageSize: 10 });
    const { Vpcs } = await world.call("DescribeVpcs", { Filters: [{ Name: "is-default", Values: ["true"] }] });
    const { VpcId } = Vpcs[0];
    const { Subnets } = await world.call("DescribeSubnets", { Filters: [{ Name: "vpc-id", Values: [VpcId] }] });
    const summary = (subnet: { AvailabilityZone: string; CidrBlock: string; DefaultForAz: boolean }) => [
      subnet.AvailabilityZone,
      subnet.CidrBlock,
      subnet.DefaultForAz,
    ];
    expect(Subnets.map(summary)).toEqual([
      ["eu-west-1a", "172.31.0.0/20", true],
      ["eu-west-1b", "172.31.16.0/20", true],
      ["eu-west-1c", "172.31.32.0/20", true],
    ]);
    const { Instances } = await world.call("RunInstances", {
      ImageId: world.image,
      MinCount: 1,
      MaxCount: 1,
      Placement: { AvailabilityZone: "eu-west-1b" },
    });
    expect(Instances[0]).toMatchObject({
      SubnetId: Subnets[1].SubnetId,
      SecurityGroups: [{ GroupName: "default" }],
    });
  });
});

describe("the network and the images", () => {
  it("are described as they were set up", async () => {
    const world = createWorld();
    const { Vpcs } = await world.call("DescribeVpcs", { VpcIds: [world.vpc] });
    const { Subnets } = await world.call("DescribeSubnets", {
      Filters: [{ Name: "vpc-id", Values: [world.vpc] }],
    });
    const { Images } = await world.call("DescribeImages", { Owners: ["self"] });
    const { AvailabilityZones } = await world.call("DescribeAvailabilityZones");
    expect(Vpcs).toMatchObject([{ VpcId: world.vpc, CidrBlock: "10.0.0.0/16" }]);
    expect(Subnets).toMatchObject([
      { SubnetId: world.subnet, AvailabilityZone: "eu-west-1a", AvailableIpAddressCount: 251 },
    ]);
    expect(Images).toMatchObject([{ ImageId: world.image, Name: "service", State: "available" }]);
    expect(AvailabilityZones.map(({ ZoneName }: { ZoneName: string }) => ZoneName)).toEqual([
      "eu-west-1a",
      "eu-west-1b",
      "eu-west-1c",
    ]);
  });

  it.each([
    ["DescribeVpcs", { VpcIds: ["vpc-0"] }, "InvalidVpcID.NotFound: The vpc ID 'vpc-0' does not exist"],
    [
      "DescribeSubnets",
      { SubnetIds: ["subnet-0"] },
      "InvalidSubnetID.NotFound: The subnet ID 'subnet-0' does not exist",
    ],
    ["DescribeImages", { ImageIds: ["ami-0"] }, "InvalidAMIID.NotFound: The image id '[ami-0]' does not exist"],
    [
      "DescribeImages",
      { ImageIds: ["not_an_ami_id"] },
      'InvalidAMIID.Malformed: Invalid id: "not_an_ami_id" (expecting "ami-...")',
    ],
    [
      "DescribeSecurityGroupRules",
      { Filters: [{ Name: "group-id", Values: ["foobar"] }] },
      "InvalidGroupId.Malformed: The security group ID 'foobar' is malformed",
    ],
  ])("%s refuses %j", async (operation, input, message) => {
    expect(await refusal(createWorld().call(operation, input))).toBe(message);
  });
});
