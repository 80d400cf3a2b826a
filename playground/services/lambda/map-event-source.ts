import type { CreateEventSourceMappingCommandInput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../world/aws-error.ts";
import type { Authorizer } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import type { LambdaContext } from "./context.ts";
import { currentFunction } from "./current-function.ts";
import type { FunctionRecord } from "./functions.ts";

/** A mapping as a template asks for it. */
export type NewEventSourceMapping = CreateEventSourceMappingCommandInput & {
  readonly FunctionName: string;
  readonly EventSourceArn: string;
};

/** "Lambda polls the queue … with permissions from the function's execution role." */
const pollerActions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

const checkRole = (authorizer: Authorizer, { roleArn }: FunctionRecord, queueArn: string): void => {
  for (const action of pollerActions) {
    try {
      authorizer.authorize(roleArn, { action: `sqs:${action}`, resource: queueArn });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(
        "InvalidParameterValueException",
        `The provided execution role does not have permissions to call ${action} on SQS`,
      );
    }
  }
};

/** Maps a queue to a function and begins to poll it; answers the mapping's UUID. Throws AwsError. */
export const mapEventSource = (lambda: LambdaContext, input: NewEventSourceMapping): string => {
  const id = uuid(lambda.surroundings.random);
  poll(lambda, id, input);
  return id;
};

/** Polls otherwise from now on; what is not said stays as it is. Throws AwsError. */
export const changeEventSource = (
  lambda: LambdaContext,
  id: string,
  changes: Omit<NewEventSourceMapping, "FunctionName" | "EventSourceArn">,
): void => {
  const {
    FunctionArn = "",
    EventSourceArn = "",
    BatchSize,
    MaximumBatchingWindowInSeconds,
    ...mapping
  } = found(lambda, id);
  const given = { FunctionName: FunctionArn, EventSourceArn, BatchSize, MaximumBatchingWindowInSeconds };
  const { FunctionResponseTypes, ScalingConfig, State } = mapping;
  poll(lambda, id, { ...given, FunctionResponseTypes, ScalingConfig, Enabled: State === "Enabled", ...changes });
};

/** Ends the polling; what runs already is finished. Throws AwsError. */
export const unmapEventSource = (lambda: LambdaContext, id: string): void => {
  found(lambda, id);
  lambda.polling.get(id)?.();
  lambda.polling.delete(id);
  lambda.mappings.remove(id);
};

const found = ({ mappings }: LambdaContext, id: string) => {
  const mapping = mappings.get(id);
  if (mapping !== undefined) return mapping;
  const details = { Type: "User" };
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", {
    status: 404,
    details,
  });
};

const poll = (lambda: LambdaContext, id: string, input: NewEventSourceMapping): void => {
  const { clock, region, account } = lambda.surroundings;
  const record = currentFunction(lambda, input.FunctionName);
  checkRole(lambda.authorizer, record, input.EventSourceArn);
  const enabled = input.Enabled ?? true;
  const responseTypes = input.FunctionResponseTypes ?? [];
  const maximumConcurrency = input.ScalingConfig?.MaximumConcurrency;
  const cancel = lambda.pollQueue({
    queueArn: input.EventSourceArn,
    functionName: record.name,
    batchSize: input.BatchSize ?? 10,
    maximumBatchingWindow: input.MaximumBatchingWindowInSeconds ?? 0,
    reportBatchItemFailures: responseTypes.includes("ReportBatchItemFailures"),
    enabled,
    functionTimeout: record.timeout,
    ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
  });
  lambda.polling.get(id)?.();
  lambda.polling.set(id, cancel);
  lambda.mappings.put(id, {
    UUID: id,
    EventSourceMappingArn: `arn:aws:lambda:${region}:${account}:event-source-mapping:${id}`,
    EventSourceArn: input.EventSourceArn,
    FunctionArn: record.arn,
    BatchSize: input.BatchSize ?? 10,
    MaximumBatchingWindowInSeconds: input.MaximumBatchingWindowInSeconds ?? 0,
    State: enabled ? "Enabled" : "Disabled",
    StateTransitionReason: "USER_INITIATED",
    LastModified: new Date(clock.now()),
    FunctionResponseTypes: responseTypes,
    ...(maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  });
};
