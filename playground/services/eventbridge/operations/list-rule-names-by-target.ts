import type {
  ListRuleNamesByTargetCommandInput,
  ListRuleNamesByTargetCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { EventBridgeContext } from "../context.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget = ({ surroundings: { pageSize }, bus, rules }: EventBridgeContext) =>
  operation<ListRuleNamesByTargetCommandInput, ListRuleNamesByTargetCommandOutput>({
    accepts: ["TargetArn", "EventBusName", "NextToken", "Limit"],
    run: ({ TargetArn, EventBusName, NextToken, Limit }) => {
      bus.check(EventBusName);
      const found = rules.seenValues().filter(({ targets }) => targets.some(({ Arn }) => Arn === TargetArn));
      const { items, next } = page(found, NextToken, Limit, pageSize);
      return { RuleNames: items.map(({ name }) => name), ...(next === undefined ? {} : { NextToken: next }) };
    },
  });
