import type { PublishCommandInput, PublishCommandOutput } from "@aws-sdk/client-sns";
import { letsService } from "../../identity/resource-policy.ts";
import { AwsError } from "../../world/aws-error.ts";
import type { Cancel } from "../../world/clock.ts";
import type { Queues, ServiceCaller, Topics } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import { createRecords } from "../../world/records.ts";
import { operation, type Service, type Surroundings } from "../../world/service.ts";
import { type Subscription, subscriptionOperations } from "./subscriptions.ts";
import { invalidParameter, onTopic, type Topic, topicDoesNotExist, topicOperations } from "./topics.ts";

export interface Sns extends Service, Topics {}

const mostBytes = 256 * 1024;

/** "Subjects must be UTF-8 text with no line breaks or control characters, and less than 100 characters long." */
const isSubject = (text: string) => /^[^\p{Cc}]{1,99}$/u.test(text);

/** Amazon SNS: standard topics, and queues that subscribe to them. */
export const createSns = (surroundings: Surroundings, { queues }: { readonly queues: Queues }): Sns => {
  const { clock, random, lag, region } = surroundings;
  const topics = createRecords<Topic>(clock, lag);
  const subscriptions = createRecords<Subscription>(clock, lag);
  const pending = new Set<Cancel>();

  const envelope = (subscription: Subscription, id: string, message: string, subject: string | undefined, at: number) =>
    JSON.stringify({
      Type: "Notification",
      MessageId: id,
      TopicArn: subscription.topicArn,
      ...(subject === undefined ? {} : { Subject: subject }),
      Message: message,
      Timestamp: new Date(at).toISOString(),
      SignatureVersion: "1",
      // Nobody can verify it: the playground has no key of AWS's.
      Signature: "playground",
      SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-playground.pem`,
      UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    });

  /** The queue's policy has to let the topic. What cannot be delivered for such a reason is not tried again, and lost. */
  const deliver = (subscription: Subscription, body: string) => {
    try {
      queues.send(subscription.endpoint, body, {}, { service: "sns.amazonaws.com", sourceArn: subscription.topicArn });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  };

  const publish = (topicArn: string, message: string, subject?: string): string => {
    const id = uuid(random);
    const at = clock.now();
    for (const subscription of subscriptions.values().filter((each) => each.topicArn === topicArn)) {
      const body = subscription.raw ? message : envelope(subscription, id, message, subject, at);
      const cancel = clock.after(10 + random() * 90, () => {
        pending.delete(cancel);
        deliver(subscription, body);
      });
      pending.add(cancel);
    }
    return id;
  };

  return {
    name: "sns",
    operations: {
      ...topicOperations(surroundings, topics, (topicArn) => {
        for (const { arn } of subscriptions.values().filter((each) => each.topicArn === topicArn))
          subscriptions.remove(arn);
      }),
      ...subscriptionOperations(surroundings, topics, subscriptions),
      Publish: operation<PublishCommandInput, PublishCommandOutput>({
        accepts: ["TopicArn", "Message", "Subject"],
        needs: onTopic("Publish"),
        run: ({ TopicArn = "", Message = "", Subject }) => {
          if (Message === "") throw invalidParameter("Empty message");
          if (Buffer.byteLength(Message) > mostBytes) throw invalidParameter("Message too long");
          if (Subject !== undefined && !isSubject(Subject)) throw invalidParameter("Subject");
          if (topics.get(TopicArn) === undefined) throw topicDoesNotExist();
          return { MessageId: publish(TopicArn, Message, Subject) };
        },
      }),
    },
    publish(topicArn: string, message: string, caller?: ServiceCaller) {
      const topic = topics.get(topicArn);
      if (topic === undefined) throw topicDoesNotExist();
      // EventBridge tells topics nothing of itself: "You can't use Condition blocks in Amazon SNS topic policies for EventBridge."
      const unknown = caller && { service: caller.service, sourceArn: "" };
      if (unknown !== undefined && !letsService(topic.policy, "sns:Publish", topicArn, unknown))
        throw new AwsError(
          "AuthorizationErrorException",
          `User: ${unknown.service} is not authorized to perform: SNS:Publish on resource: ${topicArn} because no resource-based policy allows the SNS:Publish action`,
          { status: 403 },
        );
      publish(topicArn, message);
    },
    state: () => ({
      topics: Object.fromEntries(topics.values().map(({ arn, policy, tags }) => [arn, { policy, tags }])),
      subscriptions: Object.fromEntries(subscriptions.values().map((each) => [each.arn, each])),
    }),
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
};
