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
  const { clock, random, region, account } = lambda.surroundings;
  const record = currentFunction(lambda, input.FunctionName);
  checkRole(lambda.authorizer, record, input.EventSourceArn);
  const id = uuid(random);
  const enabled = input.Enabled ?? true;
  const responseTypes = input.FunctionResponseTypes ?? [];
  const maximumConcurrency = input.ScalingConfig?.MaximumConcurrency;
  lambda.polling.add(
    lambda.pollQueue({
      queueArn: input.EventSourceArn,
      functionName: record.name,
      batchSize: input.BatchSize ?? 10,
      maximumBatchingWindow: input.MaximumBatchingWindowInSeconds ?? 0,
      reportBatchItemFailures: responseTypes.includes("ReportBatchItemFailures"),
      enabled,
      functionTimeout: record.timeout,
      ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
    }),
  );
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
  return id;
};
