import type { Cancel } from "../../world/clock.ts";
import type { Functions, Metrics } from "../../world/neighbours.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { EventSourceMapping } from "./event-source.ts";
import type { MessageStore } from "./message-store.ts";
import type { Queue } from "./queue.ts";

/** What every operation of SQS works on. */
export interface SqsContext {
  readonly surroundings: Surroundings;
  /** Where clients send their requests: a queue's URL leads there. */
  readonly endpoint: () => string;
  readonly functions: Functions;
  readonly metrics: Metrics | undefined;
  readonly queues: Records<Queue>;
  /** The messages of each queue, by its name. */
  readonly stores: Map<string, MessageStore>;
  /** Lambda's pollers, each with what ends it. */
  readonly mappings: Map<EventSourceMapping, Cancel>;
  /** When queues were deleted and purged last, by name, in milliseconds since the epoch. */
  readonly deletedAt: Map<string, number>;
  readonly purgedAt: Map<string, number>;
  /** The next measurement of each queue that has messages, by its name. */
  readonly measuring: Map<string, Cancel>;
}
