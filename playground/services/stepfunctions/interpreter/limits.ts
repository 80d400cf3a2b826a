import type { Json } from "../language/json.ts";
import { StateFailure } from "./failure.ts";

/** AWS: 256 KiB of UTF-8 for an input, an output, a task's arguments and result, a variable, and all variables of an Assign. */
export const largestPayload = 262_144;
/** AWS: "The total size of all stored variables cannot exceed 10 MiB per execution." */
export const largestVariables = 10 * 1024 * 1024;

/** How many bytes of UTF-8 a value takes as JSON. */
export const sizeOf = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

/** Throws States.DataLimitExceeded, in AWS's words, if the result of `what` (a state or a task's resource) is too large. */
export const checkResult = (value: Json, what: string): void => {
  if (sizeOf(value) <= largestPayload) return;
  throw new StateFailure(
    "States.DataLimitExceeded",
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
};
