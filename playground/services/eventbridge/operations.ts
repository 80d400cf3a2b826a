import type { AnyOperation } from "../../world/service.ts";
import type { EventBridgeContext } from "./context.ts";
import { deleteEventRule } from "./operations/delete-rule.ts";
import { describeRule } from "./operations/describe-rule.ts";
import { disableRule, enableRule } from "./operations/enable-disable-rule.ts";
import { describeEventBus, listEventBuses } from "./operations/event-buses.ts";
import { listRuleNamesByTarget } from "./operations/list-rule-names-by-target.ts";
import { listRules } from "./operations/list-rules.ts";
import { putEvents } from "./operations/put-events.ts";
import { putRule } from "./operations/put-rule.ts";
import { listEventsTags, tagEvents, untagEvents } from "./operations/tags.ts";
import { listTargetsByRule, putTargets, removeTargets } from "./operations/targets.ts";
import { testEventPattern } from "./operations/test-event-pattern.ts";

/** EventBridge's operations, by name. */
export const eventBridgeOperations = (events: EventBridgeContext): Readonly<Record<string, AnyOperation>> => ({
  PutEvents: putEvents(events),
  TestEventPattern: testEventPattern(),
  PutRule: putRule(events),
  DescribeRule: describeRule(events),
  ListRules: listRules(events),
  ListRuleNamesByTarget: listRuleNamesByTarget(events),
  DeleteRule: deleteEventRule(events),
  EnableRule: enableRule(events),
  DisableRule: disableRule(events),
  PutTargets: putTargets(events),
  ListTargetsByRule: listTargetsByRule(events),
  RemoveTargets: removeTargets(events),
  TagResource: tagEvents(events),
  UntagResource: untagEvents(events),
  ListTagsForResource: listEventsTags(events),
  DescribeEventBus: describeEventBus(events),
  ListEventBuses: listEventBuses(events),
});
