import { uuid } from "../../world/random.ts";
import type { ServiceEvent } from "../../world/service.ts";
import type { EventBridgeContext } from "./context.ts";
import { eventFields } from "./event-fields.ts";
import type { EventEnvelope } from "./input.ts";
import type { Rule } from "./rule.ts";

/** `2026-01-01T00:00:00Z`: events carry whole seconds. */
const isoSeconds = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");

const envelope = ({ surroundings }: EventBridgeContext, event: ServiceEvent): EventEnvelope => {
  const { clock, random, account, region } = surroundings;
  return {
    version: "0",
    id: uuid(random),
    "detail-type": event.detailType,
    source: event.source,
    account,
    time: isoSeconds(event.time ?? clock.now()),
    region,
    resources: event.resources,
    detail: event.detail,
  };
};

const send = (events: EventBridgeContext, rule: Rule, event: EventEnvelope): void => {
  const { surroundings, reliability, timers, deliver } = events;
  const { clock, random } = surroundings;
  const occasion = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: isoSeconds(clock.now()) };
  for (const target of rule.targets) {
    const copies = random() < reliability.duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy++)
      timers.later(reliability.delay(), () => deliver(rule, target, event, occasion));
  }
};

/** Puts an event on the bus, for every rule whose pattern it matches, and answers its id. */
export const publishEvent = (events: EventBridgeContext, event: ServiceEvent): string => {
  const put = envelope(events, event);
  publishEnvelope(events, put);
  return put.id;
};

/** Puts an event on the bus as it is, whichever bus it comes from. */
export const publishEnvelope = (events: EventBridgeContext, put: EventEnvelope): void => {
  // What a target gets is JSON that travelled: nobody shares an object with the service that emitted it.
  const onTheBus = JSON.parse(JSON.stringify(put)) as EventEnvelope;
  const fields = eventFields({ ...onTheBus });
  for (const rule of events.rules.values()) {
    if (rule.state === "ENABLED" && events.patterns.get(rule.name)?.matchesFields(fields)) send(events, rule, onTheBus);
  }
};

/** Sends a rule's targets the event of its schedule, which carries the time that the schedule said. */
export const sendScheduled = (events: EventBridgeContext, rule: Rule, time: number): void =>
  send(
    events,
    rule,
    envelope(events, {
      source: "aws.events",
      detailType: "Scheduled Event",
      resources: [rule.arn],
      detail: {},
      time,
    }),
  );
