import { letsService } from "../../identity/resource-policy.ts";
import { AwsError } from "../../world/aws-error.ts";
import type { Cancel } from "../../world/clock.ts";
import type { Functions, Metrics, Queues } from "../../world/neighbours.ts";
import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { queueSettings } from "./attributes.ts";
import type { SqsContext } from "./context.ts";
import { type EventSourceMapping, pollQueue } from "./event-source.ts";
import { messagesOf, queueWithArn } from "./lookup.ts";
import { sqsOperations } from "./operations.ts";
import type { Queue } from "./queue.ts";

export interface Sqs extends Service, Queues {
  /** Lets Lambda poll a queue; answers what ends it. Throws AwsError as CreateEventSourceMapping would. */
  mapEventSource(mapping: EventSourceMapping): Cancel;
}

/** Amazon SQS: standard queues. `endpoint` is where clients find the service, since a queue's URL leads there. */
export const createSqs = (
  surroundings: Surroundings,
  {
    functions,
    endpoint = () => `https://sqs.${surroundings.region}.amazonaws.com`,
    metrics,
  }: { readonly functions: Functions; readonly endpoint?: () => string; readonly metrics?: Metrics },
): Sqs => {
  const sqs: SqsContext = {
    surroundings,
    endpoint,
    functions,
    metrics,
    measuring: new Map(),
    queues: createRecords<Queue>(surroundings.clock, surroundings.lag),
    stores: new Map(),
    mappings: new Map(),
    deletedAt: new Map(),
    purgedAt: new Map(),
  };
  const { queues, stores, mappings } = sqs;
  return {
    name: "sqs",
    operations: sqsOperations(sqs),
    send: (...request) => send(sqs, ...request),
    mapEventSource: (mapping) => mapEventSource(sqs, mapping),
    state: () => ({
      queues: Object.fromEntries(queues.values().map(({ name, attributes, tags }) => [name, { attributes, tags }])),
      eventSourceMappings: Object.fromEntries(
        [...mappings.keys()].map((mapping) => [`${mapping.queueArn} ${mapping.functionName}`, mapping]),
      ),
    }),
    stop() {
      for (const stop of [...mappings.values(), ...sqs.measuring.values()]) stop();
      for (const store of stores.values()) store.close();
    },
  };
};

const send = (sqs: SqsContext, ...[arn, body, attributes = {}, caller]: Parameters<Queues["send"]>): void => {
  const store = messagesOf(sqs, arn);
  const policy = queueWithArn(sqs, arn)?.attributes.Policy;
  if (caller !== undefined && !letsService(policy, "sqs:SendMessage", arn, caller)) {
    throw new AwsError(
      "AccessDenied",
      `User: ${caller.service} is not authorized to perform: sqs:sendmessage on resource: ${arn} because no resource-based policy allows the sqs:sendmessage action`,
      { status: 403 },
    );
  }
  store.send({
    body,
    senderId: sqs.surroundings.account,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    ),
  });
};

const mapEventSource = (sqs: SqsContext, mapping: EventSourceMapping): Cancel => {
  const { surroundings, functions, mappings } = sqs;
  const store = messagesOf(sqs, mapping.queueArn);
  const { visibilityMilliseconds } = queueSettings(queueWithArn(sqs, mapping.queueArn)?.attributes ?? {});
  const visibility = visibilityMilliseconds / 1_000;
  const timeout = mapping.functionTimeout ?? 1;
  if (visibility < timeout) {
    throw new AwsError(
      "InvalidParameterValueException",
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`,
    );
  }
  const stop = mapping.enabled ? pollQueue(surroundings, functions, store, mapping) : () => {};
  mappings.set(mapping, stop);
  return () => {
    stop();
    mappings.delete(mapping);
  };
};
