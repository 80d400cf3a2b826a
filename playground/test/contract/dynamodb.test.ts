import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const TableName = "sarcelle";
let world: Awaited<ReturnType<typeof createWorld>>;
let client: DynamoDBClient;
beforeEach(async () => {
  world = await createWorld();
  client = new DynamoDBClient(world.options);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { TableName });
});
afterEach(async () => {
  client.destroy();
  await world.stop();
});

it("the SDK's client of DynamoDB writes under conditions and sees the item that stood against it", async () => {
  const Key = { pk: { S: "env" }, sk: { S: "lock" } };
  await client.send(new PutItemCommand({ TableName, Item: { ...Key, epoch: { N: "1" }, journal: { L: [] } } }));
  const append = (epoch: string) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET journal = list_append(journal, :entry) ADD epoch :one",
        ConditionExpression: "epoch = :epoch",
        ExpressionAttributeValues: { ":entry": { L: [{ S: "planned" }] }, ":one": { N: "1" }, ":epoch": { N: epoch } },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  await append("1");
  const refused = await append("1").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
  const stored = { ...Key, epoch: { N: "2" }, journal: { L: [{ S: "planned" }] } };
  expect(refused).toMatchObject({ Item: stored });
  expect((await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item).toEqual(stored);
});

it("the SDK's client of DynamoDB pages through a query", async () => {
  for (const sk of ["V#1", "V#2", "V#3"]) {
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "a" }, sk: { S: sk } } }));
  }
  const pages = paginateQuery(
    { client, pageSize: 2 },
    {
      TableName,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": { S: "a" }, ":prefix": { S: "V#" } },
      ScanIndexForward: false,
    },
  );
  const sizes: (readonly (string | undefined)[])[] = [];
  for await (const { Items = [] } of pages) sizes.push(Items.map(({ sk }) => sk?.S));
  expect(sizes).toEqual([["V#3", "V#2"], ["V#1"]]);
});
