import type { AnyOperation } from "../../world/service.ts";
import type { Buses, EventBridgeContext } from "./context.ts";
import { deleteEventRule } from "./operations/delete-rule.ts";
import { describeRule } from "./operations/describe-rule.ts";
import { disableRule, enableRule } from "./operations/enable-disable-rule.ts";
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from "./operations/event-buses.ts";
import { listRuleNamesByTarget } from "./operations/list-rule-names-by-target.ts";
import { listRules } from "./operations/list-rules.ts";
import { putPermission, removeBusPermission } from "./operations/permissions.ts";
import { putEvents } from "./operations/put-events.ts";
import { putRule } from "./operations/put-rule.ts";
import { listEventsTags, tagEvents, untagEvents } from "./operations/tags.ts";
import { listTargetsByRule, putTargets, removeTargets } from "./operations/targets.ts";
import { testEventPattern } from "./operations/test-event-pattern.ts";

/** The operations of one bus. */
const operationsOf = (events: EventBridgeContext): Readonly<Record<string, AnyOperation>> => ({
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
  CreateEventBus: createEventBus(events),
  DeleteEventBus: deleteEventBus(events),
  PutPermission: putPermission(events),
  RemovePermission: removeBusPermission(events),
});

/** The bus that an input names, itself or by a rule's ARN. */
const busNamed = (name: string, input: Readonly<Record<string, unknown>>): string | undefined => {
  const arn = String(input.ResourceARN ?? "");
  const ofRule = /:rule\/([^/]+)\/[^/]+$/.exec(arn)?.[1];
  if (ofRule !== undefined) return ofRule;
  if (arn.includes(":event-bus/")) return arn;
  const named = name === "DescribeEventBus" ? input.Name : input.EventBusName;
  return typeof named === "string" ? named : undefined;
};

/** EventBridge's operations, by name, each on the bus that it names; what names none that there is, is refused by the default one. */
export const eventBridgeOperations = (buses: Buses): Readonly<Record<string, AnyOperation>> => {
  const made = new WeakMap<EventBridgeContext, Readonly<Record<string, AnyOperation>>>();
  const on = (bus: EventBridgeContext) => {
    const found = made.get(bus) ?? operationsOf(bus);
    made.set(bus, found);
    return found;
  };
  return Object.fromEntries(
    Object.entries(on(buses.default)).map(([name, ofDefault]): [string, AnyOperation] => {
      const meant = (input: Readonly<Record<string, unknown>>): AnyOperation =>
        on(buses.find(busNamed(name, input)) ?? buses.default)[name] ?? ofDefault;
      const { needs } = ofDefault;
      return [
        name,
        {
          accepts: ofDefault.accepts,
          ...(needs === undefined ? {} : { needs: (input) => meant(input).needs?.(input) ?? [] }),
          run: (input, call) => meant(input).run(input, call),
        },
      ];
    }),
  );
};
