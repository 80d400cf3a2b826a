import type {
  AuthorizeSecurityGroupIngressCommandInput,
  AuthorizeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { needsToCreate } from "../creation-needs.ts";
import { findSecurityGroup, ingressRules, securityGroupNeed } from "../security-group-lookup.ts";
import { describedRule, permissionsOf, permissionText, samePermission } from "../security-group-permissions.ts";
import { addRule } from "../security-group-rules.ts";
import { requestedTags } from "../tagging.ts";

/**
 * All rules of the request, or none.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
 */
export const authorizeSecurityGroupIngress = (ec2: Ec2Context) =>
  operation<AuthorizeSecurityGroupIngressCommandInput, AuthorizeSecurityGroupIngressCommandOutput>({
    accepts: ["GroupId", "CidrIp", "FromPort", "ToPort", "IpProtocol", "IpPermissions", "TagSpecifications"],
    needs(input) {
      const tags = requestedTags(input.TagSpecifications, "security-group-rule");
      return [
        ...securityGroupNeed(ec2, "ec2:AuthorizeSecurityGroupIngress")(input),
        ...(Object.keys(tags).length === 0
          ? []
          : needsToCreate(ec2.surroundings, "AuthorizeSecurityGroupIngress", "security-group-rule", tags)),
      ];
    },
    run(input) {
      const group = findSecurityGroup(ec2, input.GroupId);
      const permissions = permissionsOf(input);
      const tags = requestedTags(input.TagSpecifications, "security-group-rule");
      const existing = ingressRules(ec2, group);
      for (const permission of permissions) {
        if (permission.peer.kind === "group") findSecurityGroup(ec2, permission.peer.id);
        if (existing.some((rule) => samePermission(rule, permission)))
          throw new AwsError(
            "InvalidPermission.Duplicate",
            `the specified rule "${permissionText(permission)}" already exists`,
          );
      }
      const added = permissions.map((permission) => addRule(ec2, group.id, false, permission, tags));
      return { Return: true, SecurityGroupRules: added.map((rule) => describedRule(rule, ec2.surroundings)) };
    },
  });
