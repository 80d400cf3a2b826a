import { gzipSync } from "node:zlib";
import {
  CloudWatchClient,
  DeleteInsightRulesCommand,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { cbor, SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Playground, startPlayground } from "../../start.ts";

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground({ port: 0, speed: 100, seed: 1 });
});
afterAll(() => playground.stop());

const credentials = { accessKeyId: "playground", secretAccessKey: "playground" };
const connection = () => ({ endpoint: playground.url, region: "eu-west-1", credentials, maxAttempts: 1 });
const inCbor = () =>
  new CloudWatchClient({
    ...connection(),
    protocol: new SmithyRpcV2CborProtocol({ defaultNamespace: "com.amazonaws.cloudwatch" }),
  });

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const form = { "content-type": "application/x-www-form-urlencoded" };

const ask = async (
  service: string,
  {
    path = "/",
    headers,
    ...sent
  }: { path?: string; headers?: Record<string, string>; method?: string; body?: string | Uint8Array<ArrayBuffer> },
) => {
  const response = await fetch(`${playground.url}${path}`, {
    method: "POST",
    ...sent,
    headers: { ...signedFor(service), ...headers },
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    old: response.headers.get("x-amzn-query-error"),
    text: await response.text(),
  };
};

const metrics = Array.from({ length: 150 }, (_, index) => ({
  MetricName: `m${index}`,
  Dimensions: [{ Name: "InstanceId", Value: `i-${String(index).padStart(17, "0")}` }],
  Value: 1,
}));

describe("a packed body", () => {
  it("of an SDK that packs by itself is read", async () => {
    const cloudWatch = new CloudWatchClient(connection());
    const { $metadata } = await cloudWatch.send(new PutMetricDataCommand({ Namespace: "X", MetricData: metrics }));
    expect($metadata.httpStatusCode).toBe(200);
  });

  it("is read in CBOR", async () => {
    const path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
    const headers = { "smithy-protocol": "rpc-v2-cbor", "content-encoding": "gzip" };
    const body = gzipSync(cbor.serialize({ Namespace: "X", MetricData: metrics }));
    expect(await ask("monitoring", { path, headers, body })).toMatchObject({ status: 200, type: "application/cbor" });
  });

  it("is read in forms and in REST too", async () => {
    const packed = { "content-encoding": "gzip" };
    const listed = await ask("sqs", { headers: { ...form, ...packed }, body: gzipSync("Action=ListQueues") });
    expect(listed).toMatchObject({ status: 200, text: expect.stringContaining("<ListQueuesResult>") });
    const invoked = await ask("lambda", {
      path: "/2015-03-31/functions/none/invocations",
      headers: packed,
      body: gzipSync("{}"),
    });
    expect(invoked).toMatchObject({ status: 404, text: expect.stringContaining("Function not found") });
  });

  const target = { "x-amz-target": "AWSStepFunctions.ListStateMachines", "content-type": "application/x-amz-json-1.0" };
  it.each<[string, string, Record<string, string>, string, string]>([
    ["a form", "elasticloadbalancing", form, "/", "text/xml"],
    ["JSON", "states", target, "/", "application/x-amz-json-1.0"],
    [
      "CBOR",
      "monitoring",
      { "smithy-protocol": "rpc-v2-cbor" },
      "/service/S/operation/ListMetrics",
      "application/cbor",
    ],
    ["REST", "lambda", {}, "/2015-03-31/functions/none/invocations", "application/json"],
  ])("in an encoding that nobody sends is refused by name, in %s", async (_, service, headers, path, type) => {
    const found = await ask(service, { path, headers: { ...headers, "content-encoding": "br" }, body: "x" });
    expect(found).toMatchObject({ status: 501, type });
    expect(found.text).toContain("The playground does not emulate the content encoding 'br'.");
  });

  it("that is none, or grows without end, is refused", async () => {
    const headers = { ...target, "content-encoding": "gzip" };
    expect(await ask("states", { headers, body: "{}" })).toMatchObject({
      status: 400,
      text: expect.stringContaining("SerializationException"),
    });
    expect(await ask("states", { headers, body: gzipSync(Buffer.alloc(16 * 1024 * 1024 + 1)) })).toMatchObject({
      status: 413,
      text: expect.stringContaining("RequestEntityTooLarge"),
    });
  });
});

describe("SQS in its query protocol", () => {
  const sqs = (fields: Record<string, string>, path = "/") =>
    ask("sqs", { path, headers: form, body: new URLSearchParams({ ...fields, Version: "2012-11-05" }).toString() });

  it("takes and gives its lists flat, under their old names", async () => {
    const made = await sqs({
      Action: "CreateQueue",
      QueueName: "old",
      "Attribute.1.Name": "VisibilityTimeout",
      "Attribute.1.Value": "7",
      "Tag.1.Key": "colour",
      "Tag.1.Value": "red",
    });
    const [, url = ""] = /<QueueUrl>(.*)<\/QueueUrl>/.exec(made.text) ?? [];
    expect(url).toBe(`${playground.url}/123456789012/old`);
    await sqs({
      Action: "SendMessage",
      QueueUrl: url,
      MessageBody: "hello",
      "MessageAttribute.1.Name": "size",
      "MessageAttribute.1.Value.DataType": "Number",
      "MessageAttribute.1.Value.StringValue": "3",
    });
    const received = await sqs({
      Action: "ReceiveMessage",
      QueueUrl: url,
      "MessageAttributeName.1": "All",
      "AttributeName.1": "ApproximateReceiveCount",
    });
    expect(received.text).toMatch(/<ReceiveMessageResult><Message><MessageId>.*<Body>hello<\/Body>/);
    expect(received.text).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(received.text).toContain(
      "<MessageAttribute><Name>size</Name><Value><DataType>Number</DataType><StringValue>3</StringValue></Value></MessageAttribute>",
    );
    const tags = await sqs({ Action: "ListQueueTags", QueueUrl: url });
    expect(tags.text).toContain("<Tag><Key>colour</Key><Value>red</Value></Tag>");
  });

  it("takes requests at the URL of the queue, which need not name it", async () => {
    await sqs({ Action: "CreateQueue", QueueName: "there" });
    const path = "/123456789012/there";
    expect((await sqs({ Action: "SendMessage", MessageBody: "a" }, path)).text).toContain("<MessageId>");
    const read = await ask("sqs", { method: "GET", path: `${path}?Action=ReceiveMessage&Version=2012-11-05` });
    expect(read.text).toContain("<Body>a</Body>");
  });

  it("says its old codes", async () => {
    expect(await sqs({ Action: "GetQueueUrl", QueueName: "none" })).toMatchObject({
      status: 400,
      type: "text/xml",
      text: expect.stringContaining("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"),
    });
    expect((await sqs({ Action: "ListQueue" })).text).toContain("<Code>PlaygroundNotEmulated</Code>");
  });
});

describe("CloudWatch in CBOR", () => {
  it("takes and gives what the SDK sends and reads, times and doubles among it", async () => {
    const cloudWatch = inCbor();
    const alarm = {
      AlarmName: "cbor",
      Namespace: "X",
      MetricName: "m",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1.5,
      ComparisonOperator: "GreaterThanThreshold",
    } as const;
    await cloudWatch.send(new PutMetricAlarmCommand(alarm));
    await playground.advance(1_000);
    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ["cbor"] }));
    expect(MetricAlarms).toEqual([expect.objectContaining(alarm)]);
    expect(MetricAlarms[0]?.StateUpdatedTimestamp).toBeInstanceOf(Date);
  });

  it("gets the model's errors as their own exceptions, and is told what is not emulated", async () => {
    const unknown = new SetAlarmStateCommand({ AlarmName: "none", StateValue: "OK", StateReason: "x" });
    await expect(inCbor().send(unknown)).rejects.toMatchObject({ name: "ResourceNotFound" });
    const rules = new DeleteInsightRulesCommand({ RuleNames: ["a"] });
    await expect(inCbor().send(rules)).rejects.toMatchObject({
      message: expect.stringContaining("does not emulate the operation cloudwatch:DeleteInsightRules"),
      $metadata: { httpStatusCode: 501 },
    });
  });

  it("is told so if it is no CBOR", async () => {
    const path = "/service/GraniteServiceVersion20100801/operation/DescribeAlarms";
    const found = await ask("monitoring", { path, headers: { "content-type": "application/cbor" }, body: "{" });
    expect(found).toMatchObject({ status: 400, type: "application/cbor", old: "SerializationException;Sender" });
  });
});

