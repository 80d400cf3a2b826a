import type { TaskResource } from "../../language/definition.ts";
import type { Json } from "../../language/json.ts";
import type { Activation } from "../activation.ts";
import { errorDetails, type StateFailure } from "../failure.ts";

/** The history events of an attempt at a task. */
interface TaskEvents {
  scheduled(given: Json, timeout: number | undefined, heartbeat: number | undefined): void;
  started(): void;
  /** The call answered, and the task goes on: it waits for a token or for an execution. */
  submitted(response: Json): void;
  succeeded(result: Json): void;
  failed(failure: StateFailure): void;
  timedOut(failure: StateFailure): void;
}

/** A function called by its ARN has events of its own; every other resource has the `Task…` ones. */
export const taskEvents = (activation: Activation, resource: TaskResource): TaskEvents =>
  resource.kind === "function" ? functionEvents(activation, resource.arn) : integrationEvents(activation, resource);

const details = { truncated: false };

const functionEvents = ({ record }: Activation, resource: string): TaskEvents => ({
  scheduled: (given, timeout) =>
    record("LambdaFunctionScheduled", {
      lambdaFunctionScheduledEventDetails: {
        resource,
        input: JSON.stringify(given),
        inputDetails: details,
        ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
      },
    }),
  started: () => record("LambdaFunctionStarted"),
  submitted: () => {},
  succeeded: (result) =>
    record("LambdaFunctionSucceeded", {
      lambdaFunctionSucceededEventDetails: { output: JSON.stringify(result), outputDetails: details },
    }),
  failed: (failure) => record("LambdaFunctionFailed", { lambdaFunctionFailedEventDetails: errorDetails(failure) }),
  timedOut: (failure) =>
    record("LambdaFunctionTimedOut", { lambdaFunctionTimedOutEventDetails: errorDetails(failure) }),
});

const integrationEvents = (
  { record, run }: Activation,
  { kind, pattern }: Exclude<TaskResource, { kind: "function" }>,
): TaskEvents => {
  const [resourceType = "", action = ""] = kind.split(":");
  const resource = pattern === "request-response" ? action : `${action}.${pattern}`;
  const source = { resourceType, resource };
  return {
    scheduled: (given, timeout, heartbeat) =>
      record("TaskScheduled", {
        taskScheduledEventDetails: {
          ...source,
          region: run.services.region,
          parameters: JSON.stringify(given),
          ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
          ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
        },
      }),
    started: () => record("TaskStarted", { taskStartedEventDetails: source }),
    submitted: (response) =>
      record("TaskSubmitted", {
        taskSubmittedEventDetails: { ...source, output: JSON.stringify(response), outputDetails: details },
      }),
    succeeded: (result) =>
      record("TaskSucceeded", {
        taskSucceededEventDetails: { ...source, output: JSON.stringify(result), outputDetails: details },
      }),
    failed: (failure) => record("TaskFailed", { taskFailedEventDetails: { ...source, ...errorDetails(failure) } }),
    timedOut: (failure) =>
      record("TaskTimedOut", { taskTimedOutEventDetails: { ...source, ...errorDetails(failure) } }),
  };
};
