import type { DeleteRuleCommandInput, DeleteRuleCommandOutput } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { EventBridgeContext } from "../context.ts";
import { ruleNeed } from "../needs.ts";
import { ruleChanged } from "../rule-changes.ts";

/**
 * Refused while the rule has targets.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
 */
export const deleteEventRule = (events: EventBridgeContext) =>
  operation<DeleteRuleCommandInput, DeleteRuleCommandOutput>({
    accepts: ["Name", "EventBusName", "Force"],
    needs: ({ Name }) => [ruleNeed(events, "DeleteRule", Name)],
    run: ({ Name = "", EventBusName }) => {
      events.bus.check(EventBusName);
      if ((events.rules.get(Name)?.targets ?? []).length > 0) {
        throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
      }
      // Deleting a rule that is not there succeeds.
      events.rules.remove(Name);
      ruleChanged(events, Name);
      return {};
    },
  });
