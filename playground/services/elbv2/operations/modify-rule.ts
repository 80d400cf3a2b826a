import type { ModifyRuleCommandInput, ModifyRuleCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import { normaliseActions } from "../actions.ts";
import { normaliseConditions } from "../conditions.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noLoadBalancer } from "../errors.ts";
import { ruleToChange, shownRule } from "../listener-rules.ts";
import { needOn } from "../needs.ts";
import { actionsChanged, checkReferences } from "../references.ts";
import type { RuleRecord } from "../tables.ts";

/**
 * Changes conditions or actions; what is given replaces all that there was. Requests go by it when the call ends.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyRule.html
 */
export const modifyRule = (context: Elbv2Context) =>
  operation<ModifyRuleCommandInput, ModifyRuleCommandOutput>({
    accepts: ["RuleArn", "Conditions", "Actions"],
    needs: ({ RuleArn }) => needOn(context, "ModifyRule", [RuleArn]),
    run({ RuleArn = "", ...input }) {
      const { tables } = context;
      const { rule, listener } = ruleToChange(context, RuleArn, "modified");
      const loadBalancer = found(tables.loadBalancers.get(listener.LoadBalancerArn), noLoadBalancer);
      const record: RuleRecord = {
        ...rule,
        Conditions: input.Conditions === undefined ? rule.Conditions : normaliseConditions(input.Conditions),
        Actions:
          input.Actions === undefined ? rule.Actions : normaliseActions(input.Actions, listener.Protocol, rule.Actions),
      };
      checkReferences(context, loadBalancer, listener.Protocol, record.Actions);
      tables.rules.put(rule.RuleArn, record);
      actionsChanged(context, listener, rule.Actions, record.Actions);
      return { Rules: [shownRule(record)] };
    },
  });
