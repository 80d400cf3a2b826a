/**
 * A notice as Amazon Q Developer in chat applications shows it in Slack and Teams: a custom notification, which it takes from an SNS topic.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
import * as z from "zod";
import type { Notice } from "./notice.ts";

const texts = z.array(z.string().min(1)).min(1);

/** The documented schema: "version" must be 1.0 and "source" custom, and one description is asked for. */
export const customNotificationSchema = z.strictObject({
  version: z.literal("1.0"),
  source: z.literal("custom"),
  id: z.string().min(1),
  content: z.strictObject({
    textType: z.literal("client-markdown"),
    title: z.string().min(1),
    description: z.string().min(1),
    nextSteps: texts.exactOptional(),
    keywords: texts.exactOptional(),
  }),
  metadata: z.strictObject({
    threadId: z.string().min(1),
    summary: z.string().min(1),
    eventType: z.string().min(1),
    additionalContext: z.record(z.string(), z.string()),
  }),
});

export type CustomNotification = Readonly<z.infer<typeof customNotificationSchema>>;

const marks = { info: "", warning: "⚠️ ", critical: "🛑 " } as const;

/**
 * What somebody wrote, so that a chat takes it for text: Slack finds mentions of people and of everybody in angle brackets.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
const plain = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const isLink = (value: string): boolean => value.startsWith("https://");

/** The notification; all of one deployment, and all of one finding, stand in one thread. */
export const chatOf = (notice: Notice): CustomNotification => {
  const { headline, level, what, next, facts, thread, type, id, attributes } = notice;
  const { environment, service, stage } = attributes;
  const lines = facts.map(([name, value]) => `*${name}* ${isLink(value) ? value : plain(value)}`);
  const keywords = [environment, service, stage, level].filter((each) => each !== undefined);
  return {
    ...{ version: "1.0", source: "custom", id },
    content: {
      textType: "client-markdown",
      title: `${marks[level]}${plain(headline)}`,
      description: [plain(what), "", ...lines].join("\n"),
      ...(next.length > 0 && { nextSteps: next.map(plain) }),
      keywords: [...new Set(keywords)],
    },
    metadata: {
      threadId: thread,
      summary: plain(headline),
      eventType: type,
      additionalContext: attributes,
    },
  };
};
