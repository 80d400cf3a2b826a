import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type IpPermission,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { NotEmulated } from "../world/aws-error.ts";
import { answered, type Builder, ownTags } from "./builder.ts";
import { givenMembers } from "./members.ts";

/** Every VPC has one, which nobody makes: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html */
const isDefault = ({ GroupName }: SecurityGroup) => GroupName === "default";

const everythingOut = ({ IpProtocol, IpRanges = [], Ipv6Ranges = [] }: IpPermission): boolean =>
  IpProtocol === "-1" &&
  [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)].every(
    (cidr) => cidr === "0.0.0.0/0" || cidr === "::/0",
  );

/** What AWS fills in about a peer is left out; the group itself is this world's. */
const permission = ({ UserIdGroupPairs = [], ...rest }: IpPermission): IpPermission => ({
  ...rest,
  UserIdGroupPairs: UserIdGroupPairs.map(({ GroupId, Description }) => ({
    GroupId,
    ...(Description === undefined ? {} : { Description }),
  })),
});

const makeGroup = async ({ references, clients: { ec2 }, made }: Builder, group: SecurityGroup): Promise<void> => {
  if (!(group.IpPermissionsEgress ?? []).every(everythingOut))
    throw new NotEmulated("egress rules of security groups other than everything out");
  const { GroupName, Description, VpcId } = references.mapped(givenMembers("SecurityGroups", group));
  if (isDefault(group)) {
    const filters = [
      { Name: "group-name", Values: ["default"] },
      { Name: "vpc-id", Values: [answered(VpcId, "VpcId")] },
    ];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: filters }));
    references.add(group.GroupId, answered(SecurityGroups?.[0]?.GroupId, "the default security group"));
    return;
  }
  const tags = ownTags(group.Tags);
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      GroupName,
      Description,
      VpcId,
      ...(tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: "security-group", Tags: tags }] }),
    }),
  );
  const id = answered(GroupId, "a security group");
  made.push({ kind: "security group", id, name: GroupName ?? id });
  references.add(group.GroupId, id);
};

/** The security groups, and then their rules, which may name each other. */
export const makeSecurityGroups = async (builder: Builder): Promise<void> => {
  const { document, references, clients, attempt, found } = builder;
  for (const group of document.SecurityGroups)
    await attempt(`security group ${group.GroupName}`, [group.GroupId], () => makeGroup(builder, group));
  for (const group of document.SecurityGroups) {
    const permissions = group.IpPermissions ?? [];
    if (isDefault(group) || permissions.length === 0) continue;
    await attempt(`rules of security group ${group.GroupName}`, [], async () => {
      const IpPermissions = references.mapped(permissions.map(permission));
      const GroupId = references.mapped(group.GroupId);
      await found(() => clients.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })));
    });
  }
};
