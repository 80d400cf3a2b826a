import { createRecords } from "../../world/records.ts";
import type { Service, ServiceEvent, Surroundings } from "../../world/service.ts";
import { defaultBus } from "./bus.ts";
import type { EventBridgeContext } from "./context.ts";
import { createDelivery, type Neighbours } from "./delivery.ts";
import { eventBridgeOperations } from "./operations.ts";
import { publishEvent } from "./publishing.ts";
import type { BusReliability } from "./reliability.ts";
import type { Rule } from "./rule.ts";
import { createTimers } from "./timers.ts";

export interface EventBridge extends Service {
  /** Puts an event of an AWS service on the bus. */
  emit(event: ServiceEvent): void;
}

/** Amazon EventBridge: one default bus, its rules and schedules, and delivery to functions, queues and state machines. */
export const createEventBridge = (
  surroundings: Omit<Surroundings, "emit">,
  neighbours: Neighbours,
  reliability: BusReliability = {},
): EventBridge => {
  const { clock, random, lag } = surroundings;
  const { duplicate = 0, drop = 0, delay = () => 50 + random() * 450 } = reliability;
  const timers = createTimers(clock);
  const rules = createRecords<Rule>(clock, lag);
  const events: EventBridgeContext = {
    surroundings,
    reliability: { duplicate, drop, delay },
    bus: defaultBus(surroundings),
    busTags: new Map(),
    rules,
    patterns: new Map(),
    schedules: new Map(),
    timers,
    deliver: createDelivery(surroundings, neighbours, timers),
  };
  return {
    name: "events",
    operations: eventBridgeOperations(events),
    emit(event) {
      if (random() >= drop) publishEvent(events, event);
    },
    state: () => ({
      eventBuses: { default: { tags: Object.fromEntries(events.busTags) } },
      rules: Object.fromEntries(rules.values().map((rule) => [rule.name, rule])),
    }),
    stop: timers.stop,
  };
};
