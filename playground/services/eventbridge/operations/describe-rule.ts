import type { DescribeRuleCommandInput, DescribeRuleCommandOutput } from "@aws-sdk/client-eventbridge";
import { operation } from "../../../world/service.ts";
import { ruleNotFound } from "../bus.ts";
import type { EventBridgeContext } from "../context.ts";
import { ruleNeed } from "../needs.ts";
import { ruleDescription } from "../rule.ts";

/**
 * Not its targets, which ListTargetsByRule tells.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
 */
export const describeRule = (events: EventBridgeContext) =>
  operation<DescribeRuleCommandInput, DescribeRuleCommandOutput>({
    accepts: ["Name", "EventBusName"],
    needs: ({ Name }) => [ruleNeed(events, "DescribeRule", Name)],
    run: ({ Name, EventBusName }) => {
      const { bus, rules } = events;
      bus.check(EventBusName);
      const rule = rules.seen(Name ?? "");
      if (rule === undefined) throw ruleNotFound(Name, events.bus.name);
      return { ...ruleDescription(rule), CreatedBy: bus.account };
    },
  });
