/**
 * The messages of one standard queue: invisible while somebody works on them, back when nobody has deleted them in time, and in
 * the dead-letter queue when they were received too often.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */

import { AwsError } from "../../world/aws-error.ts";
import type { Cancel, Clock } from "../../world/clock.ts";
import { hex, type Random, uuid } from "../../world/random.ts";
import type { Surroundings } from "../../world/service.ts";
import type { QueueSettings, RedrivePolicy } from "./attributes.ts";
import type { Message, MessageAttributes, ReceivedMessage } from "./message.ts";

export interface MessageStore {
  /** Answers the new message's id. `delayMilliseconds` is the queue's own if not given. */
  send(message: {
    readonly body: string;
    readonly attributes: MessageAttributes;
    readonly senderId: string;
    readonly delayMilliseconds?: number | undefined;
    readonly traceHeader?: string | undefined;
  }): string;
  /** Takes over a message that another queue gave up. */
  accept(message: Message, source: string): void;
  /** Up to `most` messages; if there are none, waits that long for one. */
  receive(most: number, waitMilliseconds: number, visibilityMilliseconds?: number): Promise<readonly ReceivedMessage[]>;
  remove(receiptHandle: string): void;
  changeVisibility(receiptHandle: string, timeoutMilliseconds: number): void;
  purge(): void;
  /** Since when the oldest message is here that was not received three times and not deleted: of those CloudWatch hears nothing. */
  oldest(): number | undefined;
  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** Answers everybody who waits with nothing. */
  close(): void;
}

interface Waiter {
  readonly most: number;
  readonly visibilityMilliseconds: number | undefined;
  readonly answer: (messages: readonly ReceivedMessage[]) => void;
  readonly giveUp: Cancel;
}

interface Inbox {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: () => QueueSettings;
  /** Called with a message that was received more often than the redrive policy allows. */
  readonly giveUp: (message: Message, policy: RedrivePolicy) => void;
  readonly messages: Map<string, Message>;
  waiters: readonly Waiter[];
  cancelWake: Cancel;
  /** Told of each message that comes. */
  readonly arrived: () => void;
}

/** "If a message is received three or more times and not deleted, … the metric then reflects the age of the next message". */
const mostCountedReceives = 3;

/** An empty store. `giveUp` is called with a message that was received more often than the redrive policy allows. */
export const createMessageStore = (
  { clock, random }: Pick<Surroundings, "clock" | "random">,
  settings: () => QueueSettings,
  giveUp: (message: Message, policy: RedrivePolicy) => void,
  arrived: () => void = () => {},
): MessageStore => {
  const messages = new Map<string, Message>();
  const inbox: Inbox = { clock, random, settings, giveUp, messages, waiters: [], cancelWake: () => {}, arrived };
  return {
    send({ body, attributes, senderId, delayMilliseconds = settings().delayMilliseconds, traceHeader }) {
      const id = uuid(random);
      const now = clock.now();
      put(inbox, {
        ...{ id, body, attributes, senderId, sentAt: now, receives: 0, receivedBefore: 0 },
        visibleAt: now + delayMilliseconds,
        ...(traceHeader === undefined ? {} : { traceHeader }),
      });
      return id;
    },
    // "The expiration of a message is always based on its original enqueue timestamp", so `sentAt` stays.
    accept({ receiptHandle: _, givenBack: __, receives, receivedBefore, ...message }, source) {
      put(inbox, {
        ...message,
        receives: 0,
        receivedBefore: receivedBefore + receives,
        visibleAt: clock.now(),
        movedAt: clock.now(),
        deadLetterSource: source,
      });
    },
    receive: (most, waitMilliseconds, visibilityMilliseconds) =>
      receive(inbox, most, waitMilliseconds, visibilityMilliseconds),
    // With an older handle "the request succeeds, but the message might not be deleted".
    remove(receiptHandle) {
      const id = decodeHandle(receiptHandle);
      if (messages.get(id)?.receiptHandle === receiptHandle) messages.delete(id);
    },
    changeVisibility: (receiptHandle, timeoutMilliseconds) =>
      changeVisibility(inbox, receiptHandle, timeoutMilliseconds),
    purge: () => messages.clear(),
    oldest: () => oldestCounted(inbox),
    counts: () => countsOf(inbox),
    close() {
      inbox.cancelWake();
      messages.clear();
      for (const { giveUp: cancel, answer } of inbox.waiters) {
        cancel();
        answer([]);
      }
      inbox.waiters = [];
    },
  };
};

const encodeHandle = (id: string, nonce: string) => Buffer.from(`${id}/${nonce}`).toString("base64");

