import type { Authorizer, Functions, StateMachines } from "../../world/neighbours.ts";
import { remembered } from "../../world/remembered.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { createExecutionStore } from "./executions.ts";
import { createTaskTokens } from "./interpreter/tasks/task-tokens.ts";
import { callbackOperations } from "./operations/callback-operations.ts";
import { executionOperations } from "./operations/execution-operations.ts";
import { historyOperations } from "./operations/history-operations.ts";
import { redriveOperations } from "./operations/redrive-operations.ts";
import { stateMachineOperations } from "./operations/state-machine-operations.ts";
import { tagOperations } from "./operations/tag-operations.ts";
import { validationOperations } from "./operations/validation-operations.ts";
import { createStateMachineStore, type NewStateMachine } from "./state-machines.ts";

export interface StepFunctions extends Service, StateMachines {
  /** Makes a state machine as a template does, and answers its ARN. Throws AwsError. */
  createStateMachine(request: NewStateMachine): string;
}

const parsed = remembered((text): unknown => JSON.parse(text));

/** AWS Step Functions: Standard state machines in JSONata, run by an interpreter of our own. */
export const createStepFunctions = (
  surroundings: Surroundings,
  neighbours: { readonly functions: Functions; readonly authorizer: Authorizer },
): StepFunctions => {
  const machines = createStateMachineStore(surroundings, neighbours.authorizer);
  const tokens = createTaskTokens(surroundings.random);
  const executions = createExecutionStore(surroundings, machines, tokens, neighbours);
  return {
    name: "states",
    operations: {
      ...stateMachineOperations(surroundings, machines, executions),
      ...validationOperations,
      ...executionOperations(surroundings, machines, executions),
      ...redriveOperations(surroundings, machines, executions),
      ...historyOperations(surroundings, executions),
      ...callbackOperations(tokens),
      ...tagOperations(machines),
    },
    createStateMachine: (request) => machines.create(request).arn,
    start(stateMachineArn, input) {
      executions.start({ stateMachineArn, input: JSON.stringify(input) });
    },
    // Executions are what happened, not what there is: two dumps of the same resources are equal.
    state: () => ({
      stateMachines: Object.fromEntries(
        machines.records
          .values()
          .map(({ arn, name, roleArn, status, tags, definitionText }) => [
            arn,
            { name, roleArn, status, tags, definition: parsed(definitionText) },
          ]),
      ),
    }),
    stop: executions.abandon,
  };
};
