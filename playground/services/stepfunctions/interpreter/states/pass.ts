import type { PassState } from "../../language/definition.ts";
import type { Activation } from "../activation.ts";

/** Passes its input, or what `Output` makes of it, on. */
export const pass = (state: PassState, activation: Activation) =>
  activation.conclude(state.next, state, activation.input);