const decodeHandle = (handle: string): string => {
  const [, id] = /^([0-9a-f-]{36})\/[0-9a-f]{32}$/.exec(Buffer.from(handle, "base64").toString()) ?? [];
  if (id !== undefined) return id;
  throw new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
};

const forgetExpired = ({ clock, settings, messages }: Inbox) => {
  const oldest = clock.now() - settings().retentionMilliseconds;
  for (const { id, sentAt } of messages.values()) if (sentAt <= oldest) messages.delete(id);
};

const countsOf = (inbox: Inbox): ReturnType<MessageStore["counts"]> => {
  const { clock, messages } = inbox;
  forgetExpired(inbox);
  const invisible = [...messages.values()].filter(({ visibleAt }) => visibleAt > clock.now());
  const delayed = invisible.filter(({ receives }) => receives === 0).length;
  return { visible: messages.size - invisible.length, inFlight: invisible.length - delayed, delayed };
};

const oldestCounted = (inbox: Inbox): number | undefined => {
  forgetExpired(inbox);
  const counted = [...inbox.messages.values()].filter(({ receives }) => receives < mostCountedReceives);
  return counted.length === 0 ? undefined : Math.min(...counted.map(({ sentAt, movedAt }) => movedAt ?? sentAt));
};

const take = (
  inbox: Inbox,
  most: number,
  visibilityMilliseconds = inbox.settings().visibilityMilliseconds,
): readonly ReceivedMessage[] => {
  const { clock, random, settings, messages } = inbox;
  forgetExpired(inbox);
  const now = clock.now();
  const { redrive } = settings();
  const taken: ReceivedMessage[] = [];
  for (const message of messages.values()) {
    if (taken.length === most) break;
    if (message.visibleAt > now) continue;
    if (redrive !== undefined && message.receives >= redrive.maxReceiveCount) {
      messages.delete(message.id);
      inbox.giveUp(message, redrive);
      continue;
    }
    const { givenBack: _, ...held } = message;
    const received = {
      ...held,
      receives: message.receives + 1,
      firstReceivedAt: message.firstReceivedAt ?? now,
      visibleAt: now + visibilityMilliseconds,
      receiptHandle: encodeHandle(message.id, hex(random, 32)),
    };
    messages.set(message.id, received);
    taken.push(received);
  }
  return taken;
};

/** Serves those who wait, now and when the next message becomes visible. */
const serve = (inbox: Inbox) => {
  const { clock, messages } = inbox;
  inbox.cancelWake();
  while (inbox.waiters.length > 0) {
    const [first, ...others] = inbox.waiters;
    const taken = first === undefined ? [] : take(inbox, first.most, first.visibilityMilliseconds);
    if (first === undefined || taken.length === 0) break;
    inbox.waiters = others;
    first.giveUp();
    first.answer(taken);
  }
  if (inbox.waiters.length === 0 || messages.size === 0) return;
  const next = [...messages.values()].reduce((soonest, { visibleAt }) => Math.min(soonest, visibleAt), Infinity);
  inbox.cancelWake = clock.after(next - clock.now(), () => serve(inbox));
};

const put = (inbox: Inbox, message: Message) => {
  inbox.messages.set(message.id, message);
  inbox.arrived();
  serve(inbox);
};

const receive = (
  inbox: Inbox,
  most: number,
  waitMilliseconds: number,
  visibilityMilliseconds: number | undefined,
): Promise<readonly ReceivedMessage[]> => {
  const taken = take(inbox, most, visibilityMilliseconds);
  if (taken.length > 0 || waitMilliseconds <= 0) return Promise.resolve(taken);
  return new Promise((resolve) => {
    const waiter: Waiter = {
      most,
      visibilityMilliseconds,
      answer: resolve,
      giveUp: inbox.clock.after(waitMilliseconds, () => {
        inbox.waiters = inbox.waiters.filter((other) => other !== waiter);
        resolve([]);
      }),
    };
    inbox.waiters = [...inbox.waiters, waiter];
    serve(inbox);
  });
};

const changeVisibility = (inbox: Inbox, receiptHandle: string, timeoutMilliseconds: number): void => {
  const now = inbox.clock.now();
  const message = inbox.messages.get(decodeHandle(receiptHandle));
  if (message?.receiptHandle !== receiptHandle) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  // Once its time is simply over, it can be hidden again by who received it last.
  if (message.givenBack === true) {
    throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  }
  const { givenBack: _, ...kept } = message;
  put(inbox, {
    ...kept,
    visibleAt: now + timeoutMilliseconds,
    ...(timeoutMilliseconds === 0 ? { givenBack: true as const } : {}),
  });
};
