import { AwsError } from "../../../../world/aws-error.ts";
import { isObject, type Json, type JsonObject } from "../../language/json.ts";
import type { Activation } from "../activation.ts";
import { untilAborted } from "../cancellation.ts";
import type { ExecutionRecord } from "../execution-record.ts";
import { StateFailure } from "../failure.ts";
import { redrivability } from "../redrivability.ts";
import { textArgument } from "./arguments.ts";
import { permitted } from "./permitted.ts";

/**
 * `arn:aws:states:::states:startExecution`. With `sync:2` it waits for the execution, which is stopped if the task is aborted;
 * the result then holds the execution's output as JSON.
 */
export const startNestedExecution = async (
  activation: Activation,
  pattern: "request-response" | "sync:2" | "waitForTaskToken",
  given: Json,
  attempt: AbortSignal,
  submitted: (response: Json) => void,
): Promise<Json> => {
  const stateMachineArn = textArgument(activation, given, "StateMachineArn");
  const started = start(activation, stateMachineArn, isObject(given) ? given : {});
  const response = { ExecutionArn: started.executionArn, StartDate: started.startDate };
  if (pattern !== "sync:2") return response;

  submitted(response);
  const record = await ended(activation, started.executionArn, attempt);
  permitted(activation, { action: "states:DescribeExecution", resource: started.executionArn });
  if (record.status !== "SUCCEEDED") {
    throw new StateFailure("States.TaskFailed", JSON.stringify(description(record, record.input)));
  }
  return {
    ...description(record, JSON.parse(record.input) as Json),
    Output: JSON.parse(record.output ?? "null") as Json,
  };
};

/** AWS stops the execution when the task is aborted, not when the task runs into its own timeout. */
const ended = async (activation: Activation, executionArn: string, attempt: AbortSignal): Promise<ExecutionRecord> => {
  const { children } = activation.run.services;
  try {
    return await untilAborted(attempt, (resolve) => children.onEnd(executionArn, resolve));
  } catch (reason) {
    if (activation.signal.aborted) {
      permitted(activation, { action: "states:StopExecution", resource: executionArn });
      children.stop(executionArn);
    }
    throw reason;
  }
};

const start = (activation: Activation, stateMachineArn: string, { Input = {}, Name }: JsonObject): ExecutionRecord => {
  permitted(activation, { action: "states:StartExecution", resource: stateMachineArn });
  try {
    return activation.run.services.children.start({
      stateMachineArn,
      name: Name === undefined ? undefined : textArgument(activation, { Name }, "Name"),
      input: typeof Input === "string" ? Input : JSON.stringify(Input),
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const cause = `${error.message} (Service: AWSStepFunctions; Status Code: ${error.status}; Error Code: ${error.name})`;
    throw new StateFailure(`StepFunctions.${error.name}Exception`, cause);
  }
};

/** DescribeExecution's answer as a task's result has it: members in PascalCase, dates in epoch milliseconds. */
const description = (record: ExecutionRecord, input: Json): JsonObject => ({
  ...(record.cause === undefined ? {} : { Cause: record.cause }),
  ...(record.error === undefined ? {} : { Error: record.error }),
  ExecutionArn: record.executionArn,
  Input: input,
  InputDetails: { Included: true },
  Name: record.name,
  ...(record.output === undefined ? {} : { OutputDetails: { Included: true } }),
  RedriveCount: record.redriveCount,
  ...redriveStatus(record),
  StartDate: record.startDate,
  StateMachineArn: record.stateMachineArn,
  Status: record.status,
  ...(record.stopDate === undefined ? {} : { StopDate: record.stopDate }),
});

const redriveStatus = (record: ExecutionRecord): JsonObject => {
  const reason = redrivability(record, record.stopDate ?? record.startDate);
  return reason === undefined
    ? { RedriveStatus: "REDRIVABLE" }
    : { RedriveStatus: "NOT_REDRIVABLE", RedriveStatusReason: reason };
};
