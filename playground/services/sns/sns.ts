import { letsService } from "../../identity/resource-policy.ts";
import { AwsError } from "../../world/aws-error.ts";
import type { Queues, ServiceCaller, Topics } from "../../world/neighbours.ts";
import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import type { SnsContext } from "./context.ts";
import { snsOperations } from "./operations.ts";
import { publishMessage } from "./publishing.ts";
import type { Subscription } from "./subscription.ts";
import { type Topic, topicDoesNotExist } from "./topic.ts";

export interface Sns extends Service, Topics {}

/** Amazon SNS: standard topics, and queues that subscribe to them. */
export const createSns = (surroundings: Surroundings, { queues }: { readonly queues: Queues }): Sns => {
  const { clock, lag } = surroundings;
  const sns: SnsContext = {
    surroundings,
    queues,
    topics: createRecords<Topic>(clock, lag),
    subscriptions: createRecords<Subscription>(clock, lag),
    pending: new Set(),
  };
  const { topics, subscriptions, pending } = sns;
  return {
    name: "sns",
    operations: snsOperations(sns),
    publish: (arn, message, caller, subject) => publishFor(sns, arn, message, caller, subject),
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

const publishFor = (
  sns: SnsContext,
  arn: string,
  message: string,
  caller: ServiceCaller | undefined,
  subject: string | undefined,
): void => {
  const topic = sns.topics.get(arn);
  if (topic === undefined) throw topicDoesNotExist();
  // EventBridge tells topics nothing of itself: "You can't use Condition blocks in Amazon SNS topic policies for EventBridge."
  const unknown = caller && (caller.service === "events.amazonaws.com" ? { ...caller, sourceArn: "" } : caller);
  if (unknown !== undefined && !letsService(topic.policy, "sns:Publish", arn, unknown))
    throw new AwsError(
      "AuthorizationErrorException",
      `User: ${unknown.service} is not authorized to perform: SNS:Publish on resource: ${arn} because no resource-based policy allows the SNS:Publish action`,
      { status: 403 },
    );
  publishMessage(sns, arn, message, { subject });
};
