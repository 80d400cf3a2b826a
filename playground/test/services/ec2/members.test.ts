/** On the wire, with AWS's own client: which members an answer has, and which it has not. */
import {
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Instance,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFaults } from "../../../faults/faults.ts";
import { createAdmin } from "../../../gateway/admin.ts";
import { createCalls } from "../../../gateway/calls.ts";
import { createGateway } from "../../../gateway/gateway.ts";
import { knownActions } from "../../../gateway/protocols.ts";
import { serve } from "../../../gateway/serve.ts";
import { createIdentity } from "../../../identity/identity.ts";
import { createWorld } from "./world.ts";

const createWire = async () => {
  const world = createWorld({ pageSize: 100, profiles: ["web"] });
  const { surroundings, ec2 } = world;
  const gateway = createGateway({
    surroundings,
    services: [ec2],
    forwards: {},
    identity: createIdentity(surroundings),
    faults: createFaults({
      random: surroundings.random,
      clock: surroundings.clock,
      actions: knownActions,
      zones: () => ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      instance: () => undefined,
      kill: () => {},
    }),
    calls: createCalls(surroundings.clock),
  });
  const server = await serve({ gateway, admin: createAdmin({}), port: 0, now: Date.now });
  const client = new EC2Client({
    region: surroundings.region,
    endpoint: server.url,
    credentials: { accessKeyId: "AKIAOPERATOR", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  return { ...world, client, stop: server.close };
};

let wire: Awaited<ReturnType<typeof createWire>>;
beforeEach(async () => {
  wire = await createWire();
});
afterEach(async () => {
  wire.client.destroy();
  await wire.stop();
});

const launch = async (extra = {}): Promise<Instance> => {
  const { Instances } = await wire.client.send(
    new RunInstancesCommand({
      ImageId: wire.image,
      InstanceType: "t3.micro",
      SubnetId: wire.subnet,
      MinCount: 1,
      MaxCount: 1,
      ...extra,
    }),
  );
  const [instance] = Instances ?? [];
  if (instance === undefined) throw new Error("nothing was launched");
  return instance;
};

const described = async (): Promise<Instance | undefined> =>
  (await wire.client.send(new DescribeInstancesCommand({}))).Reservations?.[0]?.Instances?.[0];

/** Every member's path; of a list the first item's. */
const members = (value: unknown, path = ""): string[] => {
  if (Array.isArray(value)) return value.length === 0 ? [`${path}[]`] : members(value[0], `${path}[]`);
  if (typeof value !== "object" || value === null || value instanceof Date) return [path];
  return Object.entries(value).flatMap(([key, member]) => members(member, path === "" ? key : `${path}.${key}`));
};

/** Of instances that somebody recorded in 2016, the untagged and running ones. */
const recorded = `AmiLaunchIndex Architecture ClientToken EbsOptimized EnaSupport Hypervisor ImageId InstanceId InstanceType LaunchTime
  BlockDeviceMappings[].DeviceName BlockDeviceMappings[].Ebs.AttachTime BlockDeviceMappings[].Ebs.DeleteOnTermination
  BlockDeviceMappings[].Ebs.Status BlockDeviceMappings[].Ebs.VolumeId Monitoring.State
  NetworkInterfaces[].Attachment.AttachTime NetworkInterfaces[].Attachment.AttachmentId
  NetworkInterfaces[].Attachment.DeleteOnTermination NetworkInterfaces[].Attachment.DeviceIndex
  NetworkInterfaces[].Attachment.Status NetworkInterfaces[].Description NetworkInterfaces[].Groups[].GroupId
  NetworkInterfaces[].Groups[].GroupName NetworkInterfaces[].MacAddress NetworkInterfaces[].NetworkInterfaceId
  NetworkInterfaces[].OwnerId NetworkInterfaces[].PrivateDnsName NetworkInterfaces[].PrivateIpAddress
  NetworkInterfaces[].PrivateIpAddresses[].Primary NetworkInterfaces[].PrivateIpAddresses[].PrivateDnsName
  NetworkInterfaces[].PrivateIpAddresses[].PrivateIpAddress NetworkInterfaces[].SourceDestCheck NetworkInterfaces[].Status
  NetworkInterfaces[].SubnetId NetworkInterfaces[].VpcId Placement.AvailabilityZone Placement.GroupName Placement.Tenancy
  PrivateDnsName PrivateIpAddress ProductCodes[] PublicDnsName RootDeviceName RootDeviceType SecurityGroups[].GroupId
  SecurityGroups[].GroupName SourceDestCheck State.Code State.Name StateTransitionReason SubnetId VirtualizationType VpcId`;

/** What AWS has added since, as answers of 2025 and 2026 show it. */
const added = `CapacityReservationSpecification.CapacityReservationPreference CpuOptions.CoreCount CpuOptions.ThreadsPerCore
  CurrentInstanceBootMode EnclaveOptions.Enabled HibernationOptions.Configured MaintenanceOptions.AutoRecovery
  MaintenanceOptions.RebootMigration MetadataOptions.HttpEndpoint MetadataOptions.HttpProtocolIpv6
  MetadataOptions.HttpPutResponseHopLimit MetadataOptions.HttpTokens MetadataOptions.InstanceMetadataTags MetadataOptions.State
  NetworkInterfaces[].Attachment.NetworkCardIndex NetworkInterfaces[].InterfaceType NetworkInterfaces[].Ipv6Addresses[]
  NetworkInterfaces[].Operator.Managed NetworkPerformanceOptions.BandwidthWeighting Operator.Managed
  Placement.AvailabilityZoneId PlatformDetails PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord
  PrivateDnsNameOptions.EnableResourceNameDnsARecord PrivateDnsNameOptions.HostnameType UsageOperation UsageOperationUpdateTime`;

const words = (text: string) => text.split(/\s+/).sort();

it("a running instance has the members that AWS answers, and no others", async () => {
  await launch();
  await wire.clock.advance(10_000);
  const wanted = [...words(recorded), ...words(added)].sort();
  expect(members(await described()).sort()).toEqual(wanted);
});

it("an instance says what its launch said", async () => {
  await wire.client.send(new CreateKeyPairCommand({ KeyName: "key" }));
  await launch({
    InstanceType: "t3.xlarge",
    KeyName: "key",
    IamInstanceProfile: { Name: "web" },
    MetadataOptions: { HttpTokens: "required" },
    BlockDeviceMappings: [
      { DeviceName: "/dev/xvda", Ebs: { VolumeSize: 20, DeleteOnTermination: false } },
      { DeviceName: "/dev/sdf", Ebs: { VolumeSize: 100 } },
    ],
  });
  await wire.clock.advance(10_000);
  expect(await described()).toMatchObject({
    BlockDeviceMappings: [
      { DeviceName: "/dev/xvda", Ebs: { DeleteOnTermination: false, Status: "attached" } },
      { DeviceName: "/dev/sdf", Ebs: { DeleteOnTermination: false } },
    ],
    CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
    IamInstanceProfile: { Arn: "arn:aws:iam::123456789012:instance-profile/web" },
    KeyName: "key",
    MetadataOptions: { HttpTokens: "required", HttpEndpoint: "enabled", State: "applied" },
  });
});

it("an instance that was just launched is pending, and has no volumes yet", async () => {
  expect(await launch()).toMatchObject({
    BlockDeviceMappings: [],
    MetadataOptions: { HttpTokens: "optional", State: "pending" },
    NetworkInterfaces: [{ Attachment: { Status: "attaching" } }],
    StateReason: { Code: "pending", Message: "pending" },
  });
});

it("a terminated instance has lost its network and its volumes", async () => {
  const { InstanceId = "" } = await launch();
  wire.ec2.terminate(InstanceId);
  await wire.clock.advance(60_000);
  const instance = await described();
  expect(instance).toMatchObject({ BlockDeviceMappings: [], NetworkInterfaces: [], SecurityGroups: [] });
  expect(Object.keys(instance ?? {})).not.toContain("SubnetId");
});

it("an instance in a default subnet has a public address, one elsewhere only if it asks", async () => {
  const { PublicIpAddress, PublicDnsName } = await launch({ SubnetId: undefined });
  expect(PublicIpAddress).toMatch(/^198\.18\.\d+\.\d+$/);
  expect(PublicDnsName).toBe(`ec2-${PublicIpAddress?.replaceAll(".", "-")}.eu-west-1.compute.amazonaws.com`);
  expect((await launch()).PublicIpAddress).toBeUndefined();
  const asked = await launch({
    SubnetId: undefined,
    NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: wire.subnet, AssociatePublicIpAddress: true }],
  });
  expect(asked.NetworkInterfaces?.[0]?.Association?.PublicIp).toBe(asked.PublicIpAddress);
});

it("nothing that is untagged has the member Tags, but for the list of rules", async () => {
  const { client, vpc } = wire;
  const group = await client.send(new CreateSecurityGroupCommand({ GroupName: "g", Description: "d", VpcId: vpc }));
  const template = await client.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: "web", LaunchTemplateData: { ImageId: wire.image } }),
  );
  const answers: Record<string, object | undefined> = {
    group,
    template: template.LaunchTemplate,
    instance: await launch(),
    groups: (await client.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.[0],
    templates: (await client.send(new DescribeLaunchTemplatesCommand({}))).LaunchTemplates?.[0],
    images: (await client.send(new DescribeImagesCommand({}))).Images?.[0],
    vpcs: (await client.send(new DescribeVpcsCommand({}))).Vpcs?.[0],
    subnets: (await client.send(new DescribeSubnetsCommand({}))).Subnets?.[0],
  };
  const tagged = Object.entries(answers).filter(([, answer]) => answer === undefined || "Tags" in answer);
  expect(tagged).toEqual([]);
  const rules = await client.send(new DescribeSecurityGroupRulesCommand({}));
  expect(rules.SecurityGroupRules?.[0]?.Tags).toEqual([]);
});

