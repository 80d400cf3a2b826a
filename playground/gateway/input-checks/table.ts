import type { Constraint, Constraints, ServiceConstraints } from "./constraint.ts";
import { elbv2Constraints } from "./elbv2.ts";
import { eventsConstraints } from "./events.ts";
import { modelConstraints } from "./models.ts";
import { monitoringConstraints } from "./monitoring.ts";
import { sqsConstraints } from "./sqs.ts";

/** What the models do not say: the rules for the inputs of each service's operations that AWS documents or shows, by signing name. */
export const inputConstraints: Readonly<Record<string, ServiceConstraints>> = {
  elasticloadbalancing: elbv2Constraints,
  events: eventsConstraints,
  monitoring: monitoringConstraints,
  sqs: sqsConstraints,
};

const both = (model: Constraint = {}, ours: Constraint = {}): Constraint => ({
  ...model,
  ...ours,
  ...(model.members || ours.members ? { members: together(model.members, ours.members) } : {}),
  ...(model.items || ours.items ? { items: both(model.items, ours.items) } : {}),
});

/** The models' rules, with ours where we know better. */
const together = (model: Constraints = {}, ours: Constraints = {}): Constraints =>
  Object.fromEntries(
    [...new Set([...Object.keys(model), ...Object.keys(ours)])].map((name) => [name, both(model[name], ours[name])]),
  );

const known = new Map<string, Constraints | undefined>();

/** All rules for an operation's input, put together when it is first called. */
export const constraintsOf = (service: string, operation: string): Constraints | undefined => {
  const name = `${service}:${operation}`;
  if (!known.has(name)) {
    const [model, ours] = [modelConstraints(service, operation), inputConstraints[service]?.[operation]];
    known.set(name, ours === undefined ? model : together(model, ours));
  }
  return known.get(name);
};
