import type { Retriable } from "../language/definition.ts";
import type { Activation, Transition } from "./activation.ts";
import { pause } from "./cancellation.ts";
import { errorOutput, matches, StateFailure } from "./failure.ts";
import { nextRetry } from "./retry.ts";

/**
 * Does a state's work, again as long as its retriers say so; then asks its catchers. `retryCount` is
 * `$states.context.State.RetryCount`.
 */
export const withRetries = async (
  state: Retriable,
  activation: Activation,
  work: (retryCount: number) => Promise<Transition>,
): Promise<Transition> => {
  const { run, branch, signal } = activation;
  const used = state.retry.map(() => 0);
  for (let retryCount = 0; ; retryCount++) {
    try {
      return await work(retryCount);
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      // AWS: after States.DataLimitExceeded a redrive reruns all branches, "including the branches that were successful".
      if (failure.error === "States.DataLimitExceeded") branch.position.inner = undefined;
      const retry = nextRetry(state.retry, used, failure, run);
      if (retry === undefined) return await rescue(state, activation, failure, retryCount);
      used[retry.retrier] = (used[retry.retrier] ?? 0) + 1;
      branch.position.inner = undefined;
      await pause(run.clock, retry.delaySeconds * 1000, signal);
    }
  }
};

const rescue = async (
  state: Retriable,
  activation: Activation,
  failure: StateFailure,
  retryCount: number,
): Promise<Transition> => {
  const catcher = state.catch.find(({ errorEquals }) =>
    matches(errorEquals, failure, activation.run.dataLimitIsCaught),
  );
  if (catcher === undefined) throw failure;
  const output = errorOutput(failure);
  return activation.conclude(catcher.next, catcher, output, { errorOutput: output, retryCount });
};
