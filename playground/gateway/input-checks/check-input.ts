import { AwsError } from "../../world/aws-error.ts";
import type { Service } from "../../world/service.ts";
import type { Constraints, ServiceConstraints } from "./constraint.ts";
import { dialects } from "./dialects.ts";
import { constraintsOf, inputConstraints } from "./table.ts";
import { violationsOf } from "./violations.ts";

/** Throws the service's own AwsError, in its own words, for an input that breaks its rules. By default the table's. */
export const checkInput = (
  service: string,
  operation: string,
  input: unknown,
  constraints: Constraints | undefined = constraintsOf(service, operation),
): void => {
  const dialect = dialects[service];
  if (constraints === undefined || dialect === undefined) return;
  const found = violationsOf(constraints, input, dialect.measure);
  if (found.length > 0) throw new AwsError(dialect.error, dialect.text(found));
};

/** Throws if the table has rules that would never be asked for: of an operation or a member that the service does not take. */
export const checkTable = (
  { name, operations }: Pick<Service, "name" | "operations">,
  table: ServiceConstraints = inputConstraints[name] ?? {},
): void => {
  for (const [operation, constraints] of Object.entries(table)) {
    if (dialects[name] === undefined) throw new Error(`Nobody knows how '${name}' says what is wrong with an input.`);
    const known = operations[operation];
    if (known === undefined)
      throw new Error(`The input checks of '${name}' have an operation that it has not: '${operation}'.`);
    const odd = Object.keys(constraints).find((member) => !known.accepts.includes(member));
    if (odd !== undefined)
      throw new Error(`The input checks of '${name}' have a member that ${operation} does not take: '${odd}'.`);
  }
};
