/** What AWS's models say of inputs, as `npm run input-checks` wrote it down. */
import type { Constraint, Constraints } from "./constraint.ts";
import acm from "./models/acm.json" with { type: "json" };
import autoscaling from "./models/autoscaling.json" with { type: "json" };
import elasticloadbalancing from "./models/elasticloadbalancing.json" with { type: "json" };
import events from "./models/events.json" with { type: "json" };
import lambda from "./models/lambda.json" with { type: "json" };
import logs from "./models/logs.json" with { type: "json" };
import monitoring from "./models/monitoring.json" with { type: "json" };
import servicequotas from "./models/servicequotas.json" with { type: "json" };
import states from "./models/states.json" with { type: "json" };
import sts from "./models/sts.json" with { type: "json" };

/** A shape's own rules, and its members' shapes by name; `!` after the name if a member is required. */
interface ShapeFacts extends Pick<Constraint, "length" | "range" | "pattern" | "oneOf"> {
  readonly members?: Readonly<Record<string, string>>;
  readonly items?: string;
  readonly keys?: string;
  readonly values?: string;
}

interface ModelFacts {
  /** By operation, the shape of its input; empty if the model says nothing of it. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, ShapeFacts>>;
}

/** By signing name. TypeScript reads narrower types into the files than what `npm run input-checks` writes them by. */
export const modelFacts = {
  acm,
  autoscaling,
  elasticloadbalancing,
  events,
  lambda,
  logs,
  monitoring,
  servicequotas,
  states,
  sts,
} as unknown as Readonly<Record<string, ModelFacts>>;

const reader = ({ shapes }: ModelFacts) => {
  const read = new Map<string, Constraint>();

  const constraintOf = (name: string): Constraint => {
    const known = read.get(name);
    if (known !== undefined) return known;
    // A shape that holds itself is checked to its first level.
    read.set(name, {});
    const { members, items, keys, values, ...own } = shapes[name] ?? {};
    const constraint: Constraint = {
      ...own,
      ...(members === undefined ? {} : { members: membersOf(members) }),
      ...(items === undefined ? {} : { items: constraintOf(items) }),
      ...(keys === undefined ? {} : { keys: constraintOf(keys) }),
      ...(values === undefined ? {} : { values: constraintOf(values) }),
    };
    read.set(name, constraint);
    return constraint;
  };

  const membersOf = (members: Readonly<Record<string, string>>): Constraints =>
    Object.fromEntries(
      Object.entries(members).map(([member, named]) => {
        const constraint = constraintOf(named.replace("!", ""));
        return [member, named.endsWith("!") ? { ...constraint, required: true } : constraint];
      }),
    );

  return constraintOf;
};

const readers = new Map<string, ReturnType<typeof reader>>();

/** The rules of an operation's input; undefined if the service has no model here, or none for the operation. */
export const modelConstraints = (service: string, operation: string): Constraints | undefined => {
  const facts = modelFacts[service];
  const input = facts?.operations[operation];
  if (facts === undefined || input === undefined) return undefined;
  const read = readers.get(service) ?? reader(facts);
  readers.set(service, read);
  return read(input).members ?? {};
};
