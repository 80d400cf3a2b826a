import type { DeleteSecurityGroupCommandInput, DeleteSecurityGroupCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { findSecurityGroup, securityGroupNeed } from "../security-group-lookup.ts";

/**
 * "If you attempt to delete a security group that is associated with an instance or network interface … or is referenced by another
 * security group in the same VPC, the operation fails with DependencyViolation."
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
 */
export const deleteSecurityGroup = (ec2: Ec2Context) =>
  operation<DeleteSecurityGroupCommandInput, DeleteSecurityGroupCommandOutput>({
    accepts: ["GroupId"],
    needs: securityGroupNeed(ec2, "ec2:DeleteSecurityGroup"),
    run({ GroupId }) {
      const group = findSecurityGroup(ec2, GroupId);
      if (group.name === "default")
        throw new AwsError(
          "CannotDelete",
          `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
        );
      const rules = ec2.resources["security-group-rule"];
      const used =
        ec2.securityGroupUsers.usesSecurityGroup(group.id) ||
        ec2.resources.instance
          .values()
          .some(({ state, securityGroupIds }) => state !== "terminated" && securityGroupIds.includes(group.id)) ||
        rules
          .values()
          .some(({ groupId, peer }) => groupId !== group.id && peer.kind === "group" && peer.id === group.id);
      if (used) throw new AwsError("DependencyViolation", `resource ${group.id} has a dependent object`);
      for (const { id, groupId } of rules.values()) if (groupId === group.id) rules.remove(id);
      ec2.resources["security-group"].remove(group.id);
      return { Return: true, GroupId: group.id };
    },
  });
