/** The attributes of a queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
import { checkPolicy } from "../../identity/resource-policy.ts";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";

export type QueueAttributes = Readonly<Record<string, string>>;

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** What the attributes mean for the messages. */
export interface QueueSettings {
  readonly visibilityMilliseconds: number;
  readonly retentionMilliseconds: number;
  readonly delayMilliseconds: number;
  readonly waitMilliseconds: number;
  readonly largestMessageBytes: number;
  readonly redrive: RedrivePolicy | undefined;
}

export const defaultAttributes: QueueAttributes = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  VisibilityTimeout: [0, 43_200],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
};

const invalidValue = (name: string) =>
  new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);

const invalidRedrive = (value: string, reason: string) =>
  new AwsError("InvalidParameterValue", `Value ${value} for parameter RedrivePolicy is invalid. Reason: ${reason}`);

const parseObject = (name: string, value: string): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null) return parsed as Readonly<Record<string, unknown>>;
  } catch {
    // Refused below.
  }
  throw invalidValue(name);
};

const parseRedrive = (value: string): RedrivePolicy => {
  const { deadLetterTargetArn, maxReceiveCount = 10 } = parseObject("RedrivePolicy", value);
  if (typeof deadLetterTargetArn !== "string") {
    throw invalidRedrive(value, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  }
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1_000) {
    throw invalidRedrive(
      value,
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
};

/** Throws what CreateQueue and SetQueueAttributes answer to attributes that a standard queue cannot have. */
export const checkAttributes = (attributes: QueueAttributes, queueExists: (arn: string) => boolean): void => {
  for (const [name, value] of Object.entries(attributes)) {
    const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
    if (range !== undefined) {
      const [least, most] = range;
      if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) throw invalidValue(name);
    } else if (name === "RedrivePolicy") {
      // An empty policy takes the dead-letter queue away.
      if (value === "") continue;
      const { deadLetterTargetArn } = parseRedrive(value);
      if (!queueExists(deadLetterTargetArn)) throw invalidRedrive(value, "Dead letter target does not exist.");
    } else if (name === "Policy" || name === "RedriveAllowPolicy") {
      if (value === "") continue;
      parseObject(name, value);
      if (name === "Policy") checkPolicy(value, "a queue's");
    } else if (name === "SqsManagedSseEnabled") {
      if (value !== "true" && value !== "false") throw invalidValue(name);
    } else if (name === "FifoQueue" || name === "ContentBasedDeduplication" || name === "KmsMasterKeyId") {
      throw new NotEmulated(`the queue attribute ${name}`);
    } else {
      throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
  }
};

/** What attributes mean for the messages; what is not there has its default. Throws AwsError for a wrong RedrivePolicy. */
export const queueSettings = (attributes: QueueAttributes): QueueSettings => {
  const milliseconds = (name: string) => Number(attributes[name] ?? defaultAttributes[name]) * 1_000;
  const redrive = attributes.RedrivePolicy;
  return {
    visibilityMilliseconds: milliseconds("VisibilityTimeout"),
    retentionMilliseconds: milliseconds("MessageRetentionPeriod"),
    delayMilliseconds: milliseconds("DelaySeconds"),
    waitMilliseconds: milliseconds("ReceiveMessageWaitTimeSeconds"),
    largestMessageBytes: Number(attributes.MaximumMessageSize ?? defaultAttributes.MaximumMessageSize),
    redrive: redrive === undefined || redrive === "" ? undefined : parseRedrive(redrive),
  };
};