describe("CloudWatch in its query protocol", () => {
  it("takes forms and answers in XML", async () => {
    const found = await ask("monitoring", { headers: form, body: "Action=DescribeAlarms&Version=2010-08-01" });
    expect(found).toMatchObject({ status: 200, type: "text/xml", text: expect.stringContaining("<MetricAlarms>") });
  });
});

describe("a query API", () => {
  it("takes its parameters in the URL of a GET", async () => {
    const path = "/?Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=none";
    expect((await ask("elasticloadbalancing", { method: "GET", path })).text).toContain(
      "<Code>LoadBalancerNotFound</Code>",
    );
  });

  it("takes a URL that was signed in advance, with nothing in the header", async () => {
    const query = new URLSearchParams({
      Action: "GetCallerIdentity",
      Version: "2011-06-15",
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": "playground/20260101/eu-west-1/sts/aws4_request",
      "X-Amz-Date": "20260101T000000Z",
      "X-Amz-Expires": "60",
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Signature": "0",
    });
    const answered = await (await fetch(`${playground.url}/?${query}`)).text();
    const { Arn } = await new STSClient(connection()).send(new GetCallerIdentityCommand({}));
    expect(answered).toContain(`<Arn>${Arn}</Arn>`);
  });

  it("that is given nothing that it knows says so in XML", async () => {
    expect(await ask("elasticloadbalancing", { method: "GET" })).toMatchObject({
      status: 400,
      type: "text/xml",
      text: expect.stringContaining("<Code>MissingAction</Code>"),
    });
  });
});

