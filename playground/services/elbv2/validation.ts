import { AwsError } from "../../world/aws-error.ts";

export const validationError = (message: string): AwsError => new AwsError("ValidationError", message);

export const invalidConfiguration = (message: string): AwsError =>
  new AwsError("InvalidConfigurationRequestException", message);

export const invalidAction = (message: string): AwsError => new AwsError("InvalidLoadBalancerActionException", message);

const violated = (value: unknown, parameter: string, constraint: string) => {
  const shown = value === undefined ? "null" : `'${value}'`;
  return validationError(
    `1 validation error detected: Value ${shown} at '${parameter}' failed to satisfy constraint: ${constraint}`,
  );
};

/** The value of a required parameter, named as AWS's texts name it: `targetGroupArn`. */
export const required = <T>(value: T | undefined, parameter: string): T => {
  if (value === undefined) throw violated(value, parameter, "Member must not be null");
  return value;
};

/** `value` if it lies in the range that the API's model gives it. */
export const within = <T extends number | undefined>(value: T, parameter: string, least: number, most: number): T => {
  if (value === undefined) return value;
  if (value < least) throw violated(value, parameter, `Member must have value greater than or equal to ${least}`);
  if (value > most) throw violated(value, parameter, `Member must have value less than or equal to ${most}`);
  return value;
};

/** `value` if it is in the enum that the API's model gives it. */
export const oneOf = (value: string | undefined, parameter: string, values: readonly string[]): void => {
  if (value !== undefined && !values.includes(value)) {
    throw violated(value, parameter, `Member must satisfy enum value set: [${values.join(", ")}]`);
  }
};

/**
 * Refuses a name that AWS would: "must contain only alphanumeric characters or hyphens, and must not begin or end with a
 * hyphen", at most 32. `kind` is `Target group` or `Load balancer`.
 */
export const checkName = (name: string, kind: "Target group" | "Load balancer"): void => {
  const refuse = (why: string) => {
    throw validationError(`${kind} name '${name}' ${why}`);
  };
  if (name.length === 0) throw validationError(`${kind} name cannot be empty`);
  if (name.length > 32) refuse("cannot be longer than '32' characters");
  if (!/^[A-Za-z0-9-]+$/.test(name))
    refuse("can only contain characters that are alphanumeric characters and hyphens(-)");
  if (name.startsWith("-")) refuse("cannot begin with hyphen");
  if (name.endsWith("-")) refuse("cannot end with hyphen");
};
