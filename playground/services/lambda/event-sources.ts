import type {
  CreateEventSourceMappingCommandInput,
  EventSourceMappingConfiguration,
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsCommandOutput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../world/aws-error.ts";
import type { Cancel } from "../../world/clock.ts";
import type { Authorizer } from "../../world/neighbours.ts";
import { page } from "../../world/pages.ts";
import { uuid } from "../../world/random.ts";
import { createRecords } from "../../world/records.ts";
import { operation, type Surroundings } from "../../world/service.ts";
import { type FunctionRecord, parseFunctionName } from "./functions.ts";

/** What SQS needs to know to be polled for a function; the result ends the polling. */
export type PollQueue = (mapping: {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly maximumBatchingWindow: number;
  readonly reportBatchItemFailures: boolean;
  readonly enabled: boolean;
  readonly functionTimeout: number;
  readonly maximumConcurrency?: number;
}) => Cancel;

/** "Lambda polls the queue … with permissions from the function's execution role." */
const POLLER_ACTIONS = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** Event source mappings of queues to functions. */
export const createEventSources = (
  { clock, random, region, account, lag, pageSize }: Surroundings,
  functionOf: (name: string) => FunctionRecord,
  pollQueue: PollQueue,
  authorizer: Authorizer,
) => {
  const mappings = createRecords<EventSourceMappingConfiguration>(clock, lag);
  const polling = new Set<Cancel>();

  const checkRole = ({ roleArn }: FunctionRecord, queueArn: string) => {
    for (const action of POLLER_ACTIONS) {
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

  return {
    records: mappings,
    /** Creates the mapping and starts it; answers its UUID. */
    map(
      input: CreateEventSourceMappingCommandInput & { readonly FunctionName: string; readonly EventSourceArn: string },
    ) {
      const record = functionOf(input.FunctionName);
      checkRole(record, input.EventSourceArn);
      const id = uuid(random);
      const enabled = input.Enabled ?? true;
      const responseTypes = input.FunctionResponseTypes ?? [];
      const maximumConcurrency = input.ScalingConfig?.MaximumConcurrency;
      polling.add(
        pollQueue({
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
      mappings.put(id, {
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
    },
    operations: {
      ListEventSourceMappings: operation<ListEventSourceMappingsCommandInput, ListEventSourceMappingsCommandOutput>({
        accepts: ["EventSourceArn", "FunctionName", "Marker", "MaxItems"],
        run: ({ EventSourceArn, FunctionName, Marker, MaxItems }) => {
          const name = FunctionName === undefined ? undefined : parseFunctionName(FunctionName).name;
          const found = mappings
            .seenValues()
            .filter((mapping) => EventSourceArn === undefined || mapping.EventSourceArn === EventSourceArn)
            .filter((mapping) => name === undefined || mapping.FunctionArn?.endsWith(`:${name}`));
          const { items, next } = page(found, Marker, MaxItems, pageSize);
          return { EventSourceMappings: items, ...(next === undefined ? {} : { NextMarker: next }) };
        },
      }),
    },
    stop(): void {
      for (const cancel of polling) cancel();
      polling.clear();
    },
  };
};
