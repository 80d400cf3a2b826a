/**
 * Lambda's poller of a queue: batches in, deletions out.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
import { AwsError } from "../../world/aws-error.ts";
import type { Cancel } from "../../world/clock.ts";
import type { FunctionOutcome, Functions } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import { md5, type ReceivedMessage, systemAttributes } from "./message.ts";
import type { MessageStore } from "./message-store.ts";

export interface EventSourceMapping {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  /** Seconds to gather a batch. */
  readonly maximumBatchingWindow: number;
  readonly reportBatchItemFailures: boolean;
  readonly enabled: boolean;
  readonly maximumConcurrency?: number;
  /** Seconds; AWS refuses a queue whose messages reappear before the function has timed out. */
  readonly functionTimeout?: number;
}

/**
 * Lambda long-polls, ten messages at a time. "When messages are available, Lambda starts processing five batches at a time … If messages
 * are still available, Lambda increases the number … by up to 300 more instances per minute": at most, so here by none.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const pollWaitMilliseconds = 20_000;
const pollSize = 10;
const batchesAtOnce = 5;

const recordOf = (message: ReceivedMessage, queueArn: string, region: string) => ({
  messageId: message.id,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: systemAttributes(message),
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  ),
  md5OfBody: md5(message.body),
  eventSource: "aws:sqs",
  eventSourceARN: queueArn,
  awsRegion: region,
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The ids of the messages that failed. An answer that is not of the documented shape fails the whole batch. */
export const failedMessages = (
  outcome: FunctionOutcome,
  ids: readonly string[],
  reportBatchItemFailures: boolean,
): readonly string[] => {
  if (!outcome.ok) return ids;
  if (!reportBatchItemFailures || outcome.payload === null || outcome.payload === undefined) return [];
  if (!isObject(outcome.payload)) return ids;
  const failures = outcome.payload.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return ids;
  const identifiers = failures.map((failure: unknown) => (isObject(failure) ? failure.itemIdentifier : undefined));
  const known = identifiers.filter((id): id is string => typeof id === "string" && ids.includes(id));
  return known.length === identifiers.length ? known : ids;
};

/** Polls until cancelled. */
export const pollQueue = (
  { clock, region }: Pick<Surroundings, "clock" | "region">,
  functions: Functions,
  store: MessageStore,
  mapping: EventSourceMapping,
): Cancel => {
  const { batchSize, queueArn, functionName, reportBatchItemFailures } = mapping;
  const concurrency = Math.min(batchesAtOnce, mapping.maximumConcurrency ?? batchesAtOnce);
  let stopped = false;
  let running = 0;
  let slotFreed: () => void = () => {};

  const poll = (wanted: number, waitMilliseconds: number) =>
    store.receive(Math.min(pollSize, wanted), waitMilliseconds);

  const gather = async (): Promise<readonly ReceivedMessage[]> => {
    let batch = await poll(batchSize, pollWaitMilliseconds);
    const deadline = clock.now() + mapping.maximumBatchingWindow * 1_000;
    while (batch.length > 0 && batch.length < batchSize && clock.now() < deadline && !stopped) {
      batch = [...batch, ...(await poll(batchSize - batch.length, deadline - clock.now()))];
    }
    return batch;
  };

  const process = async (batch: readonly ReceivedMessage[]): Promise<void> => {
    const payload = { Records: batch.map((message) => recordOf(message, queueArn, region)) };
    const outcome = await functions.invoke(functionName, payload).catch((error: unknown): FunctionOutcome => {
      if (!(error instanceof AwsError)) throw error;
      return { ok: false, errorType: error.name, errorMessage: error.message, trace: [] };
    });
    const ids = batch.map(({ id }) => id);
    const failed = new Set(failedMessages(outcome, ids, reportBatchItemFailures));
    // Messages that failed are left alone: they reappear when their visibility timeout is over.
    for (const { id, receiptHandle } of batch) if (!failed.has(id)) store.remove(receiptHandle);
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      const batch = await gather();
      if (batch.length === 0 || stopped) continue;
      running++;
      void process(batch).finally(() => {
        running--;
        slotFreed();
      });
      if (running >= concurrency) {
        await new Promise<void>((resolve) => {
          slotFreed = resolve;
        });
      }
    }
  };
  void run();
  return () => {
    stopped = true;
  };
};
