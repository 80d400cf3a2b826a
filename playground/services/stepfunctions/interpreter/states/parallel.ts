import type { ParallelState } from "../../language/definition.ts";
import type { Activation, Transition } from "../activation.ts";
import { withRetries } from "../attempts.ts";
import { startBranch } from "../branch.ts";
import { runBranches } from "../run-branches.ts";

/** Runs its branches at once, each on the same input; its result is the list of their outputs. */
export const parallel = (state: ParallelState, activation: Activation): Promise<Transition> => {
  const { branch, record } = activation;
  return withRetries(state, activation, async (retryCount) => {
    const scope = { retryCount };
    if (branch.position.inner === undefined) {
      const input =
        state.arguments === undefined ? activation.input : await activation.evaluate(state.arguments, scope);
      record("ParallelStateStarted");
      branch.position.inner = state.branches.map((group) => startBranch(group, input, branch));
    }
    const result = await runBranches(activation, branch.position.inner, {
      concurrency: state.branches.length,
      failed: () => record("ParallelStateFailed"),
    });
    record("ParallelStateSucceeded");
    return activation.conclude(state.next, state, result, { ...scope, result });
  });
};
