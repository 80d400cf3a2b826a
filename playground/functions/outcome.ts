/** What becomes of an invocation, in Lambda's words: the same for a function in a process of its own and for a simulated one. */
import { types } from "node:util";
import type { FunctionOutcome } from "../world/neighbours.ts";

/** An error as Lambda reports it: the name and message of an Error, the type and text of any other value. */
export const failure = (error: unknown, errorType?: string): FunctionOutcome =>
  types.isNativeError(error)
    ? {
        ok: false,
        errorType: errorType ?? error.name,
        errorMessage: errorType === undefined ? error.message : `${error.name}: ${error.message}`,
        trace: (error.stack ?? "").split("\n"),
      }
    : { ok: false, errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };

/** What cannot be said in JSON does not leave the function: undefined arrives as null, a BigInt or a cycle not at all. */
const said = (result: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(result) ?? "null");
  } catch {
    throw new Error("Unable to stringify response body");
  }
};

/** What a handler's work came to. */
export const outcomeOf = async (work: () => unknown): Promise<FunctionOutcome> => {
  try {
    return { ok: true, payload: said(await work()) };
  } catch (error) {
    return failure(error);
  }
};
