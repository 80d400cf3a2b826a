/** The executions of an account, begun and found. Everything throws AwsError as the API would. */

import { AwsError } from "../../world/aws-error.ts";
import type { Cancel } from "../../world/clock.ts";
import { uuid } from "../../world/random.ts";
import { hasTrait } from "../../world/traits.ts";
import type { StepFunctionsContext } from "./context.ts";
import { createExecution, type Execution } from "./interpreter/execution.ts";
import type { ExecutionRecord } from "./interpreter/execution-record.ts";
import { largestPayload } from "./interpreter/limits.ts";
import type { TaskServices } from "./interpreter/tasks/task-services.ts";
import { currentMachine, machineDeleting } from "./machine-lookup.ts";
import { checkArn, checkLength, checkStatesName, executionArn } from "./names.ts";
import { statusChange } from "./status-change.ts";

/** "You can reuse names after 90 days." */
const nameLifeMilliseconds = 90 * 24 * 60 * 60 * 1000;

/** Starts an execution, or answers the running one of the same name and input. */
export const beginExecution = (
  stepFunctions: StepFunctionsContext,
  request: {
    readonly stateMachineArn: string;
    readonly name?: string | undefined;
    readonly input?: string | undefined;
  },
): ExecutionRecord => {
  const { surroundings, executions } = stepFunctions;
  const { clock, random } = surroundings;
  const { stateMachineArn, name = uuid(random), input = "{}" } = request;
  const machine = currentMachine(stepFunctions, stateMachineArn);
  checkStatesName(name);
  checkLength("input", input, 0, largestPayload);
  checkJson(input);
  if (machine.status === "DELETING") throw machineDeleting(stateMachineArn);
  const arn = executionArn(surroundings, machine.name, name);
  const found = executions.get(arn)?.record();
  if (found !== undefined) {
    if (found.status === "RUNNING" && found.input === input) return found;
    if (clock.now() - (found.stopDate ?? clock.now()) < nameLifeMilliseconds) {
      throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    }
  }
  const execution = createExecution({
    clock,
    random,
    services: taskServices(stepFunctions, machine.roleArn),
    dataLimitIsCaught: hasTrait("data-limit-is-caught", surroundings),
    revision: machine,
    arn,
    name,
    input,
    changed: (record) => executionChanged(stepFunctions, record),
  });
  executions.set(arn, execution);
  execution.start();
  return execution.record();
};

/** The execution itself. */
export const findExecution = ({ executions }: StepFunctionsContext, arn: string): Execution => {
  checkArn(arn, "execution");
  const execution = executions.get(arn);
  if (execution === undefined) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return execution;
};

/** The running executions of a state machine, in the order of their start. */
export const runningExecutions = (
  { executions }: StepFunctionsContext,
  stateMachineArn: string,
): readonly Execution[] =>
  [...executions.values()].filter((execution) => {
    const record = execution.record();
    return record.stateMachineArn === stateMachineArn && record.status === "RUNNING";
  });

/** Tells once when the execution ends, or has ended. */
const onEnd = (
  stepFunctions: StepFunctionsContext,
  arn: string,
  listener: (record: ExecutionRecord) => void,
): Cancel => {
  const { surroundings, endListeners } = stepFunctions;
  const record = findExecution(stepFunctions, arn).record();
  if (record.status !== "RUNNING") {
    return surroundings.clock.after(0, () => listener(record));
  }
  const all = endListeners.get(arn) ?? new Set();
  endListeners.set(arn, all.add(listener));
  return () => all.delete(listener);
};

const executionChanged = (stepFunctions: StepFunctionsContext, record: ExecutionRecord): void => {
  const { surroundings, executionRecords, endListeners } = stepFunctions;
  const { executionArn: arn, stateMachineArn } = record;
  executionRecords.put(arn, record);
  surroundings.emit(statusChange(record, surroundings.clock.now()));
  count(stepFunctions, record);
  if (record.status === "RUNNING") return;
  for (const listener of [...(endListeners.get(arn) ?? [])]) listener(record);
  removeIfDeleted(stepFunctions, stateMachineArn);
};

const countedAs: Readonly<Record<string, string>> = {
  RUNNING: "ExecutionsStarted",
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const count = ({ metrics }: StepFunctionsContext, record: ExecutionRecord): void => {
  const { stateMachineArn: StateMachineArn, status, startDate, stopDate } = record;
  const name = countedAs[status];
  if (metrics === undefined || name === undefined) return;
  metrics.publish("AWS/States", name, { StateMachineArn }, 1, "Count");
  if (stopDate !== undefined && status !== "RUNNING")
    metrics.publish("AWS/States", "ExecutionTime", { StateMachineArn }, stopDate - startDate, "Milliseconds");
};

// "A state machine is deleted only when all its executions are completed."
const removeIfDeleted = (stepFunctions: StepFunctionsContext, stateMachineArn: string): void => {
  const { machines } = stepFunctions;
  const runs = runningExecutions(stepFunctions, stateMachineArn).length > 0;
  if (machines.get(stateMachineArn)?.status === "DELETING" && !runs) machines.remove(stateMachineArn);
};

const taskServices = (stepFunctions: StepFunctionsContext, roleArn: string): TaskServices => {
  const { surroundings, functions, authorizer, tokens, executions, end } = stepFunctions;
  return {
    region: surroundings.region,
    account: surroundings.account,
    functions,
    authorize: (need) => authorizer.authorize(roleArn, need),
    tokens,
    children: {
      start: (request) => beginExecution(stepFunctions, request),
      onEnd: (arn, listener) => onEnd(stepFunctions, arn, listener),
      stop: (arn) => {
        if (!end.signal.aborted) executions.get(arn)?.stop(undefined, undefined);
      },
    },
  };
};

const checkJson = (text: string): void => {
  try {
    JSON.parse(text);
  } catch (error) {
    const message = `Invalid State Machine Execution Input: '${(error as Error).message}'`;
    throw new AwsError("InvalidExecutionInput", message);
  }
};
