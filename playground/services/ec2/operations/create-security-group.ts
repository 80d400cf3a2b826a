import type { CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../world/aws-error.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { needsToCreate } from "../creation-needs.ts";
import { missingParameter, notFound } from "../errors.ts";
import { arnOf } from "../resources.ts";
import type { RulePermission } from "../security-group-permissions.ts";
import { addRule } from "../security-group-rules.ts";
import { requestedTags, tagList } from "../tagging.ts";

const everywhere: RulePermission = {
  protocol: "-1",
  fromPort: -1,
  toPort: -1,
  peer: { kind: "ipv4", cidr: "0.0.0.0/0" },
  description: undefined,
};

/**
 * Lets everything out and nothing in, as AWS's do.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
export const createSecurityGroup = (ec2: Ec2Context) =>
  operation<CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput>({
    accepts: ["GroupName", "Description", "VpcId", "TagSpecifications"],
    needs({ VpcId = "*", TagSpecifications }) {
      const { surroundings, resources } = ec2;
      const name = "CreateSecurityGroup";
      const vpc = arnOf(surroundings, "vpc", VpcId);
      return [
        { action: `ec2:${name}`, resource: vpc, tags: resources.vpc.get(VpcId)?.tags ?? {} },
        ...needsToCreate(surroundings, name, "security-group", requestedTags(TagSpecifications, "security-group")),
      ];
    },
    run(input) {
      const { surroundings, resources, tagging } = ec2;
      const groups = resources["security-group"];
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
        id: `sg-${hex(surroundings.random, 17)}`,
        tags: requestedTags(TagSpecifications, "security-group"),
        name: GroupName,
        description: Description,
        vpcId: VpcId,
      };
      groups.put(group.id, group);
      tagging.created("security-group", group);
      addRule(ec2, group.id, true, everywhere);
      return {
        GroupId: group.id,
        SecurityGroupArn: arnOf(surroundings, "security-group", group.id),
        Tags: tagList(group.tags),
      };
    },
  });
