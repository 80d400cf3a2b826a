import type { MapState } from "../../language/definition.ts";
import type { Json, JsonObject } from "../../language/json.ts";
import { type Activation, type EvaluationScope, items, percentage, type Transition, whole } from "../activation.ts";
import { withRetries } from "../attempts.ts";
import { type Branch, type Item, startBranch } from "../branch.ts";
import { runBranches } from "../run-branches.ts";

/** AWS: an inline Map runs "up to 40 concurrent iterations"; MaxConcurrency 0, the default, leaves it at that. */
const mostConcurrent = 40;

/** Runs its states once for every item of an array, or pair of an object; its result is the list of the iterations' outputs, in the order of the items. */
export const map = (state: MapState, activation: Activation): Promise<Transition> => {
  const { branch, record } = activation;
  const { name } = state;
  return withRetries(state, activation, async (retryCount) => {
    const scope = { retryCount };
    const limit = state.maxConcurrency && (await activation.evaluateAs(state.maxConcurrency, whole(0), scope));
    if (branch.position.inner === undefined) {
      const found = itemsOf(await activation.evaluateAs(state.items, items, scope));
      record("MapStateStarted", { mapStateStartedEventDetails: { length: found.length } });
      branch.position.inner = await iterations(state, activation, found, scope);
    }
    const tolerated = await toleranceOf(state, activation, branch.position.inner.length, scope);
    const result = await runBranches(activation, branch.position.inner, {
      concurrency: Math.min(limit || mostConcurrent, mostConcurrent),
      iteration: { name, record: activation.run.history.add },
      failed: () => record("MapStateFailed"),
      ...(tolerated === undefined ? {} : { tolerated }),
    });
    record("MapStateSucceeded");
    return activation.conclude(state.next, state, result, { ...scope, result });
  });
};

const itemsOf = (over: readonly Json[] | JsonObject): readonly Item[] =>
  Array.isArray(over)
    ? over.map((Value: Json, Index) => ({ Index, Value }))
    : Object.entries(over).map(([Key, Value], Index) => ({ Index, Key, Value }));

/**
 * How many iterations may fail; undefined where the first one that fails is the state's failure. "The workflow … fails if either of these
 * values exceeds its specified threshold."
 */
const toleranceOf = async (
  { toleratedFailureCount, toleratedFailurePercentage }: MapState,
  activation: Activation,
  iterationCount: number,
  scope: EvaluationScope,
): Promise<number | undefined> => {
  const count = toleratedFailureCount && (await activation.evaluateAs(toleratedFailureCount, whole(0), scope));
  const share =
    toleratedFailurePercentage && (await activation.evaluateAs(toleratedFailurePercentage, percentage, scope));
  if (count === undefined && share === undefined) return undefined;
  return Math.min(count ?? iterationCount, Math.floor(((share ?? 100) / 100) * iterationCount));
};

const iterations = async (
  { itemProcessor, itemSelector }: MapState,
  activation: Activation,
  over: readonly Item[],
  scope: EvaluationScope,
): Promise<readonly Branch[]> => {
  const started: Branch[] = [];
  for (const item of over) {
    const { Key, Value } = item;
    const given = Key === undefined ? Value : { Key, Value };
    const input = itemSelector === undefined ? given : await activation.evaluate(itemSelector, { ...scope, item });
    started.push(startBranch(itemProcessor, input, activation.branch, item));
  }
  return started;
};
