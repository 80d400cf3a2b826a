import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageBatchRequestEntry,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from "@aws-sdk/client-sqs";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { type Call, operation } from "../../world/service.ts";
import { inBatch } from "./batch.ts";
import type { Directory } from "./directory.ts";
import { chosen, type MessageAttributes, md5, md5OfAttributes, systemAttributes } from "./message.ts";

const outOfRange = (name: string, value: number, rule: string) =>
  new AwsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${rule}`);

const seconds = (name: string, value: number | undefined, most: number): number | undefined => {
  if (value === undefined) return undefined;
  if (value < 0 || value > most) throw outOfRange(name, value, `Must be between 0 and ${most}, if provided.`);
  return value * 1_000;
};

/** Characters that no message may have: https://www.w3.org/TR/REC-xml/#charsets */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

const sizeOf = (body: string, attributes: MessageAttributes): number =>
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

/** SendMessage, ReceiveMessage, DeleteMessage, ChangeMessageVisibility, and each of them in batches. */
export const messageOperations = (directory: Directory) => {
  const send = (
    QueueUrl: string | undefined,
    entry: Pick<SendMessageCommandInput, "MessageBody" | "DelaySeconds" | "MessageAttributes">,
    { principal }: Call,
  ) => {
    const { MessageBody: body = "", DelaySeconds, MessageAttributes: attributes = {} } = entry;
    if (body === "") throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
    if (forbidden.test(body)) {
      throw new AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
    }
    const { largestMessage } = directory.settings(QueueUrl);
    if (sizeOf(body, attributes) > largestMessage) {
      throw new AwsError(
        "InvalidParameterValue",
        `One or more parameters are invalid. Reason: Message must be shorter than ${largestMessage} bytes.`,
      );
    }
    const delay = seconds("DelaySeconds", DelaySeconds, 900);
    const id = directory.messages(QueueUrl).send({ body, attributes, senderId: principal.arn, delay });
    return {
      MessageId: id,
      MD5OfMessageBody: md5(body),
      ...(Object.keys(attributes).length === 0 ? {} : { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
    };
  };

  const changeVisibility = (
    QueueUrl: string | undefined,
    handle: string | undefined,
    timeout: number | undefined,
  ): void => {
    const milliseconds = seconds("VisibilityTimeout", timeout, 43_200) ?? 0;
    directory.messages(QueueUrl).changeVisibility(handle ?? "", milliseconds);
  };

  return {
    SendMessage: operation<SendMessageCommandInput, SendMessageCommandOutput>({
      accepts: ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes"],
      needs: directory.needs("SendMessage"),
      run: (input, call) => send(input.QueueUrl, input, call),
    }),

    SendMessageBatch: operation<SendMessageBatchCommandInput, SendMessageBatchCommandOutput>({
      accepts: ["QueueUrl", "Entries"],
      needs: directory.needs("SendMessage"),
      run: ({ QueueUrl, Entries = [] }, call) => {
        const extra = Entries.flatMap((entry) => Object.keys(entry)).find((name) => !emulatedInBatch.has(name));
        if (extra !== undefined) throw new NotEmulated(`${extra} of SendMessageBatch`);
        const { largestMessage } = directory.settings(QueueUrl);
        const bytes = Entries.reduce(
          (sum, { MessageBody = "", MessageAttributes = {} }) => sum + sizeOf(MessageBody, MessageAttributes),
          0,
        );
        if (bytes > largestMessage) {
          throw new AwsError(
            "BatchRequestTooLong",
            `Batch requests cannot be longer than ${largestMessage} bytes. You have sent ${bytes} bytes.`,
          );
        }
        return inBatch("SendMessageBatchRequestEntry", Entries, (entry) => send(QueueUrl, entry, call));
      },
    }),

    ReceiveMessage: operation<ReceiveMessageCommandInput, ReceiveMessageCommandOutput>({
      accepts: [
        "QueueUrl",
        "AttributeNames",
        "MessageSystemAttributeNames",
        "MessageAttributeNames",
        "MaxNumberOfMessages",
        "VisibilityTimeout",
        "WaitTimeSeconds",
      ],
      needs: directory.needs("ReceiveMessage"),
      run: async (input) => {
        const most = input.MaxNumberOfMessages ?? 1;
        if (most < 1 || most > 10) {
          throw outOfRange("MaxNumberOfMessages", most, "Must be between 1 and 10, if provided.");
        }
        const wait = seconds("WaitTimeSeconds", input.WaitTimeSeconds, 20);
        const visibility = seconds("VisibilityTimeout", input.VisibilityTimeout, 43_200);
        const received = await directory
          .messages(input.QueueUrl)
          .receive(most, wait ?? directory.settings(input.QueueUrl).waitTime, visibility);
        if (received.length === 0) return {};
        const systemNames = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
        return {
          Messages: received.map((message) => {
            const system = chosen(systemAttributes(message), systemNames);
            const attributes = chosen(message.attributes, input.MessageAttributeNames ?? []);
            return {
              MessageId: message.id,
              ReceiptHandle: message.receiptHandle,
              MD5OfBody: md5(message.body),
              Body: message.body,
              ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
              ...(Object.keys(attributes).length === 0
                ? {}
                : { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
            };
          }),
        };
      },
    }),

    DeleteMessage: operation<DeleteMessageCommandInput, DeleteMessageCommandOutput>({
      accepts: ["QueueUrl", "ReceiptHandle"],
      needs: directory.needs("DeleteMessage"),
      run: ({ QueueUrl, ReceiptHandle }) => {
        directory.messages(QueueUrl).remove(ReceiptHandle ?? "");
        return {};
      },
    }),

    DeleteMessageBatch: operation<DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput>({
      accepts: ["QueueUrl", "Entries"],
      needs: directory.needs("DeleteMessage"),
      run: ({ QueueUrl, Entries = [] }) => {
        const store = directory.messages(QueueUrl);
        return inBatch("DeleteMessageBatchRequestEntry", Entries, ({ ReceiptHandle }) => {
          store.remove(ReceiptHandle ?? "");
          return {};
        });
      },
    }),

    ChangeMessageVisibility: operation<ChangeMessageVisibilityCommandInput, ChangeMessageVisibilityCommandOutput>({
      accepts: ["QueueUrl", "ReceiptHandle", "VisibilityTimeout"],
      needs: directory.needs("ChangeMessageVisibility"),
      run: ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) => {
        changeVisibility(QueueUrl, ReceiptHandle, VisibilityTimeout);
        return {};
      },
    }),

    ChangeMessageVisibilityBatch: operation<
      ChangeMessageVisibilityBatchCommandInput,
      ChangeMessageVisibilityBatchCommandOutput
    >({
      accepts: ["QueueUrl", "Entries"],
      needs: directory.needs("ChangeMessageVisibility"),
      run: ({ QueueUrl, Entries = [] }) => {
        directory.find(QueueUrl);
        return inBatch("ChangeMessageVisibilityBatchRequestEntry", Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
          changeVisibility(QueueUrl, ReceiptHandle, VisibilityTimeout);
          return {};
        });
      },
    }),
  };
};
