import type {
  CreateRuleCommandInput,
  CreateRuleCommandOutput,
  DeleteRuleCommandInput,
  DeleteRuleCommandOutput,
  DescribeRulesCommandInput,
  DescribeRulesCommandOutput,
  ModifyRuleCommandInput,
  ModifyRuleCommandOutput,
  Rule,
  SetRulePrioritiesCommandInput,
  SetRulePrioritiesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { hex } from "../../world/random.ts";
import { type AnyOperation, operation } from "../../world/service.ts";
import { normaliseActions } from "./actions.ts";
import { normaliseConditions } from "./conditions.ts";
import type { Elbv2Context } from "./context.ts";
import { withoutSecrets } from "./login-actions.ts";
import { needOn, needToCreate } from "./needs.ts";
import { actionsChanged, checkReferences } from "./references.ts";
import {
  found,
  type ListenerRecord,
  listenersOf,
  noListener,
  noLoadBalancer,
  noRule,
  type RuleRecord,
  rulesOf,
} from "./tables.ts";
import { readTags } from "./tags.ts";
import { required, validationError, within } from "./validation.ts";

/** "Rules per Application Load Balancer (not counting default rules): 100". */
const mostRules = 100;

const describe = ({ RuleArn, Priority, Conditions, Actions }: RuleRecord): Rule => ({
  RuleArn,
  Priority: String(Priority),
  Conditions: [...Conditions],
  Actions: withoutSecrets(Actions),
  IsDefault: false,
});

const describeDefault = ({ DefaultRuleArn, DefaultActions }: ListenerRecord): Rule => ({
  RuleArn: DefaultRuleArn,
  Priority: "default",
  Conditions: [],
  Actions: withoutSecrets(DefaultActions),
  IsDefault: true,
});

export const ruleOperations = (elbv2: Elbv2Context): Readonly<Record<string, AnyOperation>> => {
  const { surroundings, tables, routing } = elbv2;

  /** The rule and its listener; a default rule is part of its listener, and may not be changed as a rule. */
  const ruleToChange = (arn: string, change: "modified" | "deleted") => {
    if (tables.listeners.values().some(({ DefaultRuleArn }) => DefaultRuleArn === arn)) {
      throw new AwsError("OperationNotPermittedException", `Default rule '${arn}' cannot be ${change}`);
    }
    const rule = found(tables.rules.get(arn), noRule);
    return { rule, listener: found(tables.listeners.get(rule.ListenerArn), noListener) };
  };

  const inUse = (priority: number) =>
    new AwsError("PriorityInUseException", `Priority '${priority}' is currently in use`);

  return {
    CreateRule: operation<CreateRuleCommandInput, CreateRuleCommandOutput>({
      accepts: ["ListenerArn", "Conditions", "Priority", "Actions", "Tags"],
      needs: ({ ListenerArn, Tags }) => {
        const created = `${ListenerArn?.replace(":listener/", ":listener-rule/") ?? "*"}/*`;
        return needToCreate(tables, "CreateRule", ListenerArn ?? "*", created, Tags);
      },
      run(input) {
        const listenerArn = required(input.ListenerArn, "listenerArn");
        const listener = found(tables.listeners.get(listenerArn), noListener);
        const loadBalancer = found(tables.loadBalancers.get(listener.LoadBalancerArn), noLoadBalancer);
        const Priority = within(required(input.Priority, "priority"), "priority", 1, 50_000);
        const Conditions = normaliseConditions(required(input.Conditions, "conditions"));
        const Actions = normaliseActions(required(input.Actions, "actions"), listener.Protocol, []);
        const tags = readTags(input.Tags);
        if (rulesOf(tables, listenerArn).some((rule) => rule.Priority === Priority)) throw inUse(Priority);
        const rules = listenersOf(tables, listener.LoadBalancerArn).flatMap(({ ListenerArn }) =>
          rulesOf(tables, ListenerArn),
        );
        if (rules.length >= mostRules) {
          throw new AwsError("TooManyRulesException", `The maximum number of rules is '${mostRules}'`);
        }
        checkReferences(tables, loadBalancer, Actions);
        const RuleArn = `${listenerArn.replace(":listener/", ":listener-rule/")}/${hex(surroundings.random, 16)}`;
        const record: RuleRecord = { RuleArn, ListenerArn: listenerArn, Priority, Conditions, Actions };
        tables.rules.put(RuleArn, record);
        tables.tags.put(RuleArn, tags);
        actionsChanged(elbv2, listener, [], Actions);
        return { Rules: [describe(record)] };
      },
    }),

    DescribeRules: operation<DescribeRulesCommandInput, DescribeRulesCommandOutput>({
      accepts: ["ListenerArn", "RuleArns", "Marker", "PageSize"],
      run({ ListenerArn, RuleArns, Marker, PageSize }) {
        if ((ListenerArn === undefined) === (RuleArns === undefined)) {
          throw validationError("You must specify either listener rule ARNs or a listener ARN");
        }
        const byArn = (arn: string) => {
          const listener = tables.listeners.seenValues().find(({ DefaultRuleArn }) => DefaultRuleArn === arn);
          return listener === undefined ? describe(found(tables.rules.seen(arn), noRule)) : describeDefault(listener);
        };
        const ofListener = (arn: string) => [
          ...tables.rules
            .seenValues()
            .filter((rule) => rule.ListenerArn === arn)
            .toSorted((a, b) => a.Priority - b.Priority)
            .map(describe),
          describeDefault(found(tables.listeners.seen(arn), noListener)),
        ];
        const chosen = RuleArns?.map(byArn) ?? ofListener(ListenerArn ?? "");
        const { items, next } = page(chosen, Marker, PageSize, surroundings.pageSize);
        return { Rules: items, NextMarker: next };
      },
    }),

    ModifyRule: operation<ModifyRuleCommandInput, ModifyRuleCommandOutput>({
      accepts: ["RuleArn", "Conditions", "Actions"],
      needs: ({ RuleArn }) => needOn(tables, "ModifyRule", [RuleArn]),
      run(input) {
        const { rule, listener } = ruleToChange(required(input.RuleArn, "ruleArn"), "modified");
        const loadBalancer = found(tables.loadBalancers.get(listener.LoadBalancerArn), noLoadBalancer);
        const record: RuleRecord = {
          ...rule,
          Conditions: input.Conditions === undefined ? rule.Conditions : normaliseConditions(input.Conditions),
          Actions:
            input.Actions === undefined
              ? rule.Actions
              : normaliseActions(input.Actions, listener.Protocol, rule.Actions),
        };
        checkReferences(tables, loadBalancer, record.Actions);
        tables.rules.put(rule.RuleArn, record);
        actionsChanged(elbv2, listener, rule.Actions, record.Actions);
        return { Rules: [describe(record)] };
      },
    }),

    DeleteRule: operation<DeleteRuleCommandInput, DeleteRuleCommandOutput>({
      accepts: ["RuleArn"],
      needs: ({ RuleArn }) => needOn(tables, "DeleteRule", [RuleArn]),
      run(input) {
        const { rule, listener } = ruleToChange(required(input.RuleArn, "ruleArn"), "deleted");
        tables.rules.remove(rule.RuleArn);
        tables.tags.remove(rule.RuleArn);
        actionsChanged(elbv2, listener, rule.Actions, []);
        return {};
      },
    }),

    SetRulePriorities: operation<SetRulePrioritiesCommandInput, SetRulePrioritiesCommandOutput>({
      accepts: ["RulePriorities"],
      needs: ({ RulePriorities }) =>
        needOn(
          tables,
          "SetRulePriorities",
          (RulePriorities ?? []).map(({ RuleArn }) => RuleArn),
        ),
      run(input) {
        const changed = required(input.RulePriorities, "rulePriorities").map(({ RuleArn, Priority }) => ({
          ...ruleToChange(required(RuleArn, "ruleArn"), "modified").rule,
          Priority: within(required(Priority, "priority"), "priority", 1, 50_000),
        }));
        for (const listenerArn of new Set(changed.map(({ ListenerArn }) => ListenerArn))) {
          const kept = rulesOf(tables, listenerArn).filter(
            ({ RuleArn }) => !changed.some((rule) => rule.RuleArn === RuleArn),
          );
          const taken = new Set<number>();
          for (const { Priority } of [...kept, ...changed.filter((rule) => rule.ListenerArn === listenerArn)]) {
            if (taken.has(Priority)) throw inUse(Priority);
            taken.add(Priority);
          }
        }
        for (const rule of changed) tables.rules.put(rule.RuleArn, rule);
        for (const listenerArn of new Set(changed.map(({ ListenerArn }) => ListenerArn))) {
          routing.listenerChanged(found(tables.listeners.get(listenerArn), noListener));
        }
        return { Rules: changed.map(describe) };
      },
    }),
  };
};
