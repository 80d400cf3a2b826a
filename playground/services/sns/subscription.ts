import type { Records } from "../../world/records.ts";

/**
 * A queue that gets what is published; one of the topic's own account needs no confirmation. Or an address of mail, to which a link to confirm
 * is sent: nobody reads it here, so it is never confirmed, and gets nothing.
 */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly endpoint: string;
  readonly protocol: "email" | "sqs";
  /** The message alone, without SNS's envelope. */
  readonly raw: boolean;
  /** Its filter policy: what the attributes of a message must be. */
  readonly filter?: string;
}

/** Whether it waits for a confirmation. */
export const isPending = ({ protocol }: Pick<Subscription, "protocol">): boolean => protocol === "email";

/** The subscriptions to a topic. */
export const subscriptionsTo = (subscriptions: Records<Subscription>, arn: string): readonly Subscription[] =>
  subscriptions.values().filter((each) => each.topicArn === arn);
