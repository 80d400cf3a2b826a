import type {
  AuthorizeSecurityGroupIngressCommandInput,
  AuthorizeSecurityGroupIngressCommandOutput,
  CreateSecurityGroupCommandInput,
  CreateSecurityGroupCommandOutput,
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupRulesCommandOutput,
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  RevokeSecurityGroupIngressCommandInput,
  RevokeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import { hex } from "../../world/random.ts";
import { type Need, operation } from "../../world/service.ts";
import type { Ec2 } from "./context.ts";
import { missingParameter, notFound } from "./errors.ts";
import { filtered } from "./filters.ts";
import { named } from "./network.ts";
import { paged } from "./paging.ts";
import { arnOf, type SecurityGroup, type SecurityGroupRule } from "./resources.ts";
import {
  describedRule,
  ipPermissions,
  type Permission,
  permissionsOf,
  permissionText,
  samePermission,
} from "./security-group-permissions.ts";
import { requestedTags, tagList } from "./tagging.ts";

const unknownGroup = ["InvalidGroup.NotFound", "security group"] as const;
const unknownRule = ["InvalidSecurityGroupRuleId.NotFound", "security group rule ID"] as const;
const everywhere: Permission = {
  protocol: "-1",
  fromPort: -1,
  toPort: -1,
  peer: { kind: "ipv4", cidr: "0.0.0.0/0" },
  description: undefined,
};

/** CreateSecurityGroup, Authorize- and RevokeSecurityGroupIngress, DescribeSecurityGroups, DescribeSecurityGroupRules. */
export const securityGroupOperations = ({ surroundings, resources, tagging }: Ec2) => {
  const { account, pageSize, random } = surroundings;
  const groups = resources["security-group"];
  const rules = resources["security-group-rule"];
  const limits = { pageSize, least: 5, most: 1000 };

  const found = (id: string | undefined): SecurityGroup => {
    if (id === undefined) throw missingParameter("groupId");
    const group = groups.get(id);
    if (group === undefined) throw notFound(...unknownGroup, [id]);
    return group;
  };

  const add = (groupId: string, egress: boolean, permission: Permission, tags: SecurityGroupRule["tags"] = {}) => {
    const rule = { id: `sgr-${hex(random, 17)}`, tags, groupId, egress, ...permission };
    rules.put(rule.id, rule);
    tagging.created("security-group-rule", rule);
    return rule;
  };

  const needs =
    (action: string) =>
    ({ GroupId = "*" }: { GroupId?: string | undefined }): Need[] => [
      { action, resource: arnOf(surroundings, "security-group", GroupId), tags: groups.get(GroupId)?.tags ?? {} },
    ];

  return {
    CreateSecurityGroup: operation<CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput>({
      accepts: ["GroupName", "Description", "VpcId", "TagSpecifications"],
      needs({ VpcId = "*", TagSpecifications }) {
        const action = "ec2:CreateSecurityGroup";
        const resource = arnOf(surroundings, "security-group", "*");
        const requestTags = requestedTags(TagSpecifications, "security-group");
        return [
          { action, resource, requestTags },
          { action, resource: arnOf(surroundings, "vpc", VpcId), tags: resources.vpc.get(VpcId)?.tags ?? {} },
          ...(Object.keys(requestTags).length > 0 ? [{ action: "ec2:CreateTags", resource, requestTags }] : []),
        ];
      },
      run(input) {
        const { GroupName, Description, TagSpecifications } = input;
        const VpcId = input.VpcId ?? resources.vpc.values().find(({ isDefault }) => isDefault)?.id;
        if (GroupName === undefined) throw missingParameter("groupName");
        if (Description === undefined) throw missingParameter("groupDescription");
        if (VpcId === undefined) throw new AwsError("VPCIdNotSpecified", "No default VPC for this user");
        if (resources.vpc.get(VpcId) === undefined) throw notFound("InvalidVpcID.NotFound", "vpc ID", [VpcId]);
        if (groups.values().some(({ name, vpcId }) => name === GroupName && vpcId === VpcId))
          throw new AwsError(
            "InvalidGroup.Duplicate",
            `The security group '${GroupName}' already exists for VPC '${VpcId}'`,
          );
        const group = {
          id: `sg-${hex(random, 17)}`,
          tags: requestedTags(TagSpecifications, "security-group"),
          name: GroupName,
          description: Description,
          vpcId: VpcId,
        };
        groups.put(group.id, group);
        tagging.created("security-group", group);
        add(group.id, true, everywhere);
        return {
          GroupId: group.id,
          SecurityGroupArn: arnOf(surroundings, "security-group", group.id),
          Tags: tagList(group.tags),
        };
      },
    }),

    AuthorizeSecurityGroupIngress: operation<
      AuthorizeSecurityGroupIngressCommandInput,
      AuthorizeSecurityGroupIngressCommandOutput
    >({
      accepts: ["GroupId", "CidrIp", "FromPort", "ToPort", "IpProtocol", "IpPermissions", "TagSpecifications"],
      needs: needs("ec2:AuthorizeSecurityGroupIngress"),
      run(input) {
        const group = found(input.GroupId);
        const permissions = permissionsOf(input);
        const tags = requestedTags(input.TagSpecifications, "security-group-rule");
        const existing = rules.values().filter(({ groupId, egress }) => groupId === group.id && !egress);
        for (const permission of permissions) {
          if (permission.peer.kind === "group") found(permission.peer.id);
          if (existing.some((rule) => samePermission(rule, permission)))
            throw new AwsError(
              "InvalidPermission.Duplicate",
              `the specified rule "${permissionText(permission)}" already exists`,
            );
        }
        const added = permissions.map((permission) => add(group.id, false, permission, tags));
        return { Return: true, SecurityGroupRules: added.map((rule) => describedRule(rule, account)) };
      },
    }),

    RevokeSecurityGroupIngress: operation<
      RevokeSecurityGroupIngressCommandInput,
      RevokeSecurityGroupIngressCommandOutput
    >({
      accepts: ["GroupId", "CidrIp", "FromPort", "ToPort", "IpProtocol", "IpPermissions", "SecurityGroupRuleIds"],
      needs: needs("ec2:RevokeSecurityGroupIngress"),
      run(input) {
        const group = found(input.GroupId);
        const existing = rules.values().filter(({ groupId, egress }) => groupId === group.id && !egress);
        const revoked =
          input.SecurityGroupRuleIds === undefined
            ? permissionsOf(input).map((permission) => {
                const rule = existing.find((candidate) => samePermission(candidate, permission));
                if (rule === undefined)
                  throw new AwsError(
                    "InvalidPermission.NotFound",
                    "The specified rule does not exist in this security group.",
                  );
                return rule;
              })
            : named(existing, input.SecurityGroupRuleIds, unknownRule);
        for (const { id } of revoked) rules.remove(id);
        return {
          Return: true,
          RevokedSecurityGroupRules: revoked.map((rule) => {
            const { SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort, ...peer } = describedRule(
              rule,
              account,
            );
            return {
              SecurityGroupRuleId,
              GroupId,
              IsEgress,
              IpProtocol,
              FromPort,
              ToPort,
              CidrIpv4: peer.CidrIpv4,
              CidrIpv6: peer.CidrIpv6,
              PrefixListId: peer.PrefixListId,
              ReferencedGroupId: peer.ReferencedGroupInfo?.GroupId,
              Description: peer.Description,
            };
          }),
        };
      },
    }),

    DescribeSecurityGroups: operation<DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput>({
      accepts: ["GroupIds", "Filters", "MaxResults", "NextToken"],
      run(input) {
        const asked = named(groups.seenValues(), input.GroupIds, unknownGroup);
        const matching = filtered(asked, input.Filters, {
          "group-id": ({ id }) => [id],
          "group-name": ({ name }) => [name],
          description: ({ description }) => [description],
          "vpc-id": ({ vpcId }) => [vpcId],
        });
        const { items, next } = paged(matching, input, { ...limits, ids: input.GroupIds, idsName: "groupIds" });
        return {
          NextToken: next,
          SecurityGroups: items.map(({ id, name, description, vpcId, tags }) => {
            const own = rules.seenValues().filter(({ groupId }) => groupId === id);
            return {
              GroupId: id,
              SecurityGroupArn: arnOf(surroundings, "security-group", id),
              GroupName: name,
              Description: description,
              OwnerId: account,
              VpcId: vpcId,
              IpPermissions: ipPermissions(
                own.filter(({ egress }) => !egress),
                account,
              ),
              IpPermissionsEgress: ipPermissions(
                own.filter(({ egress }) => egress),
                account,
              ),
              Tags: tagList(tags),
            };
          }),
        };
      },
    }),

    DescribeSecurityGroupRules: operation<
      DescribeSecurityGroupRulesCommandInput,
      DescribeSecurityGroupRulesCommandOutput
    >({
      accepts: ["SecurityGroupRuleIds", "Filters", "MaxResults", "NextToken"],
      run(input) {
        const asked = named(rules.seenValues(), input.SecurityGroupRuleIds, unknownRule);
        const matching = filtered(asked, input.Filters, {
          "group-id": ({ groupId }) => [groupId],
          "security-group-rule-id": ({ id }) => [id],
        });
        const { items, next } = paged(matching, input, {
          ...limits,
          ids: input.SecurityGroupRuleIds,
          idsName: "securityGroupRuleIds",
        });
        return { NextToken: next, SecurityGroupRules: items.map((rule) => describedRule(rule, account)) };
      },
    }),
  };
};
