import { AwsError } from "../../world/aws-error.ts";
import type { Service, ServiceEvent, Surroundings } from "../../world/service.ts";
import { busNotFound, defaultBusName } from "./bus.ts";
import { letsAccount } from "./bus-policy.ts";
import { createBuses } from "./buses.ts";
import { createDelivery, type Neighbours } from "./delivery.ts";
import type { EventEnvelope } from "./input.ts";
import { eventBridgeOperations } from "./operations.ts";
import { publishEnvelope, publishEvent } from "./publishing.ts";
import type { BusReliability } from "./reliability.ts";
import { createTimers } from "./timers.ts";

export interface EventBridge extends Service {
  /** Puts an event of an AWS service on the bus. */
  emit(event: ServiceEvent): void;
  /** Takes an event that an account's rule sends to a bus here. Throws AwsError if there is no such bus, or it does not let that account. */
  receive(busArn: string, event: EventEnvelope, account: string): void;
}

/** Amazon EventBridge: buses, their rules and schedules, and delivery to functions, queues and state machines. */
export const createEventBridge = (
  surroundings: Omit<Surroundings, "emit">,
  neighbours: Neighbours,
  reliability: BusReliability = {},
): EventBridge => {
  const { clock, random } = surroundings;
  const { duplicate = 0, drop = 0, delay = () => 50 + random() * 450 } = reliability;
  const timers = createTimers(clock);
  const deliver = createDelivery(surroundings, neighbours, timers);
  const buses = createBuses(surroundings, { reliability: { duplicate, drop, delay }, timers, deliver });
  return {
    name: "events",
    operations: eventBridgeOperations(buses),
    emit(event) {
      if (random() >= drop) publishEvent(buses.default, event);
    },
    receive(busArn, event, account) {
      const there = buses.find(busArn);
      if (there === undefined) throw busNotFound(busArn);
      if (account !== surroundings.account && !letsAccount(there.policy, busArn, account))
        throw new AwsError(
          "AccessDeniedException",
          `Account ${account} is not authorized to perform: events:PutEvents on resource: ${busArn} because no resource-based policy allows the events:PutEvents action`,
          { status: 403 },
        );
      publishEnvelope(there, event);
    },
    state: () => ({
      eventBuses: Object.fromEntries(
        buses
          .all()
          .map(({ bus, busTags, policy }) => [
            bus.name,
            { tags: Object.fromEntries(busTags), ...(policy === undefined ? {} : { policy }) },
          ]),
      ),
      // Of another bus by both names, as nobody else has them.
      rules: Object.fromEntries(
        buses
          .all()
          .flatMap(({ bus, rules }) =>
            rules.values().map((rule) => [bus.name === defaultBusName ? rule.name : `${bus.name}/${rule.name}`, rule]),
          ),
      ),
    }),
    stop: timers.stop,
  };
};
