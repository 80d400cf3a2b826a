/** The header by which X-Ray follows a request, with the real SDK. */
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Playground, startPlayground } from "../../../start.ts";

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground({ port: 0, speed: 100, seed: 1 });
});
afterAll(() => playground.stop());

const traceId = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";

/** A client whose requests are traced. */
const tracedClient = () => {
  const client = new SQSClient({
    endpoint: playground.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
    maxAttempts: 1,
  });
  client.middlewareStack.add(
    (next) => (given) => {
      (given.request as { headers: Record<string, string> }).headers["X-Amzn-Trace-Id"] = traceId;
      return next(given);
    },
    { step: "build" },
  );
  return client;
};

it.each([
  ["comes with its message", {}, traceId],
  [
    "gives way to what the message says itself",
    { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-other" } } },
    "Root=1-other",
  ],
])("the trace header of a request %s", async (name, more, header) => {
  const client = tracedClient();
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name.replaceAll(" ", "-") }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "a", ...more }));
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["AWSTraceHeader"], WaitTimeSeconds: 20 }),
  );
  expect(Messages?.map(({ Attributes }) => Attributes)).toEqual([{ AWSTraceHeader: header }]);
});
