import { AwsError, NotEmulated } from "../world/aws-error.ts";
import type { AnyOperation, Call, Need, Service } from "../world/service.ts";
import { iamPrefix } from "./iam-prefix.ts";
import { checkInput } from "./input-checks/check-input.ts";

export type { Service, Surroundings } from "../world/service.ts";

/** An operation that the service has. Throws AwsError, by name, for one that is not emulated. */
export const operationOf = (service: Service, name: string): AnyOperation => {
  if (name === "") throw new AwsError("MissingAction", "The request does not name an action.");
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (operation === undefined) throw new NotEmulated(`the operation ${iamPrefix(service.name)}:${name}`);
  return operation;
};

/** An operation with the input that it is given. */
export interface Operating {
  readonly needs: readonly Need[];
  /** Checks the input, then does it. Throws AwsError, or rejects with one. */
  run(call: Call): unknown;
}

/** The one way into a service, for the gateway and for whoever does without. Throws AwsError for what is not emulated. */
export const operate = (service: Service, name: string, input: Readonly<Record<string, unknown>>): Operating => {
  const operation = operationOf(service, name);
  const action = `${iamPrefix(service.name)}:${name}`;
  const refused = Object.keys(input).find((member) => !operation.accepts.includes(member));
  if (refused !== undefined) throw new NotEmulated(`the parameter '${refused}' of ${action}`);
  return {
    needs: operation.needs?.(input) ?? [{ action, resource: "*" }],
    run(call) {
      checkInput(service.name, name, input);
      return operation.run(input, call);
    },
  };
};
