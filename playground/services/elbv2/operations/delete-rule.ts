import type { DeleteRuleCommandInput, DeleteRuleCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { ruleToChange } from "../listener-rules.ts";
import { needOn } from "../needs.ts";
import { actionsChanged } from "../references.ts";

/**
 * Takes a rule away; a listener's default rule can only go with its listener.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteRule.html
 */
export const deleteRule = (context: Elbv2Context) =>
  operation<DeleteRuleCommandInput, DeleteRuleCommandOutput>({
    accepts: ["RuleArn"],
    needs: ({ RuleArn }) => needOn(context, "DeleteRule", [RuleArn]),
    run({ RuleArn = "" }) {
      const { tables } = context;
      const { rule, listener } = ruleToChange(context, RuleArn, "deleted");
      tables.rules.remove(rule.RuleArn);
      tables.tags.remove(rule.RuleArn);
      actionsChanged(context, listener, rule.Actions, []);
      return {};
    },
  });
