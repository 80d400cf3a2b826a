import type { FailState } from "../../language/definition.ts";
import type { Template } from "../../language/template.ts";
import { type Activation, type Transition, text } from "../activation.ts";
import { StateFailure } from "../failure.ts";

/** Ends its branch, or the execution, with the error and cause that it names, as they are. */
export const fail = async ({ error, cause }: FailState, activation: Activation): Promise<Transition> => {
  const evaluate = (template: Template | undefined) =>
    template === undefined ? undefined : activation.evaluateAs(template, text);
  throw new StateFailure(await evaluate(error), await evaluate(cause));
};
