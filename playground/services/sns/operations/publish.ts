import type { PublishCommandInput, PublishCommandOutput } from "@aws-sdk/client-sns";
import { operation } from "../../../world/service.ts";
import type { SnsContext } from "../context.ts";
import { messageAttributes } from "../message-attributes.ts";
import { publishMessage } from "../publishing.ts";
import { invalidParameter, topicAt, topicNeeds } from "../topic.ts";

const mostBytes = 256 * 1024;

/** "Subjects must be UTF-8 text with no line breaks or control characters, and less than 100 characters long." */
const isSubject = (text: string) => /^[^\p{Cc}]{1,99}$/u.test(text);

/**
 * One text for all subscribers.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const publish = (sns: SnsContext) =>
  operation<PublishCommandInput, PublishCommandOutput>({
    accepts: ["TopicArn", "Message", "MessageAttributes", "Subject"],
    needs: topicNeeds(sns, "Publish"),
    run: ({ TopicArn = "", Message = "", Subject, MessageAttributes = {} }) => {
      if (Message === "") throw invalidParameter("Empty message");
      if (Buffer.byteLength(Message) > mostBytes) throw invalidParameter("Message too long");
      if (Subject !== undefined && !isSubject(Subject)) throw invalidParameter("Subject");
      const attributes = messageAttributes(MessageAttributes);
      topicAt(sns.topics, TopicArn);
      return { MessageId: publishMessage(sns, TopicArn, Message, { subject: Subject, attributes }) };
    },
  });
