import type { JsonObject } from "../language/json.ts";

/** What a state reports instead of a result. Retriers and catchers match its `error`; uncaught, it fails the execution. */
export class StateFailure extends Error {
  readonly error: string | undefined;
  readonly reason: string | undefined;
  /** Further error names that retriers and catchers may match it by. */
  readonly alsoKnownAs: readonly string[];

  constructor(error: string | undefined, reason?: string, alsoKnownAs: readonly string[] = []) {
    super(`${error ?? "(no error name)"}: ${reason ?? "(no cause)"}`);
    this.error = error;
    this.reason = reason;
    this.alsoKnownAs = alsoKnownAs;
  }
}

/** The state's work is no longer wanted: the execution was stopped, timed out, or a sibling branch failed. */
export class Aborted extends Error {}

/** A failure as history events and DescribeExecution carry it: a timeout has no cause at all. */
export const errorDetails = ({ error, reason }: StateFailure): { error?: string; cause?: string } => ({
  ...(error === undefined ? {} : { error }),
  ...(reason === undefined ? {} : { cause: reason }),
});

/** A failure as `$states.errorOutput`. */
export const errorOutput = ({ error, reason }: StateFailure): JsonObject => ({
  Error: error ?? "",
  Cause: reason ?? "",
});

// AWS, "Handling errors in Step Functions workflows": States.Runtime errors "are not retriable, and will always cause the
// execution to fail".
const beyondRescue = "States.Runtime";
const dataLimit = "States.DataLimitExceeded";

/**
 * Whether a retrier's or catcher's `ErrorEquals` matches the failure. The guide says that States.ALL cannot catch
 * States.DataLimitExceeded, but AWS caught it when that was recorded (2024-03-21): `dataLimitIsCaught` follows the recording. Of
 * States.TaskFailed there is none.
 */
export const matches = (errorEquals: readonly string[], failure: StateFailure, dataLimitIsCaught: boolean): boolean => {
  if (failure.error === beyondRescue) return false;
  const names = [failure.error ?? "", ...failure.alsoKnownAs];
  return errorEquals.some((wanted) => {
    if (names.includes(wanted)) return true;
    if (failure.error === dataLimit) return wanted === "States.ALL" && dataLimitIsCaught;
    // States.TaskFailed "matches any known error name except for States.Timeout".
    return wanted === "States.ALL" || (wanted === "States.TaskFailed" && failure.error !== "States.Timeout");
  });
};
