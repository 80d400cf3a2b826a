import type { Random } from "../../../world/random.ts";
import type { Retrier } from "../language/definition.ts";
import { matches, type StateFailure } from "./failure.ts";

export interface Retry {
  /** The index of the retrier that decided. */
  readonly retrier: number;
  readonly delaySeconds: number;
}

/**
 * Whether a failed state is tried again, and how long after. `used` counts the retries that each retrier has granted in this
 * visit of the state. The first retrier that matches decides, also when its attempts are used up.
 */
export const nextRetry = (
  retriers: readonly Retrier[],
  used: readonly number[],
  failure: StateFailure,
  { random, dataLimitIsCaught }: { readonly random: Random; readonly dataLimitIsCaught: boolean },
): Retry | undefined => {
  const index = retriers.findIndex(({ errorEquals }) => matches(errorEquals, failure, dataLimitIsCaught));
  const retrier = retriers[index];
  const count = used[index] ?? 0;
  if (retrier === undefined || count >= retrier.maxAttempts) return undefined;
  const full = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** count,
    retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY,
  );
  return { retrier: index, delaySeconds: retrier.jitterStrategy === "FULL" ? random() * full : full };
};
