import { type Furnished, imageId } from "../furnished.ts";
import type { Recipes } from "./recipe.ts";

const launched = async ({ ask, pass, made }: Furnished) => {
  const { Instances } = await ask("ec2", "RunInstances", {
    ImageId: imageId,
    InstanceType: "t4g.small",
    MinCount: 1,
    MaxCount: 1,
    SubnetId: made.subnet,
  });
  await pass(120_000);
  return String((Instances as readonly { InstanceId?: string }[])[0]?.InstanceId);
};

const stopped = async (furnished: Furnished) => {
  const instance = await launched(furnished);
  await furnished.ask("ec2", "StopInstances", { InstanceIds: [instance] });
  await furnished.pass(120_000);
  return instance;
};

const aTemplate = async ({ ask, fresh }: Furnished) => {
  const LaunchTemplateName = fresh();
  const LaunchTemplateData = { ImageId: imageId, InstanceType: "t4g.small" };
  await ask("ec2", "CreateLaunchTemplate", { LaunchTemplateName, LaunchTemplateData });
  await ask("ec2", "CreateLaunchTemplateVersion", { LaunchTemplateName, LaunchTemplateData });
  return LaunchTemplateName;
};

const anImage = async ({ ask, fresh }: Furnished) => {
  const { ImageId } = await ask("ec2", "RegisterImage", registered(fresh()));
  return ImageId;
};

const registered = (Name: string) => ({
  Name,
  Architecture: "arm64",
  RootDeviceName: "/dev/xvda",
  BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { SnapshotId: "snap-0123456789abcdef0" } }],
  VirtualizationType: "hvm",
  EnaSupport: true,
});

const http = (port: number) => ({
  IpProtocol: "tcp",
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp: "10.0.0.0/16", Description: "inside" }],
});

let ports = 1_000;

const filtered = (Name: string, value: string | undefined) => ({ Filters: [{ Name, Values: [value] }] });

export const ec2: Recipes = {
  RegisterImage: ({ fresh }) => registered(fresh()),
  DeregisterImage: async (furnished) => ({ ImageId: await anImage(furnished) }),
  CreateKeyPair: ({ fresh }) => ({ KeyName: fresh(), KeyType: "ed25519" }),
  ImportKeyPair: ({ fresh }) => ({
    KeyName: fresh(),
    PublicKeyMaterial: new TextEncoder().encode(
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me",
    ),
  }),
  DeleteKeyPair: async ({ ask, fresh }) => {
    const KeyName = fresh();
    await ask("ec2", "CreateKeyPair", { KeyName });
    return { KeyName };
  },
  DescribeInstanceTypes: () => ({ InstanceTypes: ["t4g.small"] }),
  DescribeInstanceTypeOfferings: () => filtered("instance-type", "t4g.small"),
  DescribeInstanceAttribute: async (furnished) => ({
    InstanceId: await launched(furnished),
    Attribute: "disableApiTermination",
  }),
  ModifyInstanceAttribute: async (furnished) => ({
    InstanceId: await launched(furnished),
    DisableApiTermination: { Value: false },
  }),
  ModifyInstanceMetadataOptions: async (furnished) => ({
    InstanceId: await launched(furnished),
    HttpTokens: "required",
    HttpPutResponseHopLimit: 2,
  }),
  DeleteSecurityGroup: async ({ ask, fresh, made }) => {
    const GroupName = fresh();
    const { GroupId } = await ask("ec2", "CreateSecurityGroup", { GroupName, Description: "x", VpcId: made.vpc });
    return { GroupId };
  },
  GetConsoleOutput: async (furnished) => ({ InstanceId: await launched(furnished) }),
  RunInstances: ({ made }) => ({
    LaunchTemplate: { LaunchTemplateId: made.template, Version: "$Latest" },
    MinCount: 1,
    MaxCount: 1,
    SubnetId: made.subnet,
    TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "team", Value: "search" }] }],
    Monitoring: { Enabled: true },
    MetadataOptions: { HttpTokens: "required" },
    BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 20, VolumeType: "gp3" } }],
  }),
  TerminateInstances: async (furnished) => ({ InstanceIds: [await launched(furnished)] }),
  StopInstances: async (furnished) => ({ InstanceIds: [await launched(furnished)] }),
  StartInstances: async (furnished) => ({ InstanceIds: [await stopped(furnished)] }),
  DescribeInstances: ({ made }) => filtered("subnet-id", made.subnet),
  CreateLaunchTemplate: ({ fresh, made }) => ({
    LaunchTemplateName: fresh(),
    VersionDescription: "first",
    LaunchTemplateData: {
      ImageId: imageId,
      InstanceType: "t4g.small",
      UserData: "IyEvYmluL3NoCg==",
      SecurityGroupIds: [made.securityGroup],
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "team", Value: "search" }] }],
      MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 2 },
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 20, VolumeType: "gp3" } }],
      Monitoring: { Enabled: true },
    },
    TagSpecifications: [{ ResourceType: "launch-template", Tags: [{ Key: "team", Value: "search" }] }],
  }),
  ModifyLaunchTemplate: async (furnished) => ({
    LaunchTemplateName: await aTemplate(furnished),
    DefaultVersion: "2",
  }),
  DeleteLaunchTemplate: async (furnished) => ({ LaunchTemplateName: await aTemplate(furnished) }),
  CreateLaunchTemplateVersion: ({ made }) => ({
    LaunchTemplateId: made.template,
    SourceVersion: "1",
    VersionDescription: "next",
    LaunchTemplateData: { InstanceType: "t4g.medium" },
  }),
  DescribeLaunchTemplates: ({ made }) => ({ LaunchTemplateIds: [made.template] }),
  DescribeLaunchTemplateVersions: ({ made }) => ({ LaunchTemplateId: made.template, Versions: ["$Latest", "1"] }),
  DeleteLaunchTemplateVersions: async (furnished) => ({
    LaunchTemplateName: await aTemplate(furnished),
    Versions: ["2"],
  }),
  CreateTags: ({ made }) => ({
    Resources: [made.securityGroup, made.template],
    Tags: [
      { Key: "team", Value: "search" },
      { Key: "cost", Value: "low" },
    ],
  }),
  DeleteTags: ({ made }) => ({ Resources: [made.securityGroup], Tags: [{ Key: "team" }] }),
  DescribeTags: ({ made }) => filtered("resource-id", made.securityGroup),
  DescribeImages: () => ({ ImageIds: [imageId] }),
  DescribeVpcs: ({ made }) => ({ VpcIds: [made.vpc] }),
  DescribeSubnets: ({ made }) => filtered("vpc-id", made.vpc),
  DescribeSecurityGroups: ({ made }) => ({ GroupIds: [made.securityGroup] }),
  DescribeSecurityGroupRules: ({ made }) => filtered("group-id", made.securityGroup),
  CreateSecurityGroup: ({ made, fresh }) => ({ GroupName: fresh(), Description: "more", VpcId: made.vpc }),
  AuthorizeSecurityGroupIngress: ({ made }) => ({ GroupId: made.securityGroup, IpPermissions: [http(++ports)] }),
  RevokeSecurityGroupIngress: async ({ ask, made }) => {
    const input = { GroupId: made.securityGroup, IpPermissions: [http(++ports)] };
    await ask("ec2", "AuthorizeSecurityGroupIngress", input);
    return input;
  },
};
