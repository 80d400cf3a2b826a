import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageBatchRequestEntry,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { type Call, operation } from "../../../world/service.ts";
import { inBatch } from "../batch.ts";
import type { SqsContext } from "../context.ts";
import { messagesAt, queueNeeds, settingsAt } from "../lookup.ts";
import { type MessageAttributes, md5, md5OfAttributes } from "../message.ts";
import { millisecondsOf } from "../seconds-parameter.ts";

/** Characters that no message may have: https://www.w3.org/TR/REC-xml/#charsets */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

const bytesOf = (body: string, attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType = "", StringValue = "", BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(body),
  );

const emulatedInBatch: ReadonlySet<string> = new Set<keyof SendMessageBatchRequestEntry>([
  "Id",
  "MessageBody",
  "DelaySeconds",
  "MessageAttributes",
]);

const send = (
  sqs: SqsContext,
  url: string | undefined,
  entry: Pick<SendMessageCommandInput, "MessageBody" | "DelaySeconds" | "MessageAttributes">,
  { principal }: Call,
) => {
  const { MessageBody: body = "", DelaySeconds, MessageAttributes: attributes = {} } = entry;
  if (body === "") throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  if (forbidden.test(body)) {
    throw new AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
  }
  const { largestMessageBytes } = settingsAt(sqs, url);
  if (bytesOf(body, attributes) > largestMessageBytes) {
    throw new AwsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${largestMessageBytes} bytes.`,
    );
  }
  const delayMilliseconds = millisecondsOf("DelaySeconds", DelaySeconds, 900);
  const id = messagesAt(sqs, url).send({ body, attributes, senderId: principal.arn, delayMilliseconds });
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(Object.keys(attributes).length === 0 ? {} : { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage = (sqs: SqsContext) =>
  operation<SendMessageCommandInput, SendMessageCommandOutput>({
    accepts: ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes"],
    needs: queueNeeds(sqs, "SendMessage"),
    run: (input, call) => send(sqs, input.QueueUrl, input, call),
  });

/**
 * The limit of one message counts for all entries together.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const sendMessageBatch = (sqs: SqsContext) =>
  operation<SendMessageBatchCommandInput, SendMessageBatchCommandOutput>({
    accepts: ["QueueUrl", "Entries"],
    needs: queueNeeds(sqs, "SendMessage"),
    run: ({ QueueUrl, Entries = [] }, call) => {
      const extra = Entries.flatMap((entry) => Object.keys(entry)).find((name) => !emulatedInBatch.has(name));
      if (extra !== undefined) throw new NotEmulated(`${extra} of SendMessageBatch`);
      const { largestMessageBytes } = settingsAt(sqs, QueueUrl);
      const bytes = Entries.reduce(
        (sum, { MessageBody = "", MessageAttributes = {} }) => sum + bytesOf(MessageBody, MessageAttributes),
        0,
      );
      if (bytes > largestMessageBytes) {
        throw new AwsError(
          "BatchRequestTooLong",
          `Batch requests cannot be longer than ${largestMessageBytes} bytes. You have sent ${bytes} bytes.`,
        );
      }
      return inBatch("SendMessageBatchRequestEntry", Entries, (entry) => send(sqs, QueueUrl, entry, call));
    },
  });
