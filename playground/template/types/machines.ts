/** Machines: their security groups, launch templates and Auto Scaling groups. */
import * as z from "zod";
import { NotEmulated } from "../../world/aws-error.ts";
import { given, number, resourceType, tags, truth } from "../resource-type.ts";

/** CloudFormation would change the resource in place; here one is made and deleted. */
export const neverUpdated = (type: string) => () => {
  throw new NotEmulated(`updates of ${type}`);
};

/** For how long CloudFormation goes on trying to delete what is still in use, in seconds: longer than what uses it takes to go. */
export const untilUnused = 900;

const peer = z.strictObject({
  IpProtocol: z.string(),
  FromPort: number.optional(),
  ToPort: number.optional(),
  CidrIp: z.string().optional(),
  SourceSecurityGroupId: z.string().optional(),
  Description: z.string().optional(),
});

const permissionOf = ({ CidrIp, SourceSecurityGroupId, Description, ...range }: z.infer<typeof peer>) => ({
  ...given(range),
  ...(CidrIp === undefined ? {} : { IpRanges: [given({ CidrIp, Description })] }),
  ...(SourceSecurityGroupId === undefined
    ? {}
    : { UserIdGroupPairs: [given({ GroupId: SourceSecurityGroupId, Description })] }),
});

const specified = (ResourceType: string, Tags: z.infer<typeof tags> | undefined) =>
  Tags === undefined ? {} : { TagSpecifications: [{ ResourceType, Tags }] };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html */
export const securityGroup = resourceType(
  z.strictObject({
    GroupName: z.string().optional(),
    GroupDescription: z.string(),
    VpcId: z.string(),
    SecurityGroupIngress: z.array(peer).default([]),
    Tags: tags.optional(),
  }),
  {
    async create({ GroupName, GroupDescription, VpcId, SecurityGroupIngress, Tags }, { handlers, madeUpName }) {
      const { GroupId } = (await handlers.ask("ec2", "CreateSecurityGroup", {
        GroupName: GroupName ?? madeUpName,
        Description: GroupDescription,
        VpcId,
        ...specified("security-group", Tags),
      })) as { readonly GroupId: string };
      if (SecurityGroupIngress.length > 0)
        await handlers.askOnceShown("ec2", "AuthorizeSecurityGroupIngress", {
          GroupId,
          IpPermissions: SecurityGroupIngress.map(permissionOf),
        });
      return { ref: GroupId, attributes: { GroupId, VpcId, Id: GroupId } };
    },
    update: neverUpdated("AWS::EC2::SecurityGroup"),
    async remove({ ref }, { handlers }) {
      await handlers.ask("ec2", "DeleteSecurityGroup", { GroupId: ref });
    },
    seconds: { create: 6, update: 6, remove: 2, whileInUse: untilUnused },
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html */
export const launchTemplate = resourceType(
  z.strictObject({
    LaunchTemplateName: z.string().optional(),
    LaunchTemplateData: z.record(z.string(), z.unknown()),
    TagSpecifications: z.array(z.strictObject({ ResourceType: z.literal("launch-template"), Tags: tags })).optional(),
  }),
  {
    async create({ LaunchTemplateName, ...rest }, { handlers, madeUpName }) {
      const { LaunchTemplate } = (await handlers.ask("ec2", "CreateLaunchTemplate", {
        LaunchTemplateName: LaunchTemplateName ?? madeUpName,
        ...given(rest),
      })) as { readonly LaunchTemplate: { readonly LaunchTemplateId: string } };
      const { LaunchTemplateId } = LaunchTemplate;
      return {
        ref: LaunchTemplateId,
        attributes: { LaunchTemplateId, LatestVersionNumber: "1", DefaultVersionNumber: "1" },
      };
    },
    update: neverUpdated("AWS::EC2::LaunchTemplate"),
    async remove({ ref }, { handlers }) {
      await handlers.ask("ec2", "DeleteLaunchTemplate", { LaunchTemplateId: ref });
    },
    seconds: { create: 6, update: 6, remove: 2 },
  },
);

const groupTags = z.array(z.strictObject({ Key: z.string(), Value: z.string(), PropagateAtLaunch: truth }));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html */
export const autoScalingGroup = resourceType(
  z.strictObject({
    AutoScalingGroupName: z.string().optional(),
    LaunchTemplate: z.strictObject({ LaunchTemplateId: z.string(), Version: z.string() }),
    MinSize: number,
    MaxSize: number,
    DesiredCapacity: number.optional(),
    VPCZoneIdentifier: z.array(z.string()),
    TargetGroupARNs: z.array(z.string()).optional(),
    HealthCheckType: z.string().optional(),
    HealthCheckGracePeriod: number.optional(),
    Tags: groupTags.optional(),
  }),
  {
    async create({ AutoScalingGroupName, VPCZoneIdentifier, ...rest }, { handlers, madeUpName }) {
      const name = AutoScalingGroupName ?? madeUpName;
      await handlers.ask("autoscaling", "CreateAutoScalingGroup", {
        AutoScalingGroupName: name,
        VPCZoneIdentifier: VPCZoneIdentifier.join(","),
        ...given(rest),
      });
      return { ref: name, attributes: {} };
    },
    update: neverUpdated("AWS::AutoScaling::AutoScalingGroup"),
    async remove({ ref }, { handlers }) {
      await handlers.ask("autoscaling", "DeleteAutoScalingGroup", { AutoScalingGroupName: ref, ForceDelete: true });
    },
    // Without a creation policy CloudFormation waits for no instance; a group is deleted once they are gone.
    seconds: { create: 15, update: 15, remove: 100 },
  },
);
