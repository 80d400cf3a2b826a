import { AwsError } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import type { Surroundings } from "../../world/service.ts";
import type { SnsContext } from "./context.ts";
import { filterOf } from "./filter-policy.ts";
import type { SnsAttributes } from "./message-attributes.ts";
import { isPending, type Subscription, subscriptionsTo } from "./subscription.ts";

/** What a message has beside its text. */
interface Beside {
  readonly subject?: string | undefined;
  readonly attributes?: SnsAttributes;
}

const envelope = (
  { region }: Pick<Surroundings, "region">,
  subscription: Subscription,
  published: {
    readonly id: string;
    readonly message: string;
    readonly at: number;
  } & Beside,
): string =>
  JSON.stringify({
    Type: "Notification",
    MessageId: published.id,
    TopicArn: subscription.topicArn,
    ...(published.subject === undefined ? {} : { Subject: published.subject }),
    Message: published.message,
    Timestamp: new Date(published.at).toISOString(),
    SignatureVersion: "1",
    // Nobody can verify it: the playground has no key of AWS's.
    Signature: "playground",
    SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-playground.pem`,
    UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(Object.keys(published.attributes ?? {}).length > 0 && { MessageAttributes: published.attributes }),
  });

/** "You can't include more than 10": with raw delivery the message is lost then. */
const mostRawAttributes = 10;

/** Of a raw message the attributes become those of the queue's message. */
const rawAttributes = (attributes: SnsAttributes): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(attributes).map(([name, { Value }]) => [name, Value]));

/** The queue's policy has to let the topic. What cannot be delivered for such a reason is not tried again, and lost. */
const deliver = (
  { queues }: SnsContext,
  subscription: Subscription,
  body: string,
  attributes: Readonly<Record<string, string>>,
) => {
  try {
    queues.send(subscription.endpoint, body, attributes, {
      service: "sns.amazonaws.com",
      sourceArn: subscription.topicArn,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
};

/** Sends a message to every subscriber whose filter lets it, each a moment later, and answers its id. */
export const publishMessage = (sns: SnsContext, arn: string, message: string, beside: Beside = {}): string => {
  const { surroundings, pending } = sns;
  const { clock, random } = surroundings;
  const id = uuid(random);
  const at = clock.now();
  const { attributes = {} } = beside;
  for (const subscription of subscriptionsTo(sns.subscriptions, arn)) {
    const { raw, filter } = subscription;
    if (isPending(subscription)) continue;
    if (filter !== undefined && !filterOf(filter)(attributes)) continue;
    if (raw && Object.keys(attributes).length > mostRawAttributes) continue;
    const body = raw ? message : envelope(surroundings, subscription, { id, message, at, ...beside });
    const cancel = clock.after(10 + random() * 90, () => {
      pending.delete(cancel);
      deliver(sns, subscription, body, raw ? rawAttributes(attributes) : {});
    });
    pending.add(cancel);
  }
  return id;
};
