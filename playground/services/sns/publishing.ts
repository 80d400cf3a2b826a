import { AwsError } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import type { Surroundings } from "../../world/service.ts";
import type { SnsContext } from "./context.ts";
import { type Subscription, subscriptionsTo } from "./subscription.ts";

const envelope = (
  { region }: Pick<Surroundings, "region">,
  subscription: Subscription,
  published: {
    readonly id: string;
    readonly message: string;
    readonly subject: string | undefined;
    readonly at: number;
  },
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
  });

/** The queue's policy has to let the topic. What cannot be delivered for such a reason is not tried again, and lost. */
const deliver = ({ queues }: SnsContext, subscription: Subscription, body: string) => {
  try {
    queues.send(subscription.endpoint, body, {}, { service: "sns.amazonaws.com", sourceArn: subscription.topicArn });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
};

/** Sends a message to every subscriber, each a moment later, and answers its id. */
export const publishMessage = (sns: SnsContext, arn: string, message: string, subject?: string): string => {
  const { surroundings, pending } = sns;
  const { clock, random } = surroundings;
  const id = uuid(random);
  const at = clock.now();
  for (const subscription of subscriptionsTo(sns.subscriptions, arn)) {
    const body = subscription.raw ? message : envelope(surroundings, subscription, { id, message, subject, at });
    const cancel = clock.after(10 + random() * 90, () => {
      pending.delete(cancel);
      deliver(sns, subscription, body);
    });
    pending.add(cancel);
  }
  return id;
};
