import type {
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupRulesCommandOutput,
} from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { filtered, withIds } from "../filters.ts";
import { networkPages, paged } from "../paging.ts";
import { unknownRule } from "../security-group-lookup.ts";
import { describedRule } from "../security-group-permissions.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html */
export const describeSecurityGroupRules = ({ surroundings: { account, pageSize }, resources }: Ec2Context) =>
  operation<DescribeSecurityGroupRulesCommandInput, DescribeSecurityGroupRulesCommandOutput>({
    accepts: ["SecurityGroupRuleIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const asked = withIds(resources["security-group-rule"].seenValues(), input.SecurityGroupRuleIds, unknownRule);
      const matching = filtered(asked, input.Filters, {
        "group-id": ({ groupId }) => [groupId],
        "security-group-rule-id": ({ id }) => [id],
      });
      const { items, next } = paged(matching, input, {
        ...networkPages,
        pageSize,
        ids: input.SecurityGroupRuleIds,
        idsName: "securityGroupRuleIds",
      });
      return { NextToken: next, SecurityGroupRules: items.map((rule) => describedRule(rule, account)) };
    },
  });
