import type { ServiceConstraints } from "./constraint.ts";
import { eventsConstraints } from "./events.ts";
import { sqsConstraints } from "./sqs.ts";
import { statesConstraints } from "./states.ts";

/** The rules for the inputs of each service's operations, by signing name. */
export const inputConstraints: Readonly<Record<string, ServiceConstraints>> = {
  events: eventsConstraints,
  sqs: sqsConstraints,
  states: statesConstraints,
};
