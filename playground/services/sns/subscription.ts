import type { Records } from "../../world/records.ts";

/** A queue that gets what is published. One of the topic's own account needs no confirmation. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly endpoint: string;
  /** The message alone, without SNS's envelope. */
  readonly raw: boolean;
  /** Its filter policy: what the attributes of a message must be. */
  readonly filter?: string;
}

/** The subscriptions to a topic. */
export const subscriptionsTo = (subscriptions: Records<Subscription>, arn: string): readonly Subscription[] =>
  subscriptions.values().filter((each) => each.topicArn === arn);
