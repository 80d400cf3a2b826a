import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../world/aws-error.ts";
import type { Elbv2Context } from "./context.ts";
import { found, noListener, noRule } from "./errors.ts";
import { foundKnown } from "./known.ts";
import { withoutSecrets } from "./login-actions.ts";
import type { ListenerRecord, RuleRecord } from "./tables.ts";

/** A rule as every answer shows it: without the secrets of its actions. */
export const shownRule = ({ RuleArn, Priority, Conditions, Actions }: RuleRecord): Rule => ({
  RuleArn,
  Priority: String(Priority),
  Conditions: [...Conditions],
  Actions: withoutSecrets(Actions),
  IsDefault: false,
});

/** A listener's default rule, which is part of the listener. */
export const shownDefaultRule = ({ DefaultRuleArn, DefaultActions }: ListenerRecord): Rule => ({
  RuleArn: DefaultRuleArn,
  Priority: "default",
  Conditions: [],
  Actions: withoutSecrets(DefaultActions),
  IsDefault: true,
});

/** The rule and its listener; a default rule is part of its listener, and may not be changed as a rule. */
export const ruleToChange = (
  context: Elbv2Context,
  arn: string,
  change: "modified" | "deleted",
): { readonly rule: RuleRecord; readonly listener: ListenerRecord } => {
  const { tables } = context;
  if (tables.listeners.values().some(({ DefaultRuleArn }) => DefaultRuleArn === arn)) {
    throw new AwsError("OperationNotPermittedException", `Default rule '${arn}' cannot be ${change}`);
  }
  const rule = foundKnown(context, tables.rules, arn, noRule);
  return { rule, listener: found(tables.listeners.get(rule.ListenerArn), noListener) };
};

/** Two rules of a listener cannot have the same priority. */
export const priorityInUse = (priority: number): AwsError =>
  new AwsError("PriorityInUseException", `Priority '${priority}' is currently in use`);
