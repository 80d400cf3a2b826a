import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { onTestFinished } from "vitest";

const [account, region] = ["123456789012", "eu-west-1"];

/** As serverless.yml has it. */
const table = {
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

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The product's table in memory, and the unmodified SDK client, with its own retries, speaking to it in the same process. */
export const memoryTable = async () => {
  const dynamodb = createDynamoDb({ clock: virtualClock(), random: seeded(5), account, region });
  onTestFinished(dynamodb.stop);
  await dynamodb.createTable(table);
  let losing: string | undefined;
  let interposed: { readonly operation: string; readonly act: () => Promise<void> } | undefined;
  const requestHandler = {
    async handle({ method, path, headers, body }: SdkRequest) {
      const is = (operation: string) => headers["x-amz-target"]?.endsWith(`.${operation}`) ?? false;
      if (interposed !== undefined && is(interposed.operation)) {
        const { act } = interposed;
        interposed = undefined;
        await act();
      }
      const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(body);
      const answer = await dynamodb.forward({ method, path, headers, body: bytes });
      if (losing !== undefined && is(losing)) {
        losing = undefined;
        throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      }
      return { response: { statusCode: answer.status, headers: answer.headers, body: answer.body } };
    },
  };
  const client = new DynamoDBClient({
    region,
    endpoint: "http://127.0.0.1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    requestHandler: requestHandler as unknown as NonNullable<DynamoDBClientConfig["requestHandler"]>,
  });
  return {
    client,
    name: table.TableName,
    /** The operation's next call is done, but its answer never arrives: the SDK makes the call again. */
    loseAnswerOf: (operation: string) => {
      losing = operation;
    },
    /** What somebody else does just before the operation's next call. */
    beforeNext: (operation: string, act: () => Promise<void>) => {
      interposed = { operation, act };
    },
    items: () => dynamodb.items(table.TableName),
  };
};
