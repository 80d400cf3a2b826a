import { queueSettings } from "./attributes.ts";
import type { SqsContext } from "./context.ts";
import { queueArn, queueWithArn } from "./lookup.ts";
import { createMessageStore } from "./message-store.ts";
import { measureQueue } from "./queue-metrics.ts";

/** Gives a queue that was created its store of messages, which hands over to its dead-letter queue. */
export const openMessages = (sqs: SqsContext, name: string): void => {
  const store = createMessageStore(
    sqs.surroundings,
    () => queueSettings(sqs.queues.get(name)?.attributes ?? {}),
    (message, { deadLetterTargetArn }) =>
      sqs.stores.get(queueWithArn(sqs, deadLetterTargetArn)?.name ?? "")?.accept(message, queueArn(sqs, name)),
    () => measureQueue(sqs, name),
  );
  sqs.stores.set(name, store);
};

/** Ends the store of a queue that was deleted, and whoever polls it. */
export const closeMessages = (sqs: SqsContext, name: string): void => {
  for (const [mapping, stop] of sqs.mappings) if (mapping.queueArn === queueArn(sqs, name)) stop();
  sqs.stores.get(name)?.close();
  sqs.stores.delete(name);
  sqs.measuring.get(name)?.();
  sqs.measuring.delete(name);
};
