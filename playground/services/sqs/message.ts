import { createHash } from "node:crypto";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** Characters that no message may have: https://www.w3.org/TR/REC-xml/#charsets */
export const forbiddenCharacters = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** A message in a queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly sentAt: number;
  readonly visibleAt: number;
  /** In this queue. */
  readonly receives: number;
  /** In the queues that gave it up before: a dead-letter queue counts on. */
  readonly receivedBefore: number;
  readonly firstReceivedAt?: number;
  /** The handle of the last receive: the only one that counts. */
  readonly receiptHandle?: string;
  /** Its receiver ended the visibility timeout, and has no more to say of it. */
  readonly givenBack?: true;
  /** The header of AWS X-Ray with which it was sent. */
  readonly traceHeader?: string;
  /** The queue from which it came, in a dead-letter queue. */
  readonly deadLetterSource?: string;
  /** When it came from there. */
  readonly movedAt?: number;
}

/** A message as it was received. */
export type ReceivedMessage = Message & { readonly receiptHandle: string };

/** The digest, in hexadecimal, by which clients check what was sent. */
export const md5 = (data: string | Buffer): string => createHash("md5").update(data).digest("hex");

const withLength = (data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, data]);
};

/**
 * The digest that clients compare: sorted by name, each name, type and value with its length, and 1 for text or 2 for binary.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export const md5OfAttributes = (attributes: MessageAttributes): string =>
  md5(
    Buffer.concat(
      Object.keys(attributes)
        .sort()
        .flatMap((name) => {
          const { DataType = "", StringValue, BinaryValue } = attributes[name] ?? {};
          const value =
            BinaryValue === undefined
              ? [Buffer.from([1]), withLength(Buffer.from(StringValue ?? ""))]
              : [Buffer.from([2]), withLength(Buffer.from(BinaryValue))];
          return [withLength(Buffer.from(name)), withLength(Buffer.from(DataType)), ...value];
        }),
    ),
  );

/** The system attributes of a received message, by name. */
export const systemAttributes = (message: ReceivedMessage): Readonly<Record<string, string>> => ({
  SenderId: message.senderId,
  SentTimestamp: String(Math.floor(message.sentAt)),
  ApproximateReceiveCount: String(message.receivedBefore + message.receives),
  ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
  ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
  ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
});

/**
 * The entries of `all` whose names were asked for: a name, `All` or `.*`, or "all message attributes starting with a prefix, for
 * example `bar.*`"; `*` is taken, too (localstack/localstack#8566).
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export const chosen = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(
    Object.entries(all).filter(([name]) =>
      names.some(
        (wanted) =>
          wanted === "All" ||
          wanted === "*" ||
          wanted === name ||
          (wanted.endsWith(".*") && name.startsWith(wanted.slice(0, -2))),
      ),
    ),
  );
