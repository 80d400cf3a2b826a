import type { Authorizer, Functions, Metrics, StateMachines } from "../../world/neighbours.ts";
import { createRecords } from "../../world/records.ts";
import { remembered } from "../../world/remembered.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import type { StepFunctionsContext } from "./context.ts";
import { beginExecution } from "./executions.ts";
import { createTaskTokens } from "./interpreter/tasks/task-tokens.ts";
import { makeMachine, type NewStateMachine } from "./machine-changes.ts";
import { stepFunctionsOperations } from "./operations.ts";

export interface StepFunctions extends Service, StateMachines {
  /** Makes a state machine as a template does, and answers its ARN. Throws AwsError. */
  createStateMachine(request: NewStateMachine): string;
}

const parsedJson = remembered((text): unknown => JSON.parse(text));

/** AWS Step Functions: Standard state machines in JSONata, run by an interpreter of our own. */
export const createStepFunctions = (
  surroundings: Surroundings,
  {
    functions,
    authorizer,
    metrics,
  }: { readonly functions: Functions; readonly authorizer: Authorizer; readonly metrics?: Metrics },
): StepFunctions => {
  const { clock, random, lag } = surroundings;
  const stepFunctions: StepFunctionsContext = {
    surroundings,
    functions,
    authorizer,
    metrics,
    tokens: createTaskTokens(random),
    machines: createRecords(clock, lag),
    executions: new Map(),
    executionRecords: createRecords(clock, lag),
    endListeners: new Map(),
    redrives: new Map(),
    end: new AbortController(),
  };
  const { machines, executions, end } = stepFunctions;
  return {
    name: "states",
    operations: stepFunctionsOperations(stepFunctions),
    createStateMachine: (request) => makeMachine(stepFunctions, request).arn,
    start(stateMachineArn, input) {
      beginExecution(stepFunctions, { stateMachineArn, input: JSON.stringify(input) });
    },
    // Executions are what happened, not what there is: two dumps of the same resources are equal.
    state: () => ({
      stateMachines: Object.fromEntries(
        machines
          .values()
          .map(({ arn, name, roleArn, status, tags, definitionText }) => [
            arn,
            { name, roleArn, status, tags, definition: parsedJson(definitionText) },
          ]),
      ),
    }),
    stop() {
      end.abort();
      for (const execution of executions.values()) execution.abandon();
    },
  };
};
