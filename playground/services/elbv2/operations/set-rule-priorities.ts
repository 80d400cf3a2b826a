import type {
  SetRulePrioritiesCommandInput,
  SetRulePrioritiesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { operation } from "../../../world/service.ts";
import { inRange, required } from "../../constraints.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noListener } from "../errors.ts";
import { priorityInUse, ruleToChange, shownRule } from "../listener-rules.ts";
import { needOn } from "../needs.ts";
import { rerouteListener } from "../routing.ts";
import { type RuleRecord, rulesOf, type Tables } from "../tables.ts";

/**
 * Gives rules other priorities, all at once: two can change places. Rules that are not named keep theirs.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetRulePriorities.html
 */
export const setRulePriorities = (context: Elbv2Context) =>
  operation<SetRulePrioritiesCommandInput, SetRulePrioritiesCommandOutput>({
    accepts: ["RulePriorities"],
    needs: ({ RulePriorities }) =>
      needOn(
        context,
        "SetRulePriorities",
        (RulePriorities ?? []).map(({ RuleArn }) => RuleArn),
      ),
    run({ RulePriorities = [] }) {
      const { tables } = context;
      const changed = RulePriorities.map(({ RuleArn, Priority }) => ({
        ...ruleToChange(context, required(RuleArn, "ruleArn"), "modified").rule,
        Priority: inRange(required(Priority, "priority"), "priority", 1, 50_000),
      }));
      const listeners = new Set(changed.map(({ ListenerArn }) => ListenerArn));
      for (const listener of listeners) checkPriorities(tables, listener, changed);
      for (const rule of changed) tables.rules.put(rule.RuleArn, rule);
      for (const listener of listeners) rerouteListener(context, found(tables.listeners.get(listener), noListener));
      return { Rules: changed.map(shownRule) };
    },
  });

const checkPriorities = (tables: Tables, listenerArn: string, changed: readonly RuleRecord[]): void => {
  const kept = rulesOf(tables, listenerArn).filter(({ RuleArn }) => !changed.some((rule) => rule.RuleArn === RuleArn));
  const taken = new Set<number>();
  for (const { Priority } of [...kept, ...changed.filter((rule) => rule.ListenerArn === listenerArn)]) {
    if (taken.has(Priority)) throw priorityInUse(Priority);
    taken.add(Priority);
  }
};
