import type { DescribeRulesCommandInput, DescribeRulesCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noListener, noRule } from "../errors.ts";
import { shownDefaultRule, shownRule } from "../listener-rules.ts";
import { checkNamedAtOnce } from "../named-at-once.ts";
import type { Tables } from "../tables.ts";

/**
 * By ARN, in the order asked for, or those of a listener by their priorities, the default one last.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
 */
export const describeRules = ({ surroundings, tables }: Elbv2Context) =>
  operation<DescribeRulesCommandInput, DescribeRulesCommandOutput>({
    accepts: ["ListenerArn", "RuleArns", "Marker", "PageSize"],
    run({ ListenerArn, RuleArns, Marker, PageSize }) {
      checkNamedAtOnce("rules", RuleArns);
      if ((ListenerArn === undefined) === (RuleArns === undefined)) {
        throw validationError("You must specify either listener rule ARNs or a listener ARN");
      }
      const chosen = RuleArns?.map((arn) => byArn(tables, arn)) ?? ofListener(tables, ListenerArn ?? "");
      const { items, next } = page(chosen, Marker, PageSize, surroundings.pageSize);
      return { Rules: items, NextMarker: next };
    },
  });

const byArn = (tables: Tables, arn: string) => {
  const listener = tables.listeners.seenValues().find(({ DefaultRuleArn }) => DefaultRuleArn === arn);
  return listener === undefined ? shownRule(found(tables.rules.seen(arn), noRule)) : shownDefaultRule(listener);
};

const ofListener = (tables: Tables, arn: string) => [
  ...tables.rules
    .seenValues()
    .filter((rule) => rule.ListenerArn === arn)
    .toSorted((a, b) => a.Priority - b.Priority)
    .map(shownRule),
  shownDefaultRule(found(tables.listeners.seen(arn), noListener)),
];
