import type { Need } from "../../world/service.ts";
import type { StepFunctionsContext } from "./context.ts";

/**
 * The state machine that an ARN is of: its own, or that of one of its executions, which is judged by the tags of the machine.
 * https://docs.aws.amazon.com/step-functions/latest/dg/tag-based-policies.html
 */
const machineOf = (arn: string): string =>
  arn.replace(/^(arn:[^:]*:states:[^:]*:[^:]*):execution:([^:]+):.*$/, "$1:stateMachine:$2");

/** What a call on one resource needs; on `*` if it names none. */
export const statesNeeds = ({ machines }: StepFunctionsContext, action: string, resource = "*"): readonly Need[] => [
  { action: `states:${action}`, resource, tags: machines.get(machineOf(resource))?.tags ?? {} },
];
