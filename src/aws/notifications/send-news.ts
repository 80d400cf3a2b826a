import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ownSource } from "../../inventory/events/announced.ts";
import { counted, log } from "../../logger.ts";
import { deploymentEvent, type Subject } from "../../notifications/event.ts";
import type { News } from "../../notifications/news.ts";
import { type DeploymentEvent, deploymentStateChange } from "../../notifications/schema.ts";
import type { ToldStore } from "./told-store.ts";

/** PutEvents takes ten entries. */
const mostEntries = 10;

/** By what is told, and for how long. */
export interface Sending {
  readonly store: ToldStore;
  readonly events: EventBridgeClient;
  readonly now: number;
  /** How long this function may still run, in milliseconds. */
  readonly leaseMilliseconds: number;
}

const put = async (events: EventBridgeClient, some: readonly DeploymentEvent[], stack: string) => {
  const { Entries = [] } = await events.send(
    new PutEventsCommand({
      Entries: some.map((event) => ({
        Source: ownSource,
        DetailType: deploymentStateChange,
        Time: new Date(event.at),
        Resources: [stack],
        Detail: JSON.stringify(event),
      })),
    }),
  );
  return some.filter((_, index) => Entries[index]?.EventId !== undefined);
};

/**
 * Sends those of the news that nobody has sent; answers their ids. Throws if some could not be sent: they are then sent by whoever looks once
 * this function cannot run any more.
 */
export const sendNews = async (
  news: readonly (readonly [news: News, subject: Subject])[],
  { store, events, now, leaseMilliseconds }: Sending,
): Promise<readonly string[]> => {
  const known = await store.known(
    news.map(([{ id }]) => id.slice(0, id.indexOf("#"))),
    now,
  );
  const claimed: DeploymentEvent[] = [];
  for (const [each, subject] of news) {
    if (known.has(each.id) || !(await store.claim(each.id, now + leaseMilliseconds, now))) continue;
    claimed.push(deploymentEvent(each, subject));
  }
  const sent: string[] = [];
  for (let at = 0; at < claimed.length; at += mostEntries)
    for (const { id, state, environment, deployment } of await put(
      events,
      claimed.slice(at, at + mostEntries),
      news[0]?.[1].stack ?? "",
    )) {
      await store.settle(id, now);
      log("info", "told", { environment, deployment, state, ...counted("Deployments", "state") });
      sent.push(id);
    }
  if (sent.length < claimed.length)
    throw new Error(`${claimed.length - sent.length} of ${claimed.length} events could not be sent; they will be.`);
  return sent;
};
