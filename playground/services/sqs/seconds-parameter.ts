import { AwsError } from "../../world/aws-error.ts";

/** A parameter of seconds, from 0 to `most`, in milliseconds: one that entries of batches have too. Throws InvalidParameterValue. */
export const millisecondsOf = (name: string, seconds: number | undefined, most: number): number | undefined => {
  if (seconds === undefined) return undefined;
  if (seconds < 0 || seconds > most)
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${seconds} for parameter ${name} is invalid. Reason: Must be between 0 and ${most}, if provided.`,
    );
  return seconds * 1_000;
};
