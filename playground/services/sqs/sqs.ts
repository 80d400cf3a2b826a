import { letsService } from "../../identity/resource-policy.ts";
import { AwsError } from "../../world/aws-error.ts";
import type { Cancel } from "../../world/clock.ts";
import type { Functions, Queues } from "../../world/neighbours.ts";
import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { settingsOf } from "./attributes.ts";
import { createDirectory, type Queue, queueDoesNotExist } from "./directory.ts";
import { type EventSourceMapping, pollQueue } from "./event-source.ts";
import { createMessageStore, type MessageStore } from "./message-store.ts";
import { messageOperations } from "./messages.ts";
import { queueOperations } from "./queues.ts";

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
  }: { readonly functions: Functions; readonly endpoint?: () => string },
): Sqs => {
  const queues = createRecords<Queue>(surroundings.clock, surroundings.lag);
  const stores = new Map<string, MessageStore>();
  const mappings = new Map<EventSourceMapping, Cancel>();
  const directory = createDirectory(surroundings, endpoint, queues, stores);
  const nameOf = (arn: string) => queues.values().find(({ name }) => directory.arn(name) === arn)?.name ?? "";

  const created = (name: string) => {
    const store = createMessageStore(
      surroundings,
      () => settingsOf(queues.get(name)?.attributes ?? {}),
      (message, { deadLetterTargetArn }) =>
        stores.get(nameOf(deadLetterTargetArn))?.accept(message, directory.arn(name)),
    );
    stores.set(name, store);
  };
  const deleted = (name: string) => {
    for (const [mapping, stop] of mappings) if (mapping.queueArn === directory.arn(name)) stop();
    stores.get(name)?.close();
    stores.delete(name);
  };
  const storeOf = (queueArn: string): MessageStore => {
    const store = stores.get(nameOf(queueArn));
    if (store === undefined) throw queueDoesNotExist();
    return store;
  };

  return {
    name: "sqs",
    operations: {
      ...queueOperations(surroundings, queues, directory, { created, deleted }),
      ...messageOperations(directory),
    },
    send(queueArn, body, attributes = {}, caller) {
      const store = storeOf(queueArn);
      const policy = queues.get(nameOf(queueArn))?.attributes.Policy;
      if (caller !== undefined && !letsService(policy, "sqs:SendMessage", queueArn, caller)) {
        throw new AwsError(
          "AccessDenied",
          `User: ${caller.service} is not authorized to perform: sqs:sendmessage on resource: ${queueArn} because no resource-based policy allows the sqs:sendmessage action`,
          { status: 403 },
        );
      }
      store.send({
        body,
        senderId: surroundings.account,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
        ),
      });
    },
    mapEventSource(mapping) {
      const store = storeOf(mapping.queueArn);
      const visibility = settingsOf(queues.get(nameOf(mapping.queueArn))?.attributes ?? {}).visibilityTimeout / 1_000;
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
    },
    state: () => ({
      queues: Object.fromEntries(queues.values().map(({ name, attributes, tags }) => [name, { attributes, tags }])),
      eventSourceMappings: Object.fromEntries(
        [...mappings.keys()].map((mapping) => [`${mapping.queueArn} ${mapping.functionName}`, mapping]),
      ),
    }),
    stop() {
      for (const stop of mappings.values()) stop();
      for (const store of stores.values()) store.close();
    },
  };
};
