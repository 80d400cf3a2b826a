import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { lookAgainEvent } from "../../inventory/events/own.ts";
import type { Hint } from "../../inventory/model.ts";

/** Hints in one message: a hint with all the tags that a resource can have is 20 KB at most, a message 1 MiB. */
const mostHints = 40;

/** Sends hints back to the collector's queue, to come after `delay` milliseconds. */
export const sendBack =
  (sqs: SQSClient, queueUrl: string, now: () => number) =>
  async (hints: readonly Hint[], delay: number): Promise<void> => {
    for (let at = 0; at < hints.length; at += mostHints)
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(lookAgainEvent(hints.slice(at, at + mostHints), now())),
          DelaySeconds: Math.ceil(delay / 1_000),
        }),
      );
  };
