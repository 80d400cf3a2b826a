import type { ListRulesCommandInput, ListRulesCommandOutput } from "@aws-sdk/client-eventbridge";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { EventBridgeContext } from "../context.ts";
import { ruleDescription } from "../rule.ts";

/**
 * In the order in which they were made.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
 */
export const listRules = ({ surroundings: { pageSize }, bus, rules }: EventBridgeContext) =>
  operation<ListRulesCommandInput, ListRulesCommandOutput>({
    accepts: ["NamePrefix", "EventBusName", "NextToken", "Limit"],
    run: ({ NamePrefix = "", EventBusName, NextToken, Limit }) => {
      bus.check(EventBusName);
      const found = rules.seenValues().filter(({ name }) => name.startsWith(NamePrefix));
      const { items, next } = page(found, NextToken, Limit, pageSize);
      return { Rules: items.map(ruleDescription), ...(next === undefined ? {} : { NextToken: next }) };
    },
  });
