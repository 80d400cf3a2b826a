import type { DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { filtered, withIds } from "../filters.ts";
import { networkPages, paged } from "../paging.ts";
import { arnOf } from "../resources.ts";
import { unknownGroup } from "../security-group-lookup.ts";
import { ipPermissions } from "../security-group-permissions.ts";
import { tagList } from "../tagging.ts";

/**
 * Each with its rules, put together to permissions.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
 */
export const describeSecurityGroups = ({ surroundings, resources }: Ec2Context) =>
  operation<DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput>({
    accepts: ["GroupIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const asked = withIds(resources["security-group"].seenValues(), input.GroupIds, unknownGroup);
      const matching = filtered(asked, input.Filters, {
        "group-id": ({ id }) => [id],
        "group-name": ({ name }) => [name],
        description: ({ description }) => [description],
        "vpc-id": ({ vpcId }) => [vpcId],
      });
      const { items, next } = paged(matching, input, {
        ...networkPages,
        pageSize: surroundings.pageSize,
        ids: input.GroupIds,
        idsName: "groupIds",
      });
      return {
        NextToken: next,
        SecurityGroups: items.map(({ id, name, description, vpcId, tags }) => {
          const own = resources["security-group-rule"].seenValues().filter(({ groupId }) => groupId === id);
          return {
            GroupId: id,
            SecurityGroupArn: arnOf(surroundings, "security-group", id),
            GroupName: name,
            Description: description,
            OwnerId: surroundings.account,
            VpcId: vpcId,
            IpPermissions: ipPermissions(
              own.filter(({ egress }) => !egress),
              surroundings.account,
            ),
            IpPermissionsEgress: ipPermissions(
              own.filter(({ egress }) => egress),
              surroundings.account,
            ),
            Tags: tagList(tags),
          };
        }),
      };
    },
  });
