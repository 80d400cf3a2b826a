/** The collector's queue, beyond what Lambda's poller does. */
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { forEachAtOnce } from "../../inventory/concurrency.ts";
import { lookAgainEvent } from "../../inventory/events/own.ts";
import { partsOfScope, type Scope } from "../../inventory/findings/scope.ts";
import type { Hint } from "../../inventory/hint.ts";

/**
 * How much one message carries, in characters: some 400 hints without tags. Each message may find a function of its own, which describes
 * what is in it: what a burst sends back must come in few. A hint with all the tags that a resource can have is 20 KB, a message 1 MiB.
 */
const mostText = 128 * 1_024;

/** As many hints together as a message carries. */
const together = (hints: readonly Hint[]): readonly (readonly Hint[])[] => {
  const messages: Hint[][] = [];
  let room = 0;
  for (const hint of hints) {
    const size = JSON.stringify(hint).length;
    if (size > room) {
      messages.push([]);
      room = mostText;
    }
    messages.at(-1)?.push(hint);
    room -= size;
  }
  return messages;
};

/** Sends hints back to the queue, to come after `delay` milliseconds. */
export const sendBack =
  (sqs: SQSClient, queueUrl: string, now: () => number) =>
  async (hints: readonly Hint[], delay: number): Promise<void> => {
    for (const some of together(hints))
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(lookAgainEvent(some, now())),
          DelaySeconds: Math.ceil(delay / 1_000),
        }),
      );
  };

/** Asks for these environments' findings and summaries, a few with each message. */
export const askToAssess = async (sqs: SQSClient, queueUrl: string, scope: Scope): Promise<void> => {
  for (const part of partsOfScope(scope))
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(part) }));
};

export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly receiptHandle: string;
}

/** What a call to SQS takes or gives at most, and how many calls are made beside each other. */
export const fullBatch = 10;
const callsAtOnce = 20;
/** All that one invocation takes, in characters: as much as a thousand large events. */
const mostTaken = 8 * 1_048_576;

/**
 * Takes up to `most` further messages. Lambda's poller fills larger batches than ten only by waiting a second or more, also for a
 * single event; this waits for none, and lets a burst be described in few calls.
 */
export const takeMore = async (sqs: SQSClient, queueUrl: string, most: number): Promise<readonly ReceivedMessage[]> => {
  const taken: ReceivedMessage[] = [];
  const receive = async () => {
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: fullBatch, WaitTimeSeconds: 0 }),
    );
    return (Messages ?? []).map(({ MessageId = "", Body = "", ReceiptHandle = "" }) => ({
      messageId: MessageId,
      body: Body,
      receiptHandle: ReceiptHandle,
    }));
  };
  for (;;) {
    const calls = Math.min(callsAtOnce, Math.floor((most - taken.length) / fullBatch));
    const round = (await Promise.all(Array.from({ length: calls }, receive))).flat();
    taken.push(...round);
    if (taken.reduce((sum, { body }) => sum + body.length, 0) > mostTaken) return taken;
    // A round that is not nearly full has found the end of the queue.
    if (round.length < (calls * fullBatch) / 2 || calls === 0) return taken;
  }
};

/** Deletes what is done. A message that stays in spite of this comes again, which does no harm. */
export const deleteAll = async (sqs: SQSClient, queueUrl: string, done: readonly ReceivedMessage[]): Promise<void> => {
  const batches = Array.from({ length: Math.ceil(done.length / fullBatch) }, (_, at) =>
    done.slice(at * fullBatch, (at + 1) * fullBatch),
  );
  await forEachAtOnce(batches, callsAtOnce, async (batch) => {
    const Entries = batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  });
};
