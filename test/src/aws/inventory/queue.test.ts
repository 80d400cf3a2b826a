import type { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { deleteAll, sendBack, takeMore } from "../../../../src/aws/inventory/queue.ts";
import type { Hint } from "../../../../src/inventory/hint.ts";

/** A queue of `waiting` messages, and what is asked of it. */
const queueOf = (waiting: number, body = "{}") => {
  const asked: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  let left = waiting;
  const send = async (command: { readonly input: Record<string, unknown> }) => {
    const { name } = command.constructor;
    asked.push({ name, input: command.input });
    if (name !== "ReceiveMessageCommand") return {};
    const count = Math.min(10, left);
    left -= count;
    return { Messages: Array.from({ length: count }, () => ({ MessageId: "m", Body: body, ReceiptHandle: "r" })) };
  };
  return { asked, client: { send } as unknown as SQSClient };
};

it("takes what waits, up to what one look can hold, and does not wait for more", async () => {
  const some = queueOf(137);
  expect((await takeMore(some.client, "url", 990)).length).toBe(137);
  expect(some.asked.length).toBe(40);
  expect((await takeMore(queueOf(5_000).client, "url", 990)).length).toBe(990);
  expect((await takeMore(queueOf(0).client, "url", 990)).length).toBe(0);
});

it("takes no more than one invocation can hold, however large the messages are", async () => {
  const { client } = queueOf(5_000, "x".repeat(50_000));
  expect((await takeMore(client, "url", 990)).length).toBe(200);
});

it("deletes what is done, ten a call, and does not let one call wait for the other", async () => {
  const { asked, client } = queueOf(0);
  const done = Array.from({ length: 23 }, (_, index) => ({
    messageId: `m-${index}`,
    body: "",
    receiptHandle: `r-${index}`,
  }));
  const deleted = deleteAll(client, "url", done);
  expect(asked.length).toBe(3);
  await deleted;
  expect(asked.map(({ input }) => (input.Entries as object[]).length)).toEqual([10, 10, 3]);
});

const hint: Hint = { ref: { type: "instance", arn: "arn" }, occurredAt: 1, eventId: "e", event: "x" };
const sentBack = async (hints: readonly Hint[], delay: number) => {
  const { asked, client } = queueOf(0);
  await sendBack(client, "url", () => 0)(hints, delay);
  return asked.map(({ input }) => ({
    delay: input.DelaySeconds,
    hints: JSON.parse(String(input.MessageBody)).detail.hints.length,
  }));
};

it("sends hints back in whole seconds, never too soon", async () => {
  expect(await sentBack([hint], 2_100)).toEqual([{ delay: 3, hints: 1 }]);
});

it("sends a burst's hints back in few messages, none larger than SQS takes", async () => {
  const eventId = "e".repeat(200);
  expect(
    await sentBack(
      Array.from({ length: 1_000 }, () => ({ ...hint, eventId })),
      0,
    ),
  ).toEqual([469, 469, 62].map((hints) => ({ delay: 0, hints })));
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key-${n}`, "v".repeat(256)]));
  expect(
    await sentBack(
      Array.from({ length: 20 }, () => ({ ...hint, tagged: { version: 1, tags } })),
      0,
    ),
  ).toEqual([9, 9, 2].map((hints) => ({ delay: 0, hints })));
});
