import { AwsError } from "../../world/aws-error.ts";

/** `InvalidParameterValue` of a number that is outside its range. */
export const outOfRange = (name: string, value: number, rule: string): AwsError =>
  new AwsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${rule}`);

/** A parameter of seconds, from 0 to `most`, in milliseconds. Throws InvalidParameterValue. */
export const millisecondsOf = (name: string, seconds: number | undefined, most: number): number | undefined => {
  if (seconds === undefined) return undefined;
  if (seconds < 0 || seconds > most) throw outOfRange(name, seconds, `Must be between 0 and ${most}, if provided.`);
  return seconds * 1_000;
};
