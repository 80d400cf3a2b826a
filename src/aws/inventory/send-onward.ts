import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ownSource, sweepGoesOn } from "../../inventory/events/announced.ts";

/**
 * Has the stack's sweep go on in another invocation; answers why not, if it was not taken. By an event, since AWS stops what comes back to a
 * function by a queue, a topic, a bucket or an invocation of its own after some sixteen times, and does not ask why:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const sendOnward = async (events: EventBridgeClient, stack: string): Promise<string | undefined> => {
  const entry = { Source: ownSource, DetailType: sweepGoesOn, Resources: [stack], Detail: "{}" };
  const { Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }));
  return Entries?.[0]?.ErrorCode;
};
