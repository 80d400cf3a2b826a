/** What is answered to a page where something cannot be done: the same words that the command has for it, and a status that says of which kind it is. */
import { isDenial, withWays } from "../command/trouble.ts";
import { UsageError } from "../command/usage-error.ts";
import { AwsUnavailable, EnvironmentBusy, NotYet, Refusal, Throttled } from "../src/errors.ts";

/** An answer of HTTP, before it is one. */
export interface RefusedAnswer {
  readonly status: number;
  readonly body: { readonly error: string; readonly says: string };
}

const statusOf = (error: Error): number => {
  if (error instanceof EnvironmentBusy) return 409;
  if (error instanceof Refusal || error instanceof UsageError) return 422;
  if (isDenial(error)) return 403;
  return [Throttled, NotYet, AwsUnavailable].some((kind) => error instanceof kind) ? 503 : 502;
};

/** What became of it, in words. `stack` is that which is asked. */
export const refusedAnswer = (thrown: unknown, stack: string): RefusedAnswer => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const told = withWays(error, { env: process.env, stack });
  return {
    status: statusOf(error),
    body: { error: error.name, says: told instanceof Error ? told.message : String(told) },
  };
};