describe("a request in a protocol that its service does not speak", () => {
  const target = { "x-amz-target": "Any.DescribeLoadBalancers", "content-type": "application/x-amz-json-1.1" };
  const cbor = { "smithy-protocol": "rpc-v2-cbor" };
  it.each<[string, string, Record<string, string>, string, string]>([
    ["elasticloadbalancing", "JSON", target, "/", "application/x-amz-json-1.1"],
    ["sqs", "CBOR", cbor, "/service/S/operation/ListQueues", "application/cbor"],
    ["dynamodb", "CBOR", cbor, "/service/S/operation/ListTables", "application/cbor"],
    ["states", "query", form, "/", "text/xml"],
    ["lambda", "query", form, "/", "text/xml"],
  ])("%s in %s is refused in that protocol", async (service, protocol, headers, path, type) => {
    const found = await ask(service, { path, headers, body: "Action=ListStateMachines" });
    expect(found).toMatchObject({ status: 501, type });
    expect(found.text).toContain(`The playground does not emulate requests to ${service} in the protocol ${protocol}.`);
  });

  it("for a service that nobody knows is answered in the request's own", async () => {
    expect(await ask("constructor", { headers: target, body: "{}" })).toMatchObject({
      status: 501,
      type: "application/x-amz-json-1.1",
      text: expect.stringContaining("the service 'constructor'"),
    });
  });
});

describe("a path that is no name", () => {
  it("is answered like any other", async () => {
    const path = "/2015-03-31/functions/%E0%A4%A/invocations";
    expect(await ask("lambda", { path, body: "{}" })).toMatchObject({ type: "application/json" });
  });

  it("nor is the name of what every object has an operation", async () => {
    const headers = { "x-amz-target": "AWSStepFunctions.constructor" };
    expect(await ask("states", { headers, body: "{}" })).toMatchObject({
      status: 501,
      text: expect.stringContaining("the operation states:constructor"),
    });
  });
});

describe("a number", () => {
  it("that is a double is one in JSON too, however whole it is", async () => {
    const cloudWatch = new CloudWatchClient(connection());
    const metric = { MetricName: "whole", Value: 10, Unit: "Count" } as const;
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: "Y", MetricData: [metric] }));
    const [StartTime, EndTime] = [new Date(playground.now() - 3_600_000), new Date(playground.now() + 3_600_000)];
    const asked = { Namespace: "Y", MetricName: "whole", StartTime, EndTime, Period: 60, Statistics: ["Sum"] as const };
    await playground.until(async () => {
      const { Datapoints = [] } = await cloudWatch.send(
        new GetMetricStatisticsCommand({ ...asked, Statistics: [...asked.Statistics] }),
      );
      return Datapoints.length > 0;
    }, 600_000);
    const found = await ask("monitoring", {
      headers: { "x-amz-target": "GraniteServiceVersion20100801.GetMetricStatistics" },
      body: JSON.stringify({ ...asked, StartTime: StartTime.getTime() / 1000, EndTime: EndTime.getTime() / 1000 }),
    });
    expect(found.text).toMatch(/"Sum":10\.0[,}]/);
  });

  it("may be none where it is a double, and not where it is whole", async () => {
    const policy = "Action=ExecutePolicy&PolicyName=none&MetricValue=NaN&BreachThreshold=1";
    expect((await ask("autoscaling", { headers: form, body: policy })).text).not.toContain("MalformedInput");
    const size = "Action=SetDesiredCapacity&AutoScalingGroupName=a&DesiredCapacity=NaN";
    expect((await ask("autoscaling", { headers: form, body: size })).text).toContain(
      "<Code>MalformedInput</Code><Message>Invalid number for parameter DesiredCapacity: 'NaN'</Message>",
    );
  });
});
