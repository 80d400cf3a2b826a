import { AwsError } from "../../world/aws-error.ts";
import type { FunctionOutcome } from "../../world/neighbours.ts";
import type { LambdaContext } from "./context.ts";
import type { FunctionRecord } from "./functions.ts";

/** Runs a function now. Throws TooManyRequestsException if it may not run another time at once. */
export const invokeNow = async (
  { environments }: LambdaContext,
  record: FunctionRecord,
  payload: string,
  requestId: string,
): Promise<FunctionOutcome> => {
  const outcome = await environments.run(record, payload, requestId);
  if (outcome !== undefined) return outcome;
  throw new AwsError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    details: { Type: "User", Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
  });
};
