import type {
  ListTargetsByRuleCommandInput,
  ListTargetsByRuleCommandOutput,
  PutTargetsCommandInput,
  PutTargetsCommandOutput,
  RemoveTargetsCommandInput,
  RemoveTargetsCommandOutput,
} from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { passRoles } from "../../pass-roles.ts";
import { ruleNotFound } from "../bus.ts";
import { checkEventTarget } from "../check-event-target.ts";
import type { EventBridgeContext } from "../context.ts";
import { ruleNeed } from "../needs.ts";

/** AWS's quota "Targets per rule". */
const mostTargets = 5;

/**
 * All of the request, or none.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
 */
export const putTargets = (events: EventBridgeContext) =>
  operation<PutTargetsCommandInput, PutTargetsCommandOutput>({
    accepts: ["Rule", "EventBusName", "Targets"],
    // A role is passed to the service with the target that runs under it.
    needs: ({ Rule, Targets = [] }) => [
      ruleNeed(events, "PutTargets", Rule, { context: { "events:targetarn": Targets.map(({ Arn = "" }) => Arn) } }),
      ...passRoles(
        Targets.map(({ RoleArn }) => RoleArn),
        "events.amazonaws.com",
      ),
    ],
    run: ({ Rule, EventBusName, Targets = [] }) => {
      const { bus, rules } = events;
      bus.check(EventBusName);
      const rule = rules.get(Rule ?? "");
      if (rule === undefined) throw ruleNotFound(Rule, events.bus.name);
      for (const target of Targets) checkEventTarget(target);
      const targets = new Map([...rule.targets, ...Targets].map((target) => [target.Id, target]));
      if (targets.size > mostTargets) {
        throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
      }
      rules.put(rule.name, { ...rule, targets: [...targets.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule = (events: EventBridgeContext) =>
  operation<ListTargetsByRuleCommandInput, ListTargetsByRuleCommandOutput>({
    accepts: ["Rule", "EventBusName", "NextToken", "Limit"],
    needs: ({ Rule }) => [ruleNeed(events, "ListTargetsByRule", Rule)],
    run: ({ Rule, EventBusName, NextToken, Limit }) => {
      const { surroundings, bus, rules } = events;
      bus.check(EventBusName);
      const rule = rules.seen(Rule ?? "");
      if (rule === undefined) throw ruleNotFound(Rule, events.bus.name);
      const { items, next } = page(rule.targets, NextToken, Limit, surroundings.pageSize);
      return { Targets: items, ...(next === undefined ? {} : { NextToken: next }) };
    },
  });

/**
 * An id that the rule has not does not fail.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html
 */
export const removeTargets = (events: EventBridgeContext) =>
  operation<RemoveTargetsCommandInput, RemoveTargetsCommandOutput>({
    accepts: ["Rule", "EventBusName", "Ids", "Force"],
    needs: ({ Rule }) => [ruleNeed(events, "RemoveTargets", Rule)],
    run: ({ Rule, EventBusName, Ids = [] }) => {
      const { bus, rules } = events;
      bus.check(EventBusName);
      const rule = rules.get(Rule ?? "");
      if (rule === undefined) throw ruleNotFound(Rule, events.bus.name);
      rules.put(rule.name, { ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id ?? "")) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  });
