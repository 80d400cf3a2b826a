import type { CreateRuleCommandInput, CreateRuleCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../world/aws-error.ts";
import { quotaOf } from "../../../world/quotas.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import { normaliseActions } from "../actions.ts";
import { normaliseConditions } from "../conditions.ts";
import type { Elbv2Context } from "../context.ts";
import { found, invalidConfiguration, noListener, noLoadBalancer } from "../errors.ts";
import { foundKnown } from "../known.ts";
import { priorityInUse, shownRule } from "../listener-rules.ts";
import { needToCreate } from "../needs.ts";
import { actionsChanged, checkReferences } from "../references.ts";
import { readTags } from "../request-tags.ts";
import { listenersOf, type RuleRecord, rulesOf } from "../tables.ts";

/** "Rules per Application Load Balancer (not counting default rules): 100". */

/**
 * A new rule of a listener, at a priority that no other has. Requests go by it when the call ends.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html
 */
export const createRule = (context: Elbv2Context) =>
  operation<CreateRuleCommandInput, CreateRuleCommandOutput>({
    accepts: ["ListenerArn", "Conditions", "Priority", "Actions", "Tags"],
    needs: ({ ListenerArn, Tags }) => {
      const created = `${ListenerArn?.replace(":listener/", ":listener-rule/") ?? "*"}/*`;
      return needToCreate(context, "CreateRule", ListenerArn ?? "*", created, Tags);
    },
    run(input) {
      const { surroundings, tables } = context;
      const { ListenerArn: listenerArn = "", Priority = 0 } = input;
      const listener = foundKnown(context, tables.listeners, listenerArn, noListener);
      const loadBalancer = found(tables.loadBalancers.get(listener.LoadBalancerArn), noLoadBalancer);
      // "You must have a dual-stack Network Load Balancer": those are not emulated.
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-rule.html
      if (loadBalancer.Type === "network")
        throw invalidConfiguration("Rules are supported only on dual-stack load balancers of type 'network'");
      const Conditions = normaliseConditions(input.Conditions ?? []);
      const Actions = normaliseActions(input.Actions ?? [], listener.Protocol, []);
      const tags = readTags(input.Tags);
      if (rulesOf(tables, listenerArn).some((rule) => rule.Priority === Priority)) throw priorityInUse(Priority);
      const rules = listenersOf(tables, listener.LoadBalancerArn).flatMap(({ ListenerArn }) =>
        rulesOf(tables, ListenerArn),
      );
      const mostRules = quotaOf("rules", surroundings);
      if (rules.length >= mostRules) {
        throw new AwsError("TooManyRulesException", `The maximum number of rules is '${mostRules}'`);
      }
      checkReferences(context, loadBalancer, listener.Protocol, Actions);
      const RuleArn = `${listenerArn.replace(":listener/", ":listener-rule/")}/${hex(surroundings.random, 16)}`;
      const record: RuleRecord = { RuleArn, ListenerArn: listenerArn, Priority, Conditions, Actions };
      tables.rules.put(RuleArn, record);
      tables.tags.put(RuleArn, tags);
      actionsChanged(context, listener, [], Actions);
      return { Rules: [shownRule(record)] };
    },
  });
