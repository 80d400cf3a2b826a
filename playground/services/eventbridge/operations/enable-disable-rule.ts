import type {
  DisableRuleCommandInput,
  DisableRuleCommandOutput,
  EnableRuleCommandInput,
  EnableRuleCommandOutput,
  RuleState,
} from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../world/service.ts";
import { ruleNotFound } from "../bus.ts";
import type { EventBridgeContext } from "../context.ts";
import { ruleNeed } from "../needs.ts";
import { putRuleRecord } from "../rule-changes.ts";

const withState = <Input extends { Name: string | undefined; EventBusName?: string | undefined }, Output>(
  events: EventBridgeContext,
  action: string,
  state: RuleState,
): Operation<Input, Omit<Output, "$metadata">> => ({
  accepts: ["Name", "EventBusName"],
  needs: ({ Name }) => [ruleNeed(events, action, Name)],
  run: ({ Name, EventBusName }) => {
    events.bus.check(EventBusName);
    const rule = events.rules.get(Name ?? "");
    if (rule === undefined) throw ruleNotFound(Name, events.bus.name);
    putRuleRecord(events, { ...rule, state });
    return {} as Omit<Output, "$metadata">;
  },
});

/**
 * A schedule begins anew.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html
 */
export const enableRule = (events: EventBridgeContext) =>
  withState<EnableRuleCommandInput, EnableRuleCommandOutput>(events, "EnableRule", "ENABLED");

/**
 * What is on its way already still arrives.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html
 */
export const disableRule = (events: EventBridgeContext) =>
  withState<DisableRuleCommandInput, DisableRuleCommandOutput>(events, "DisableRule", "DISABLED");
