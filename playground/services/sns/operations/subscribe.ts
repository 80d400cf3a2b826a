import type { SubscribeCommandInput, SubscribeCommandOutput } from "@aws-sdk/client-sns";
import { NotEmulated } from "../../../world/aws-error.ts";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { filterOf } from "../filter-policy.ts";
import { isPending, type Subscription } from "../subscription.ts";
import { invalidParameter, topicAt, topicNeeds } from "../topic.ts";

const rawOf = (attributes: Readonly<Record<string, string>>): boolean => {
  for (const name of Object.keys(attributes))
    if (!["FilterPolicy", "FilterPolicyScope", "RawMessageDelivery"].includes(name))
      throw new NotEmulated(`the attribute ${name} of a subscription`);
  const { RawMessageDelivery = "false" } = attributes;
  if (!/^(true|false)$/i.test(RawMessageDelivery))
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Invalid value [${RawMessageDelivery}]. Must be true or false.`,
    );
  return RawMessageDelivery.toLowerCase() === "true";
};

/** By the messages' attributes, which is what a filter reads unless it says otherwise. */
const filterIn = ({ FilterPolicy, FilterPolicyScope = "MessageAttributes" }: Readonly<Record<string, string>>) => {
  if (FilterPolicyScope !== "MessageAttributes") throw new NotEmulated(`the filter policy scope ${FilterPolicyScope}`);
  if (FilterPolicy === undefined) return {};
  filterOf(FilterPolicy);
  return { filter: FilterPolicy };
};

/** What an endpoint of a protocol must look like. */
const endpoints: Readonly<Record<string, { readonly pattern: RegExp; readonly is: string }>> = {
  email: { pattern: /^[^@\s]+@[^@\s]+$/, is: "Email address" },
  sqs: { pattern: /^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w-]+$/, is: "SQS endpoint ARN" },
};

const protocolNamed = (name: string): Subscription["protocol"] => {
  if (name === "email" || name === "sqs") return name;
  throw new NotEmulated(`the protocol ${name} of a subscription`);
};

/**
 * A queue, at once and without confirmation; an address of mail, which waits for one. Again, it answers the subscription that is there.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export const subscribe = ({ surroundings: { random }, topics, subscriptions }: SnsContext) =>
  operation<SubscribeCommandInput, SubscribeCommandOutput>({
    accepts: ["TopicArn", "Protocol", "Endpoint", "Attributes", "ReturnSubscriptionArn"],
    needs: topicNeeds({ topics }, "Subscribe"),
    run: ({ TopicArn = "", Protocol = "", Endpoint = "", Attributes = {}, ReturnSubscriptionArn = false }) => {
      const protocol = protocolNamed(Protocol);
      topicAt(topics, TopicArn);
      const expected = endpoints[protocol];
      if (expected?.pattern.test(Endpoint) === false) throw invalidParameter(expected.is);
      const raw = rawOf(Attributes);
      const filter = filterIn(Attributes);
      const existing = subscriptions
        .values()
        .find(({ topicArn, endpoint }) => topicArn === TopicArn && endpoint === Endpoint);
      if (existing !== undefined && (existing.raw !== raw || existing.filter !== filter.filter))
        throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
      const arn = existing?.arn ?? `${TopicArn}:${uuid(random)}`;
      if (existing === undefined)
        subscriptions.put(arn, { arn, topicArn: TopicArn, endpoint: Endpoint, protocol, raw, ...filter });
      return { SubscriptionArn: isPending({ protocol }) && !ReturnSubscriptionArn ? "pending confirmation" : arn };
    },
  });
