import type { AnyOperation } from "../../world/service.ts";
import type { SnsContext } from "./context.ts";
import { createTopic } from "./operations/create-topic.ts";
import { deleteTopic } from "./operations/delete-topic.ts";
import { listSubscriptions, listSubscriptionsByTopic } from "./operations/list-subscriptions.ts";
import { listTopics } from "./operations/list-topics.ts";
import { publish } from "./operations/publish.ts";
import { subscribe } from "./operations/subscribe.ts";
import { getTopicAttributes, setTopicAttributes } from "./operations/topic-attributes.ts";
import { unsubscribe } from "./operations/unsubscribe.ts";

/** SNS's operations, by name. */
export const snsOperations = (sns: SnsContext): Readonly<Record<string, AnyOperation>> => ({
  CreateTopic: createTopic(sns),
  DeleteTopic: deleteTopic(sns),
  ListTopics: listTopics(sns),
  GetTopicAttributes: getTopicAttributes(sns),
  SetTopicAttributes: setTopicAttributes(sns),
  Subscribe: subscribe(sns),
  Unsubscribe: unsubscribe(sns),
  ListSubscriptions: listSubscriptions(sns),
  ListSubscriptionsByTopic: listSubscriptionsByTopic(sns),
  Publish: publish(sns),
});
