import type {
  RevokeSecurityGroupIngressCommandInput,
  RevokeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { withIds } from "../filters.ts";
import { findSecurityGroup, ingressRules, securityGroupNeed, unknownRule } from "../security-group-lookup.ts";
import { describedRule, permissionsOf, samePermission } from "../security-group-permissions.ts";

/**
 * The rules with the ids of the request, or those that say what it says.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
 */
export const revokeSecurityGroupIngress = (ec2: Ec2Context) =>
  operation<RevokeSecurityGroupIngressCommandInput, RevokeSecurityGroupIngressCommandOutput>({
    accepts: ["GroupId", "CidrIp", "FromPort", "ToPort", "IpProtocol", "IpPermissions", "SecurityGroupRuleIds"],
    needs: securityGroupNeed(ec2, "ec2:RevokeSecurityGroupIngress"),
    run(input) {
      const group = findSecurityGroup(ec2, input.GroupId);
      const existing = ingressRules(ec2, group);
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
          : withIds(existing, input.SecurityGroupRuleIds, unknownRule);
      for (const { id } of revoked) ec2.resources["security-group-rule"].remove(id);
      return {
        Return: true,
        RevokedSecurityGroupRules: revoked.map((rule) => {
          const { SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort, ...peer } = describedRule(
            rule,
            ec2.surroundings,
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
  });
