import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import type { DynamoDb } from "@sarcelle/playground/services/dynamodb";

/** The playground's DynamoDB for SDK clients, without a gateway in between. */
export const overSockets = async (dynamoDb: DynamoDb) => {
  const server = createServer((request, response) => {
    const answer = async () => {
      const { status, headers, body } = await dynamoDb.forward({
        method: request.method ?? "POST",
        path: request.url ?? "/",
        headers: request.headers as Record<string, string>,
        body: await buffer(request),
      });
      response.writeHead(status, headers).end(body);
    };
    answer().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const key = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  return {
    options: {
      endpoint: `http://127.0.0.1:${port}`,
      region: "eu-west-1",
      credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
      maxAttempts: 1,
    },
    /** As infrastructure/inventory.yml has it. */
    createInventoryTable: (TableName: string) =>
      dynamoDb.createTable({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["pk", "sk", "ipk", "isk", "rpk"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        KeySchema: key("pk", "sk"),
        GlobalSecondaryIndexes: [
          { IndexName: "environments", KeySchema: key("ipk", "isk"), Projection: { ProjectionType: "ALL" } },
          {
            IndexName: "releases",
            KeySchema: [{ AttributeName: "rpk", KeyType: "HASH" }],
            Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["outline"] },
          },
        ],
      }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await dynamoDb.stop();
    },
  };
};
