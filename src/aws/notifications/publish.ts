import { type MessageAttributeValue, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { chatOf } from "../../notifications/chat.ts";
import { mailOf, subjectOf } from "../../notifications/mail.ts";
import type { Notice } from "../../notifications/notice.ts";

/** Where people are told. */
export interface Topics {
  /** Texts, for mail. */
  readonly people: string;
  /** Custom notifications, for Amazon Q Developer in chat applications. */
  readonly chat: string;
}

const attributesOf = (notice: Notice): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(notice.attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );

/** Publishes a notice to both topics, with the attributes that subscriptions filter by. */
export const publishNotice = async (sns: SNSClient, { people, chat }: Topics, notice: Notice): Promise<void> => {
  const MessageAttributes = attributesOf(notice);
  await sns.send(
    new PublishCommand({ TopicArn: people, Subject: subjectOf(notice), Message: mailOf(notice), MessageAttributes }),
  );
  await sns.send(new PublishCommand({ TopicArn: chat, Message: JSON.stringify(chatOf(notice)), MessageAttributes }));
};
