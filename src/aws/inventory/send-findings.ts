import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { findingEvent } from "../../inventory/findings/findings.ts";
import type { Finding } from "../../inventory/findings/schema.ts";

/** PutEvents takes ten entries. */
const mostEntries = 10;

/**
 * Puts each finding on the default bus, as the deployed stack's, which is known by its table's name: another stack's topic in the same account
 * does not get it. Answers those that EventBridge took.
 */
export const sendFindings = async (
  events: EventBridgeClient,
  findings: readonly Finding[],
  stack: string,
): Promise<readonly Finding[]> => {
  const taken: Finding[] = [];
  for (let at = 0; at < findings.length; at += mostEntries) {
    const some = findings.slice(at, at + mostEntries);
    const entries = some.map(findingEvent).map((event) => ({
      Source: event.source,
      DetailType: event["detail-type"],
      Time: new Date(event.time),
      Resources: [...event.resources, stack],
      Detail: JSON.stringify(event.detail),
    }));
    const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: entries }));
    taken.push(...some.filter((_, index) => Entries[index]?.EventId !== undefined));
  }
  return taken;
};
