import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { createDynamoDb } from "../../../services/dynamodb/dynamodb.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";

export const account = "123456789012";
export const region = "eu-west-1";

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

const bytesOf = (body: SdkRequest["body"]): Uint8Array =>
  body instanceof Uint8Array ? body : new TextEncoder().encode(body);

/** DynamoDB, and the unmodified SDK client speaking to it in the same process. */
export const createWorld = () => {
  const dynamodb = createDynamoDb({ clock: virtualClock(), random: seeded(5), account, region });
  const requestHandler = {
    async handle({ method, path, headers, body }: SdkRequest) {
      const answer = await dynamodb.forward({ method, path, headers, body: bytesOf(body) });
      return { response: { statusCode: answer.status, headers: answer.headers, body: answer.body } };
    },
  };
  const client = new DynamoDBClient({
    region,
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    endpoint: "http://127.0.0.1",
    maxAttempts: 1,
    requestHandler: requestHandler as unknown as NonNullable<DynamoDBClientConfig["requestHandler"]>,
  });
  return { dynamodb, client };
};

/** A table with the keys `pk` and `sk`. */
export const table = {
  TableName: "sarcelle",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
} as const;
