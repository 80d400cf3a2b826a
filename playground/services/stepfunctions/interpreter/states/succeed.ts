import type { SucceedState } from "../../language/definition.ts";
import type { Activation } from "../activation.ts";

/** Ends its branch, or the execution, with success. */
export const succeed = ({ output }: SucceedState, activation: Activation) =>
  activation.conclude(undefined, { output, assign: new Map() }, activation.input);
