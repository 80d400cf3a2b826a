/** What went wrong, as Step Functions caught it. */
export interface Failure {
  readonly Error?: string | undefined;
  readonly Cause?: string | undefined;
}

/** Step Functions gives a task that took too long no cause. */
const withoutCause = (error: string | undefined): string =>
  error === "States.Timeout"
    ? "the function did not answer within the time that its state allows"
    : "no cause was given";

/**
 * The message of a function's error, out of the JSON that Lambda makes of it (`errorType`, `errorMessage`, `trace`); any other cause,
 * such as Step Functions' own, as it is. Without one it says so. In the state machines `statemachines/message-of.jsonata` says the same.
 */
export const messageOf = ({ Error: error, Cause: cause }: Failure): string => {
  if (cause === undefined || cause === "") return withoutCause(error);
  try {
    const parsed: unknown = JSON.parse(cause);
    const isError = typeof parsed === "object" && parsed !== null && "errorMessage" in parsed;
    return isError ? String(parsed.errorMessage) : cause;
  } catch {
    return cause;
  }
};
