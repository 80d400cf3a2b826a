import type {
  DescribeEventBusCommandInput,
  DescribeEventBusCommandOutput,
  ListEventBusesCommandInput,
  ListEventBusesCommandOutput,
} from "@aws-sdk/client-eventbridge";
import type { Cancel } from "../../world/clock.ts";
import { uuid } from "../../world/random.ts";
import { createRecords } from "../../world/records.ts";
import { operation, type Service, type ServiceEvent, type Surroundings } from "../../world/service.ts";
import { defaultBus } from "./bus.ts";
import { createDelivery, type Neighbours } from "./delivery.ts";
import type { EventEnvelope } from "./input.ts";
import { type Pattern, parsePattern } from "./pattern.ts";
import { eventOperations } from "./put-events.ts";
import { type Rule, ruleOperations } from "./rules.ts";
import { parseSchedule } from "./schedule.ts";
import { tagOperations } from "./tags.ts";
import { targetOperations } from "./targets.ts";

/** How unreliable the bus is. AWS promises no order, and neither exactly one delivery nor, for most services, any at all. */
export interface BusReliability {
  /** How probably an event is delivered to a target a second time. */
  readonly duplicate?: number;
  /** How probably an event of an AWS service is lost: "best effort" delivery. */
  readonly drop?: number;
  /** The milliseconds until the next delivery. */
  readonly delay?: () => number;
}

export interface EventBridge extends Service {
  /** Puts an event of an AWS service on the bus. */
  emit(event: ServiceEvent): void;
}

/** `2026-01-01T00:00:00Z`: events carry whole seconds. */
const isoSeconds = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");

/** Amazon EventBridge: one default bus, its rules and schedules, and delivery to functions, queues and state machines. */
export const createEventBridge = (
  surroundings: Omit<Surroundings, "emit">,
  neighbours: Neighbours,
  reliability: BusReliability = {},
): EventBridge => {
  const { clock, random, account, region } = surroundings;
  const { duplicate = 0, drop = 0, delay = () => 50 + random() * 450 } = reliability;
  const bus = defaultBus(surroundings);
  const rules = createRecords<Rule>(clock, surroundings.lag);
  const patterns = new Map<string, Pattern>();
  const schedules = new Map<string, Cancel>();
  const pending = new Set<Cancel>();

  const later = (milliseconds: number, task: () => void): Cancel => {
    const cancel = clock.after(milliseconds, () => {
      pending.delete(cancel);
      task();
    });
    pending.add(cancel);
    return () => {
      cancel();
      pending.delete(cancel);
    };
  };
  const deliver = createDelivery(surroundings, neighbours, later);

  const envelope = (event: ServiceEvent): EventEnvelope => ({
    version: "0",
    id: uuid(random),
    "detail-type": event.detailType,
    source: event.source,
    account,
    time: isoSeconds(event.time ?? clock.now()),
    region,
    resources: event.resources,
    detail: event.detail,
  });

  const send = (rule: Rule, event: EventEnvelope) => {
    const occasion = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: isoSeconds(clock.now()) };
    for (const target of rule.targets) {
      const copies = random() < duplicate ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) later(delay(), () => deliver(rule, target, event, occasion));
    }
  };

  const publish = (event: ServiceEvent): string => {
    const put = envelope(event);
    // What a target gets is JSON that travelled: nobody shares an object with the service that emitted it.
    const onTheBus = JSON.parse(JSON.stringify(put)) as EventEnvelope;
    for (const rule of rules.values()) {
      if (rule.state === "ENABLED" && patterns.get(rule.name)?.matches(onTheBus)) send(rule, onTheBus);
    }
    return put.id;
  };

  const runOnSchedule = (name: string, expression: string) => {
    const next = parseSchedule(expression)(clock.now());
    if (next === undefined) return;
    const run = () => {
      runOnSchedule(name, expression);
      const rule = rules.get(name);
      if (rule === undefined) return;
      send(
        rule,
        envelope({
          source: "aws.events",
          detailType: "Scheduled Event",
          resources: [rule.arn],
          detail: {},
          time: next,
        }),
      );
    };
    schedules.set(name, later(next - clock.now(), run));
  };

  const ruleChanged = (name: string) => {
    schedules.get(name)?.();
    schedules.delete(name);
    patterns.delete(name);
    const rule = rules.get(name);
    if (rule?.eventPattern !== undefined) patterns.set(name, parsePattern(rule.eventPattern));
    if (rule?.scheduleExpression !== undefined && rule.state === "ENABLED") {
      runOnSchedule(name, rule.scheduleExpression);
    }
  };

  const described = { Name: "default", Arn: bus.arn };

  return {
    name: "events",
    operations: {
      ...eventOperations(bus, publish),
      ...ruleOperations(surroundings, bus, rules, ruleChanged),
      ...targetOperations(surroundings, bus, rules),
      ...tagOperations(rules),
      DescribeEventBus: operation<DescribeEventBusCommandInput, DescribeEventBusCommandOutput>({
        accepts: ["Name"],
        needs: () => [{ action: "events:DescribeEventBus", resource: bus.arn }],
        run: ({ Name }) => {
          bus.check(Name);
          return described;
        },
      }),
      ListEventBuses: operation<ListEventBusesCommandInput, ListEventBusesCommandOutput>({
        accepts: ["NamePrefix", "NextToken", "Limit"],
        run: ({ NamePrefix = "" }) => ({ EventBuses: described.Name.startsWith(NamePrefix) ? [described] : [] }),
      }),
    },
    emit(event) {
      if (random() >= drop) publish(event);
    },
    state: () => ({ rules: Object.fromEntries(rules.values().map((rule) => [rule.name, rule])) }),
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
};
