import type {
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupRulesCommandOutput,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { filtered, withIds } from "../filters.ts";
import { networkPages, paged } from "../paging.ts";
import { checkGroupId, unknownRule } from "../security-group-lookup.ts";
import { describedRule } from "../security-group-permissions.ts";
import { tagList } from "../tagging.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html */
export const describeSecurityGroupRules = ({ surroundings, resources }: Ec2Context) =>
  operation<DescribeSecurityGroupRulesCommandInput, DescribeSecurityGroupRulesCommandOutput>({
    accepts: ["SecurityGroupRuleIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      // The ids that the filter names are checked as ids: `InvalidGroupId.Malformed`, not an empty list.
      for (const { Name, Values = [] } of input.Filters ?? []) if (Name === "group-id") Values.forEach(checkGroupId);
      const asked = withIds(resources["security-group-rule"].seenValues(), input.SecurityGroupRuleIds, unknownRule);
      const matching = filtered(asked, input.Filters, {
        "group-id": ({ groupId }) => [groupId],
        "security-group-rule-id": ({ id }) => [id],
      });
      const { items, next } = paged(matching, input, {
        ...networkPages,
        pageSize: surroundings.pageSize,
        ids: input.SecurityGroupRuleIds,
        idsName: "securityGroupRuleIds",
      });
      return {
        NextToken: next,
        SecurityGroupRules: items.map((rule) => ({
          ...describedRule(rule, surroundings),
          // Unlike everything else of EC2, an untagged rule has an empty list: the AWS CLI's example of this call shows it.
          Tags: tagList(rule.tags) ?? [],
        })),
      };
    },
  });
