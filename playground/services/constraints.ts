/**
 * What AWS's models ask of values that lie deeper in an input than the table of `gateway/input-checks` goes, or that an operation fills
 * in first: refused in AWS's words. Parameters are named as its texts name them: `targetGroupArn`.
 */
import { AwsError } from "../world/aws-error.ts";

/** What Elastic Load Balancing and Auto Scaling answer to most of what they refuse. */
export const validationError = (message: string): AwsError => new AwsError("ValidationError", message);

/** The error for a value that breaks a constraint of the model; null if there is none. */
export const violation = (value: unknown, parameter: string, constraint: string): AwsError =>
  validationError(
    `1 validation error detected: Value ${value === null ? "null" : `'${value}'`} at '${parameter}' failed to satisfy constraint: ${constraint}`,
  );

/** The value of a parameter that the model requires. */
export const required = <T>(value: T | undefined | null, parameter: string): T => {
  if (value === undefined || value === null) throw violation(null, parameter, "Member must not be null");
  return value;
};

/** `value`, if given, in the range that the model gives it. */
export const inRange = <T extends number | undefined>(
  value: T,
  parameter: string,
  least: number,
  most = Number.POSITIVE_INFINITY,
): T => {
  if (value === undefined) return value;
  if (value < least) throw violation(value, parameter, `Member must have value greater than or equal to ${least}`);
  if (value > most) throw violation(value, parameter, `Member must have value less than or equal to ${most}`);
  return value;
};

/** Refuses a value that is given and not in the enum that the model gives it. */
export const oneOf = (value: string | undefined, parameter: string, values: readonly string[]): void => {
  if (value !== undefined && !values.includes(value)) {
    throw violation(value, parameter, `Member must satisfy enum value set: [${values.join(", ")}]`);
  }
};
