import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Cancel } from "../../world/clock.ts";
import type { Authorizer } from "../../world/neighbours.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { AsynchronousQueue } from "./asynchronous.ts";
import type { Environments } from "./environments.ts";
import type { FunctionRecord } from "./functions.ts";
import type { PollQueue } from "./poll-queue.ts";

/** What every operation of Lambda works on. */
export interface LambdaContext {
  readonly surroundings: Surroundings;
  readonly authorizer: Authorizer;
  readonly pollQueue: PollQueue;
  /** The functions, by name. */
  readonly records: Records<FunctionRecord>;
  readonly environments: Environments;
  /** The events that wait for a function. */
  readonly queue: AsynchronousQueue;
  /** The event source mappings, and what ends their polling, by UUID. */
  readonly mappings: Records<EventSourceMappingConfiguration>;
  readonly polling: Map<string, Cancel>;
}
