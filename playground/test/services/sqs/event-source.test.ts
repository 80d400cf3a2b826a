import { describe, expect, it } from "vitest";
import { failedMessages } from "../../../services/sqs/event-source.ts";
import { sleep } from "../../../world/clock.ts";
import type { FunctionOutcome } from "../../../world/neighbours.ts";
import { arnOf, bodies, createWorld, type Payload, region, send, urlOf } from "./world.ts";

const ok = (payload: unknown = null): FunctionOutcome => ({ ok: true, payload });
const failed: FunctionOutcome = { ok: false, errorType: "Error", errorMessage: "no", trace: [] };

const mapping = {
  queueArn: arnOf("changes"),
  functionName: "inventory",
  batchSize: 10,
  maximumBatchingWindow: 0,
  reportBatchItemFailures: true,
  enabled: true,
};

/** A queue whose messages come back after 10 seconds, polled for a function that answers with `invoke`. */
const polled = async (options: object = {}, invoke?: Parameters<typeof createWorld>[0]) => {
  const world = createWorld(invoke);
  await world.call("CreateQueue", { QueueName: "dead" });
  await world.call("CreateQueue", {
    QueueName: "changes",
    Attributes: {
      VisibilityTimeout: "10",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 3 }),
    },
  });
  const unmap = world.sqs.mapEventSource({ ...mapping, ...options });
  return { ...world, unmap };
};

describe("the messages that failed", () => {
  const ids = ["a", "b"];
  it.each([
    ["nothing", null, []],
    ["an empty object", {}, []],
    ["no list", { batchItemFailures: null }, []],
    ["an empty list", { batchItemFailures: [] }, []],
    ["one of them", { batchItemFailures: [{ itemIdentifier: "b" }] }, ["b"]],
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }, ids],
    ["a null identifier", { batchItemFailures: [{ itemIdentifier: null }] }, ids],
    ["a bad key", { batchItemFailures: [{ messageId: "a" }] }, ids],
    ["an unknown identifier", { batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "z" }] }, ids],
    ["something else than a list", { batchItemFailures: "a" }, ids],
    ["text", "done", ids],
  ])("after an answer with %s", (_, payload, expected) => {
    expect(failedMessages(ok(payload), ids, true)).toEqual(expected);
  });

  it("are all of them after an error, and none after any answer if failures are not reported by item", () => {
    const answer = ok({ batchItemFailures: [{ itemIdentifier: "b" }] });
    expect([failedMessages(failed, ids, true), failedMessages(answer, ids, false)]).toEqual([ids, []]);
  });
});

describe("a mapped queue", () => {
  it("hands its messages to the function in Lambda's shape", async () => {
    const payloads: Payload[] = [];
    const { call, clock, start } = await polled({}, (payload) => {
      payloads.push(payload);
      return ok();
    });
    await call("SendMessage", {
      QueueUrl: urlOf("changes"),
      MessageBody: "hello",
      MessageAttributes: { kind: { DataType: "String", StringValue: "test" } },
    });
    await clock.advance(0);
    expect(payloads).toEqual([
      {
        Records: [
          {
            messageId: expect.any(String),
            receiptHandle: expect.any(String),
            body: "hello",
            attributes: {
              SenderId: "AIDASOMEONE",
              SentTimestamp: String(start),
              ApproximateReceiveCount: "1",
              ApproximateFirstReceiveTimestamp: String(start),
            },
            messageAttributes: {
              kind: { stringValue: "test", stringListValues: [], binaryListValues: [], dataType: "String" },
            },
            md5OfBody: "5d41402abc4b2a76b9719d911017c592",
            eventSource: "aws:sqs",
            eventSourceARN: arnOf("changes"),
            awsRegion: region,
          },
        ],
      },
    ]);
  });

  it("forgets what was done and offers what failed again, until the dead-letter queue takes it", async () => {
    const world = await polled({}, ({ Records }) =>
      ok({
        batchItemFailures: Records.filter(({ body }) => body === "poison").map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      }),
    );
    world.unmap();
    await world.clock.advance(20_000);
    send(world, "changes", "a", "poison", "b");
    world.sqs.mapEventSource(mapping);
    await world.clock.advance(60_000);
    expect(world.batches).toEqual([
      { after: 20_000, bodies: ["a", "poison", "b"] },
      { after: 30_000, bodies: ["poison"] },
      { after: 40_000, bodies: ["poison"] },
    ]);
    expect(await bodies(world, "dead")).toEqual(["poison"]);
  });

  it("offers the whole batch again when the function fails", async () => {
    const outcomes = [failed, ok()];
    const world = await polled({ maximumBatchingWindow: 1 }, () => outcomes.shift() ?? ok());
    send(world, "changes", "a", "b");
    await world.clock.advance(60_000);
    expect(world.batches.map(({ bodies: batch }) => batch)).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("gathers a batch until it is full or its window is over", async () => {
    const world = await polled({ batchSize: 3, maximumBatchingWindow: 5 });
    send(world, "changes", "a");
    await world.clock.advance(4_000);
    send(world, "changes", "b");
    await world.clock.advance(2_000);
    send(world, "changes", "c", "d", "e", "f");
    await world.clock.advance(6_000);
    expect(world.batches).toEqual([
      { after: 5_000, bodies: ["a", "b"] },
      { after: 6_000, bodies: ["c", "d", "e"] },
      { after: 11_000, bodies: ["f"] },
    ]);
  });

  it.each([
    ["its maximum concurrency", { maximumConcurrency: 2 }, [0, 0, 1_000, 1_000, 2_000, 2_000, 3_000]],
    ["the five that Lambda begins with", { maximumConcurrency: 100 }, [0, 0, 0, 0, 0, 1_000, 1_000]],
    ["five, if it has no maximum", {}, [0, 0, 0, 0, 0, 1_000, 1_000]],
  ])("runs no more batches at a time than %s", async (_, settings, expected) => {
    const world = await polled({ batchSize: 1, ...settings }, async () => {
      await sleep(world.clock, 1_000);
      return ok();
    });
    send(world, "changes", "a", "b", "c", "d", "e", "f", "g");
    await world.clock.advance(4_000);
    expect(world.batches.map(({ after }) => after)).toEqual(expected);
  });

  it("is left alone while the mapping is disabled, and when the service stopped", async () => {
    const disabled = await polled({ enabled: false });
    send(disabled, "changes", "a");
    const stopped = await polled();
    await stopped.sqs.stop?.();
    send(stopped, "changes", "a");
    await disabled.clock.advance(60_000);
    await stopped.clock.advance(60_000);
    expect([disabled.batches, stopped.batches]).toEqual([[], []]);
  });

  it("cannot be mapped if its messages come back before the function has timed out", async () => {
    await expect(polled({ functionTimeout: 60 })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "Queue visibility timeout: 10 seconds is less than Function timeout: 60 seconds",
    });
  });

  it("cannot be mapped if it does not exist", () => {
    expect(() => createWorld().sqs.mapEventSource(mapping)).toThrow(
      expect.objectContaining({ name: "QueueDoesNotExist" }),
    );
  });
});
