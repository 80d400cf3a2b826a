import type { AnyOperation } from "../../world/service.ts";
import type { StepFunctionsContext } from "./context.ts";
import { createStateMachine } from "./operations/create-state-machine.ts";
import { deleteStateMachine } from "./operations/delete-state-machine.ts";
import { describeExecution } from "./operations/describe-execution.ts";
import { describeStateMachine } from "./operations/describe-state-machine.ts";
import { describeStateMachineForExecution } from "./operations/describe-state-machine-for-execution.ts";
import { getExecutionHistory } from "./operations/get-execution-history.ts";
import { listExecutions } from "./operations/list-executions.ts";
import { listStateMachines } from "./operations/list-state-machines.ts";
import { redriveExecution } from "./operations/redrive-execution.ts";
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from "./operations/send-task.ts";
import { startExecution } from "./operations/start-execution.ts";
import { stopExecution } from "./operations/stop-execution.ts";
import { listMachineTags, tagMachine, untagMachine } from "./operations/tags.ts";
import { updateStateMachine } from "./operations/update-state-machine.ts";
import { validateStateMachineDefinition } from "./operations/validate-state-machine-definition.ts";

/** Step Functions' operations, by name. */
export const stepFunctionsOperations = (
  stepFunctions: StepFunctionsContext,
): Readonly<Record<string, AnyOperation>> => ({
  CreateStateMachine: createStateMachine(stepFunctions),
  UpdateStateMachine: updateStateMachine(stepFunctions),
  DescribeStateMachine: describeStateMachine(stepFunctions),
  DescribeStateMachineForExecution: describeStateMachineForExecution(stepFunctions),
  ListStateMachines: listStateMachines(stepFunctions),
  DeleteStateMachine: deleteStateMachine(stepFunctions),
  ValidateStateMachineDefinition: validateStateMachineDefinition(),
  StartExecution: startExecution(stepFunctions),
  DescribeExecution: describeExecution(stepFunctions),
  ListExecutions: listExecutions(stepFunctions),
  StopExecution: stopExecution(stepFunctions),
  RedriveExecution: redriveExecution(stepFunctions),
  GetExecutionHistory: getExecutionHistory(stepFunctions),
  SendTaskSuccess: sendTaskSuccess(stepFunctions),
  SendTaskFailure: sendTaskFailure(stepFunctions),
  SendTaskHeartbeat: sendTaskHeartbeat(stepFunctions),
  TagResource: tagMachine(stepFunctions),
  UntagResource: untagMachine(stepFunctions),
  ListTagsForResource: listMachineTags(stepFunctions),
});
