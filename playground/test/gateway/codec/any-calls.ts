/** Values of every operation's shapes, and SDK clients whose requests a function answers. */
import { Readable } from "node:stream";
import * as autoScaling from "@aws-sdk/client-auto-scaling";
import * as cloudFormation from "@aws-sdk/client-cloudformation";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as dynamoDb from "@aws-sdk/client-dynamodb";
import * as ec2 from "@aws-sdk/client-ec2";
import * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import * as eventBridge from "@aws-sdk/client-eventbridge";
import * as lambda from "@aws-sdk/client-lambda";
import * as stepFunctions from "@aws-sdk/client-sfn";
import * as sqs from "@aws-sdk/client-sqs";
import * as sts from "@aws-sdk/client-sts";
import { HttpResponse } from "@smithy/core/protocols";
import type { Shape } from "../../../gateway/codec/shapes.ts";
import type { HttpResponse as HttpAnswer, HttpRequest } from "../../../gateway/http.ts";
import type { Random } from "../../../world/random.ts";

/** The parts of a generated client that the round trip uses; the command is found by its name. */
interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}
type Sdk = Readonly<Record<string, unknown>>;
type Handler = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

export const services: readonly (readonly [signingName: string, sdk: Sdk, clientName: string])[] = [
  ["autoscaling", autoScaling, "AutoScalingClient"],
  ["cloudformation", cloudFormation, "CloudFormationClient"],
  ["dynamodb", dynamoDb, "DynamoDBClient"],
  ["ec2", ec2, "EC2Client"],
  ["elasticloadbalancing", elbv2, "ElasticLoadBalancingV2Client"],
  ["events", eventBridge, "EventBridgeClient"],
  ["lambda", lambda, "LambdaClient"],
  ["monitoring", cloudWatch, "CloudWatchClient"],
  ["sqs", sqs, "SQSClient"],
  ["states", stepFunctions, "SFNClient"],
  ["sts", sts, "STSClient"],
];

const bytes = (body: unknown) =>
  body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : "");

/** A client whose requests are answered by a function. */
export const clientOf = (sdk: Sdk, name: string, handler: Handler): Client => {
  const Constructor = sdk[name] as new (config: unknown) => Client;
  return new Constructor({
    region: "eu-west-1",
    endpoint: "http://127.0.0.1:1",
    credentials: { accessKeyId: "AKIA", secretAccessKey: "secret" },
    disableHostPrefix: true,
    maxAttempts: 1,
    // SQS: whether a random checksum is that of a random body is not the codec's affair.
    md5: false,
    // S3: a bucket's name in the path, since the host is not looked at.
    forcePathStyle: true,
    requestHandler: {
      handle: async (request: {
        method: string;
        path: string;
        query: Record<string, string | string[]>;
        headers: Record<string, string>;
        body: unknown;
      }) => {
        const query = new URLSearchParams(
          Object.entries(request.query).flatMap(([key, value]) =>
            [value].flat().map((one) => [key, one] as [string, string]),
          ),
        );
        const response = await handler({
          method: request.method,
          path: query.size === 0 ? request.path : `${request.path}?${query}`,
          headers: Object.fromEntries(
            Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value]),
          ),
          body: bytes(request.body),
        });
        return {
          response: new HttpResponse({
            statusCode: response.status,
            headers: { ...response.headers },
            // S3's client answers with the stream that it reads.
            body: name === "S3Client" ? Readable.from([response.body]) : response.body,
          }),
        };
      },
    },
  });
};

export const command = (sdk: Sdk, operation: string, input: unknown) =>
  new (sdk[`${operation}Command`] as new (input: unknown) => unknown)(input);

/** A random value of a shape. Deep down only what is required is there. */
export const anyValue = (random: Random, shape: Shape, depth = 0): unknown => {
  switch (shape.kind) {
    case "structure": {
      const one = shape.members[Math.floor(random() * shape.members.length)];
      const members = shape.union && one !== undefined ? [one] : shape.members.filter((m) => m.required || depth < 5);
      return Object.fromEntries(
        members.map((m) => [m.name, m.httpResponseCode ? 200 : anyValue(random, m.shape, depth + 1)]),
      );
    }
    case "list":
      return (depth < 4 ? [1, 2] : [1]).map(() => anyValue(random, shape.item.shape, depth + 1));
    case "map": {
      const value = () => anyValue(random, shape.value.shape, depth + 1);
      return { one: value(), "two.2": value() };
    }
    case "string":
      return `${depth < 3 ? "text-" : 'text <&> "é" '}${Math.floor(random() * 1e6)}`;
    case "boolean":
      return random() < 0.5;
    case "number":
      return Math.floor(random() * 100);
    case "bigint":
      return 12n;
    case "timestamp":
      return new Date(1_700_000_000_000);
    case "blob":
      return new Uint8Array([1, 2, 250]);
    case "document":
      return { any: [1, "x"] };
  }
};
