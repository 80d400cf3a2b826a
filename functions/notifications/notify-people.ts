import * as z from "zod";
import { sns } from "../../src/aws/clients.ts";
import { publishNotice } from "../../src/aws/notifications/publish.ts";
import { environmentVariable } from "../../src/env.ts";
import { findingSchema } from "../../src/inventory/findings/schema.ts";
import { log, logged } from "../../src/logger.ts";
import { deploymentNotice, findingNotice, isForPeople, type Notice } from "../../src/notifications/notice.ts";
import { deploymentEventSchema } from "../../src/notifications/schema.ts";

const client = sns();

const told = z.discriminatedUnion("detail-type", [
  z.object({ "detail-type": z.literal("Sarcelle Deployment State Change"), detail: deploymentEventSchema }),
  z.object({ "detail-type": z.literal("Sarcelle Finding"), detail: findingSchema }),
]);

const noticeIn = (body: string): Notice | undefined => {
  const event = told.parse(JSON.parse(body));
  if (event["detail-type"] === "Sarcelle Finding") return findingNotice(event.detail);
  return isForPeople(event.detail) ? deploymentNotice(event.detail) : undefined;
};

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Tells people what the events say. What could not be published comes again, and in the end lies among the dead letters. */
export const handler = logged(async ({ Records }: Batch) => {
  const topics = { people: environmentVariable("PEOPLE_TOPIC_ARN"), chat: environmentVariable("CHAT_TOPIC_ARN") };
  const batchItemFailures: { readonly itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    try {
      const notice = noticeIn(body);
      if (notice !== undefined) await publishNotice(client, topics, notice);
    } catch (error) {
      log("error", "people could not be told", {
        messageId,
        why: error instanceof Error ? error.message : String(error),
      });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
});
