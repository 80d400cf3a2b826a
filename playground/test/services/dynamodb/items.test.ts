import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorld, table } from "./world.ts";

const TableName = table.TableName;
const Key = { pk: { S: "env#ijm-live-uk" }, sk: { S: "lock" } };

let world: ReturnType<typeof createWorld>;
beforeEach(async () => {
  world = createWorld();
  await world.dynamodb.createTable({
    ...table,
    AttributeDefinitions: [...table.AttributeDefinitions, { AttributeName: "version", AttributeType: "S" }],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-version",
        KeySchema: [
          { AttributeName: "version", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });
});
afterEach(async () => {
  world.client.destroy();
  await world.dynamodb.stop();
});

const get = async () => (await world.client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

describe("an item", () => {
  it("is put only if it is not there yet", async () => {
    const put = (owner: string) =>
      world.client.send(
        new PutItemCommand({
          TableName,
          Item: { ...Key, owner: { S: owner } },
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
    await put("first");
    await expect(put("second")).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      message: "The conditional request failed",
      Item: { ...Key, owner: { S: "first" } },
    });
    expect(await get()).toEqual({ ...Key, owner: { S: "first" } });
  });

  it("is read at once after it was written", async () => {
    for (const n of ["1", "2", "3"]) {
      await world.client.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: n } } }));
      expect(await get()).toEqual({ ...Key, n: { N: n } });
    }
  });

  it("is updated inside: lists grow, nested maps are set, counters count, attributes go", async () => {
    const update = (UpdateExpression: string, names: object, values?: object) =>
      world.client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression,
          ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names as Record<string, string> }),
          ...(values === undefined ? {} : { ExpressionAttributeValues: values as never }),
          ReturnValues: "ALL_NEW",
        }),
      );
    await update(
      "SET #journal = :empty, #open = :map, epoch = if_not_exists(epoch, :zero) + :one",
      { "#journal": "journal", "#open": "open" },
      { ":empty": { L: [] }, ":map": { M: {} }, ":zero": { N: "0" }, ":one": { N: "1" } },
    );
    await update(
      "SET #journal = list_append(#journal, :entries), #open.#id = :entry ADD epoch :one",
      { "#journal": "journal", "#open": "open", "#id": "d-1" },
      {
        ":entries": { L: [{ M: { status: { S: "planned" } } }, { M: { status: { S: "planned" } } }] },
        ":entry": { M: { status: { S: "running" } } },
        ":one": { N: "1" },
      },
    );
    const { Attributes } = await update(
      "SET #journal[1].#status = :applied, #open.#id.#status = :done REMOVE #journal[0]",
      { "#journal": "journal", "#open": "open", "#id": "d-1", "#status": "status" },
      { ":applied": { S: "applied" }, ":done": { S: "done" } },
    );
    expect(Attributes).toEqual({
      ...Key,
      epoch: { N: "2" },
      journal: { L: [{ M: { status: { S: "applied" } } }] },
      open: { M: { "d-1": { M: { status: { S: "done" } } } } },
    });
    expect(await get()).toEqual(Attributes);
  });

  it("is updated only under its condition, and shows what it is otherwise", async () => {
    await world.client.send(new PutItemCommand({ TableName, Item: { ...Key, epoch: { N: "3" }, owner: { S: "a" } } }));
    const update = (epoch: string, ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE") =>
      world.client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: "SET #owner = :owner",
          ConditionExpression: "epoch = :epoch AND attribute_exists(#owner) AND NOT contains(#owner, :other)",
          ExpressionAttributeNames: { "#owner": "owner" },
          ExpressionAttributeValues: { ":owner": { S: "b" }, ":epoch": { N: epoch }, ":other": { S: "z" } },
          ...(ReturnValuesOnConditionCheckFailure === undefined ? {} : { ReturnValuesOnConditionCheckFailure }),
        }),
      );
    await expect(update("2", "ALL_OLD")).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      Item: { ...Key, epoch: { N: "3" }, owner: { S: "a" } },
    });
    const silent = await update("2").catch((error: unknown) => error);
    expect(silent).not.toHaveProperty("Item.owner");
    await update("3");
    expect(await get()).toEqual({ ...Key, epoch: { N: "3" }, owner: { S: "b" } });
  });

  it("lets exactly one of many concurrent writers win", async () => {
    const attempts = Array.from({ length: 10 }, (_, n) =>
      world.client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: "SET #owner = :owner",
          ConditionExpression: "attribute_not_exists(#owner)",
          ExpressionAttributeNames: { "#owner": "owner" },
          ExpressionAttributeValues: { ":owner": { S: `${n}` } },
        }),
      ),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("is deleted only under its condition", async () => {
    await world.client.send(new PutItemCommand({ TableName, Item: { ...Key, owner: { S: "a" } } }));
    const remove = (owner: string) =>
      world.client.send(
        new DeleteItemCommand({
          TableName,
          Key,
          ConditionExpression: "#owner = :owner",
          ExpressionAttributeNames: { "#owner": "owner" },
          ExpressionAttributeValues: { ":owner": { S: owner } },
          ReturnValues: "ALL_OLD",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
    await expect(remove("b")).rejects.toMatchObject({ Item: { owner: { S: "a" } } });
    expect((await remove("a")).Attributes).toEqual({ ...Key, owner: { S: "a" } });
    await expect(remove("a")).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
    expect(await get()).toBeUndefined();
  });
});

describe("items", () => {
  const item = (pk: string, sk: string, version = "1") => ({ pk: { S: pk }, sk: { S: sk }, version: { S: version } });
  beforeEach(async () => {
    const all = [item("a", "V#1"), item("a", "V#3", "2"), item("a", "V#2"), item("a", "CUR"), item("b", "V#1", "2")];
    await world.client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: all.map((Item) => ({ PutRequest: { Item } })) } }),
    );
  });

  it("are queried by the beginning of the sort key, newest first, page by page", async () => {
    const query = (more: object) =>
      world.client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
          ExpressionAttributeValues: { ":pk": { S: "a" }, ":prefix": { S: "V#" } },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: 2,
          ...more,
        }),
      );
    const first = await query({});
    const second = await query({ ExclusiveStartKey: first.LastEvaluatedKey });
    expect([first.Items, second.Items, second.LastEvaluatedKey]).toEqual([
      [item("a", "V#3", "2"), item("a", "V#2")],
      [item("a", "V#1")],
      undefined,
    ]);
  });

  it("are queried by an index, filtered and projected", async () => {
    const { Items, Count, ScannedCount } = await world.client.send(
      new QueryCommand({
        TableName,
        IndexName: "by-version",
        KeyConditionExpression: "version = :version AND sk BETWEEN :from AND :to",
        FilterExpression: "pk <> :b",
        ProjectionExpression: "pk, sk",
        ExpressionAttributeValues: {
          ":version": { S: "2" },
          ":from": { S: "V#1" },
          ":to": { S: "V#9" },
          ":b": { S: "b" },
        },
      }),
    );
    expect([Items, Count, ScannedCount]).toEqual([[{ pk: { S: "a" }, sk: { S: "V#3" } }], 1, 2]);
  });

  it("are got and scanned in batches", async () => {
    const { Responses } = await world.client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [TableName]: {
            ConsistentRead: true,
            Keys: ["CUR", "V#1", "nothing"].map((sk) => ({ pk: { S: "a" }, sk: { S: sk } })),
          },
        },
      }),
    );
    expect(Responses?.[TableName]).toEqual(expect.arrayContaining([item("a", "CUR"), item("a", "V#1")]));
    const { Items } = await world.client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    expect(Items).toHaveLength(5);
    expect(await world.dynamodb.items(TableName)).toEqual(Items);
  });
});

describe("what is not emulated", () => {
  it.each([
    [
      "an operation",
      new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key } }] }),
      "dynamodb:TransactWriteItems",
    ],
    [
      "a value of a parameter",
      new DeleteItemCommand({ TableName, Key, ReturnItemCollectionMetrics: "SIZE" }),
      "ReturnItemCollectionMetrics",
    ],
  ])("is refused by name: %s", async (_, command, what) => {
    await expect(world.client.send(command as DeleteItemCommand)).rejects.toMatchObject({
      name: "PlaygroundNotEmulated",
      message: expect.stringContaining(what),
    });
  });

  it("is refused by name: a parameter that dynalite would drop", async () => {
    const answer = await world.dynamodb.forward({
      method: "POST",
      path: "/",
      headers: { "x-amz-target": "DynamoDB_20120810.GetItem" },
      body: Buffer.from(JSON.stringify({ TableName, Key, Colour: "teal" })),
    });
    expect([answer.status, JSON.parse(Buffer.from(answer.body).toString())]).toEqual([
      501,
      { __type: "PlaygroundNotEmulated", message: expect.stringContaining("the parameter Colour of dynamodb:GetItem") },
    ]);
  });
});
