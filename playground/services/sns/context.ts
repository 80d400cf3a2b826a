import type { Cancel } from "../../world/clock.ts";
import type { Queues } from "../../world/neighbours.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Subscription } from "./subscription.ts";
import type { Topic } from "./topic.ts";

/** What every operation of SNS works on. */
export interface SnsContext {
  readonly surroundings: Surroundings;
  readonly queues: Queues;
  readonly topics: Records<Topic>;
  readonly subscriptions: Records<Subscription>;
  /** Deliveries that are on their way. */
  readonly pending: Set<Cancel>;
}
