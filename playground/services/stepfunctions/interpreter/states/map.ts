import type { MapState } from "../../language/definition.ts";
import type { Json } from "../../language/json.ts";
import { type Activation, type EvaluationScope, list, type Transition, whole } from "../activation.ts";
import { withRetries } from "../attempts.ts";
import { type Branch, startBranch } from "../branch.ts";
import { runBranches } from "../run-branches.ts";

/** AWS: an inline Map runs "up to 40 concurrent iterations"; MaxConcurrency 0, the default, leaves it at that. */
const mostConcurrent = 40;

/** Runs its states once for every item; its result is the list of the iterations' outputs, in the order of the items. */
export const map = (state: MapState, activation: Activation): Promise<Transition> => {
  const { branch, record } = activation;
  const { name } = state;
  return withRetries(state, activation, async (retryCount) => {
    const scope = { retryCount };
    const limit = state.maxConcurrency && (await activation.evaluateAs(state.maxConcurrency, whole(0), scope));
    if (branch.position.inner === undefined) {
      const items = await itemsOf(state, activation, scope);
      record("MapStateStarted", { mapStateStartedEventDetails: { length: items.length } });
      branch.position.inner = await iterations(state, activation, items, scope);
    }
    const result = await runBranches(activation, branch.position.inner, {
      concurrency: Math.min(limit || mostConcurrent, mostConcurrent),
      iteration: { name, record: activation.run.history.add },
      failed: () => record("MapStateFailed"),
    });
    record("MapStateSucceeded");
    return activation.conclude(state.next, state, result, { ...scope, result });
  });
};

const itemsOf = async (
  { items }: MapState,
  activation: Activation,
  scope: EvaluationScope,
): Promise<readonly Json[]> => {
  if (items !== undefined) return activation.evaluateAs(items, list, scope);
  if (list.accepts(activation.input)) return activation.input;
  throw activation.failure("States.Runtime", "The state has no Items, and its input is not an array.");
};

const iterations = async (
  { itemProcessor, itemSelector }: MapState,
  activation: Activation,
  items: readonly Json[],
  scope: EvaluationScope,
): Promise<readonly Branch[]> => {
  const started: Branch[] = [];
  for (const [Index, Value] of items.entries()) {
    const item = { Index, Value };
    const input = itemSelector === undefined ? Value : await activation.evaluate(itemSelector, { ...scope, item });
    started.push(startBranch(itemProcessor, input, activation.branch, item));
  }
  return started;
};
