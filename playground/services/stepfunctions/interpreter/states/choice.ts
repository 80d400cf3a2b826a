import type { ChoiceState } from "../../language/definition.ts";
import { type Activation, boolean, type Transition } from "../activation.ts";

/** Follows the first rule whose condition is true; the rule's own `Output` and `Assign` count then, else the state's. */
export const choice = async (state: ChoiceState, activation: Activation): Promise<Transition> => {
  const { input } = activation;
  for (const rule of state.choices) {
    if (await activation.evaluateAs(rule.condition, boolean)) return activation.conclude(rule.next, rule, input);
  }
  if (state.default !== undefined) return activation.conclude(state.default, state, input);
  const message = "Failed to transition out of the state. The state does not point to a next state.";
  throw activation.failure("States.NoChoiceMatched", message);
};
