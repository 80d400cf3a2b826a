import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageBatchRequestEntry,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { userIdOf } from "../../../identity/user-id.ts";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { type Call, operation } from "../../../world/service.ts";
import { inBatch } from "../batch.ts";
import type { SqsContext } from "../context.ts";
import { messagesAt, queueAt, queueNeeds, settingsAt } from "../lookup.ts";
import { forbiddenCharacters, type MessageAttributes, md5, md5OfAttributes } from "../message.ts";
import { checkMessageAttributes } from "../message-attributes.ts";
import { millisecondsOf } from "../seconds-parameter.ts";

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
  "MessageSystemAttributes",
]);

/** "The maximum message size is 1 MiB … applies to both individual messages and message batches", whatever a queue allows of one. */
const largestBatchBytes = 1_048_576;

/** The only attribute that a sender may set of what is the system's. */
const traceHeaderIn = (attributes: SendMessageCommandInput["MessageSystemAttributes"]): string | undefined => {
  for (const name of Object.keys(attributes ?? {})) {
    if (name !== "AWSTraceHeader")
      throw new AwsError(
        "InvalidParameterValue",
        `Message (system) attribute name '${name}' is invalid. The only system attribute that can be sent is AWSTraceHeader.`,
      );
  }
  return attributes?.AWSTraceHeader?.StringValue;
};

const send = (
  sqs: SqsContext,
  url: string | undefined,
  entry: Pick<
    SendMessageCommandInput,
    "MessageBody" | "DelaySeconds" | "MessageAttributes" | "MessageSystemAttributes"
  >,
  call: Call,
) => {
  const { MessageBody: body = "", DelaySeconds, MessageAttributes: attributes = {} } = entry;
  if (body === "") throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  if (forbiddenCharacters.test(body)) {
    throw new AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
  }
  checkMessageAttributes(attributes);
  // What the request was traced as is said of messages that say nothing of their own.
  const traceHeader = traceHeaderIn(entry.MessageSystemAttributes) ?? call.traceHeader;
  const { largestMessageBytes } = settingsAt(sqs, url);
  if (bytesOf(body, attributes) > largestMessageBytes) {
    throw new AwsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${largestMessageBytes} bytes.`,
    );
  }
  const delayMilliseconds = millisecondsOf("DelaySeconds", DelaySeconds, 900);
  const senderId = userIdOf(call.principal.arn);
  const id = messagesAt(sqs, url).send({ body, attributes, senderId, delayMilliseconds, traceHeader });
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(Object.keys(attributes).length === 0 ? {} : { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export const sendMessage = (sqs: SqsContext) =>
  operation<SendMessageCommandInput, SendMessageCommandOutput>({
    accepts: ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes", "MessageSystemAttributes"],
    needs: queueNeeds(sqs, "SendMessage"),
    run: (input, call) => send(sqs, input.QueueUrl, input, call),
  });

/**
 * Each entry is held to the queue's limit, all together to the service's.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const sendMessageBatch = (sqs: SqsContext) =>
  operation<SendMessageBatchCommandInput, SendMessageBatchCommandOutput>({
    accepts: ["QueueUrl", "Entries"],
    needs: queueNeeds(sqs, "SendMessage"),
    run: ({ QueueUrl, Entries = [] }, call) => {
      const extra = Entries.flatMap((entry) => Object.keys(entry)).find((name) => !emulatedInBatch.has(name));
      if (extra !== undefined) throw new NotEmulated(`${extra} of SendMessageBatch`);
      queueAt(sqs, QueueUrl);
      const bytes = Entries.reduce(
        (sum, { MessageBody = "", MessageAttributes = {} }) => sum + bytesOf(MessageBody, MessageAttributes),
        0,
      );
      if (bytes > largestBatchBytes) {
        throw new AwsError(
          "BatchRequestTooLong",
          `Batch requests cannot be longer than ${largestBatchBytes} bytes. You have sent ${bytes} bytes.`,
        );
      }
      return inBatch("SendMessageBatchRequestEntry", Entries, (entry) => send(sqs, QueueUrl, entry, call));
    },
  });
