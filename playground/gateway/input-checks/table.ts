import { autoScalingConstraints } from "./autoscaling.ts";
import type { ServiceConstraints } from "./constraint.ts";
import { elbv2Constraints } from "./elbv2.ts";
import { eventsConstraints } from "./events.ts";
import { sqsConstraints } from "./sqs.ts";
import { statesConstraints } from "./states.ts";

/** The rules for the inputs of each service's operations, by signing name. */
export const inputConstraints: Readonly<Record<string, ServiceConstraints>> = {
  autoscaling: autoScalingConstraints,
  elasticloadbalancing: elbv2Constraints,
  events: eventsConstraints,
  sqs: sqsConstraints,
  states: statesConstraints,
};