it("zones, subnets, VPCs and images say what AWS says of them", async () => {
  const { client, vpc, subnet, image } = wire;
  const { AvailabilityZones } = await client.send(new DescribeAvailabilityZonesCommand({}));
  expect(AvailabilityZones?.[0]).toEqual({
    ZoneName: "eu-west-1a",
    ZoneId: "euw1-az1",
    ZoneType: "availability-zone",
    RegionName: "eu-west-1",
    GroupName: "eu-west-1-zg-1",
    GroupLongName: "Europe (Ireland) 1",
    NetworkBorderGroup: "eu-west-1",
    State: "available",
    OptInStatus: "opt-in-not-required",
    Messages: [],
  });
  const { Subnets } = await client.send(new DescribeSubnetsCommand({ SubnetIds: [subnet] }));
  expect(Subnets?.[0]).toMatchObject({
    AvailabilityZoneId: "euw1-az1",
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    MapPublicIpOnLaunch: false,
  });
  const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: [vpc] }));
  expect(Vpcs?.[0]).toMatchObject({
    CidrBlockAssociationSet: [{ CidrBlock: "10.0.0.0/16", CidrBlockState: { State: "associated" } }],
    DhcpOptionsId: expect.stringMatching(/^dopt-[0-9a-f]{17}$/),
  });
  const { Images } = await client.send(new DescribeImagesCommand({ ImageIds: [image] }));
  expect(Images?.[0]).toMatchObject({
    BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 8, VolumeType: "gp3" } }],
    EnaSupport: true,
    Hypervisor: "xen",
    ImageLocation: "123456789012/service",
    RootDeviceName: "/dev/xvda",
  });
});
