import type { LogLine } from "../../functions/launcher.ts";
import { AwsError } from "../../world/aws-error.ts";
import type { AsynchronousFunctions, Authorizer, Functions, Metrics } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { createAsynchronousQueue } from "./asynchronous.ts";
import type { LambdaContext } from "./context.ts";
import { currentFunction } from "./current-function.ts";
import { createEnvironments, type FunctionRuntime } from "./environments.ts";
import {
  addFunction,
  addPermission,
  changeFunction,
  deleteEventInvokeConfig,
  type FunctionChanges,
  type NewEventInvokeConfig,
  type NewPermission,
  permits,
  publishVersion,
  putEventInvokeConfig,
  removeFunction,
  removePermission,
} from "./function-changes.ts";
import type { FunctionDefinition, FunctionRecord } from "./functions.ts";
import { invokeNow } from "./invocation.ts";
import { changeEventSource, mapEventSource, type NewEventSourceMapping, unmapEventSource } from "./map-event-source.ts";
import { lambdaOperations } from "./operations.ts";
import type { PollQueue } from "./poll-queue.ts";

/** What Lambda is given: how functions run, and the services next to it. */
export interface LambdaOptions extends Pick<FunctionRuntime, "launcher" | "issueCredentials" | "endpoint"> {
  readonly log?: (line: LogLine) => void;
  readonly keep?: FunctionRuntime["keep"];
  readonly metrics?: Metrics;
  readonly authorizer: Authorizer;
  readonly pollQueue: PollQueue;
}

export interface Lambda extends Service, Functions, AsynchronousFunctions {
  createFunction(definition: FunctionDefinition): void;
  updateFunction(functionName: string, changes: FunctionChanges): void;
  deleteFunction(functionName: string): void;
  publishVersion(functionName: string): string;
  addPermission(input: NewPermission): void;
  removePermission(functionName: string, statementId: string): void;
  /** Whether the function's resource policy lets a service invoke it for `sourceArn`, such as a rule. */
  permits(functionName: string, principal: string, sourceArn: string): boolean;
  putFunctionEventInvokeConfig(input: NewEventInvokeConfig): void;
  deleteFunctionEventInvokeConfig(functionName: string): void;
  /** Answers the mapping's UUID. */
  mapEventSource(input: NewEventSourceMapping): string;
  updateEventSourceMapping(id: string, changes: Omit<NewEventSourceMapping, "FunctionName" | "EventSourceArn">): void;
  deleteEventSourceMapping(id: string): void;
}

/** AWS Lambda: functions on the packaged code, each environment in what the launcher starts for it. */
export const createLambda = (surroundings: Surroundings, options: LambdaOptions): Lambda => {
  const lambda = contextOf(surroundings, options);
  const { records, environments, queue, mappings, polling } = lambda;
  return {
    name: "lambda",
    operations: lambdaOperations(lambda),
    accept: (name, payload, caller) => accept(lambda, name, payload, caller),
    invoke: async (name, payload) =>
      invokeNow(lambda, currentFunction(lambda, name), JSON.stringify(payload) ?? "null", uuid(surroundings.random)),
    createFunction: (definition) => addFunction(lambda, definition),
    updateFunction: (functionName, changes) => changeFunction(lambda, functionName, changes),
    deleteFunction: (functionName) => removeFunction(lambda, functionName),
    publishVersion: (functionName) => publishVersion(lambda, functionName),
    addPermission: (input) => addPermission(lambda, input),
    removePermission: (functionName, statementId) => removePermission(lambda, functionName, statementId),
    permits: (functionName, principal, sourceArn) => permits(lambda, functionName, principal, sourceArn),
    putFunctionEventInvokeConfig: (input) => putEventInvokeConfig(lambda, input),
    deleteFunctionEventInvokeConfig: (functionName) => deleteEventInvokeConfig(lambda, functionName),
    mapEventSource: (input) => mapEventSource(lambda, input),
    updateEventSourceMapping: (id, changes) => changeEventSource(lambda, id, changes),
    deleteEventSourceMapping: (id) => unmapEventSource(lambda, id),
    state: () => ({
      functions: Object.fromEntries(records.values().map((record) => [record.name, record])),
      eventSourceMappings: Object.fromEntries(mappings.values().map((mapping) => [mapping.UUID ?? "", mapping])),
    }),
    async stop() {
      for (const cancel of polling.values()) cancel();
      polling.clear();
      queue.stop();
      await environments.stop();
    },
  };
};

const contextOf = (surroundings: Surroundings, options: LambdaOptions): LambdaContext => {
  const { clock, lag } = surroundings;
  const { authorizer, pollQueue } = options;
  const records = createRecords<FunctionRecord>(clock, lag);
  const environments = createEnvironments(surroundings, {
    log: () => {},
    keep: () => {},
    ...options,
  });
  return {
    surroundings,
    authorizer,
    pollQueue,
    records,
    environments,
    queue: createAsynchronousQueue(surroundings, records.get, environments.run),
    mappings: createRecords(clock, lag),
    polling: new Map(),
  };
};

const accept = (
  lambda: LambdaContext,
  ...[name, payload, caller]: Parameters<AsynchronousFunctions["accept"]>
): void => {
  const { name: functionName, arn } = currentFunction(lambda, name);
  if (caller !== undefined && !permits(lambda, functionName, caller.service, caller.sourceArn)) {
    throw new AwsError(
      "AccessDeniedException",
      `User: ${caller.service} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no resource-based policy allows the lambda:InvokeFunction action`,
      { status: 403 },
    );
  }
  lambda.queue.accept(functionName, JSON.stringify(payload) ?? "null", uuid(lambda.surroundings.random));
};
