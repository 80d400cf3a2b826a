/**
 * The message of a function's error, out of the JSON that Lambda makes of it (`errorType`, `errorMessage`, `trace`); any other cause,
 * such as Step Functions' own, as it is. In the state machines `statemachines/message-of.jsonata` says the same.
 */
export const messageOf = (cause: string): string => {
  try {
    const parsed: unknown = JSON.parse(cause);
    const isError = typeof parsed === "object" && parsed !== null && "errorMessage" in parsed;
    return isError ? String(parsed.errorMessage) : cause;
  } catch {
    return cause;
  }
};
