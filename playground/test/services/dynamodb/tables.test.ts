import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account, createWorld, region, table } from "./world.ts";

const { TableName } = table;

let world: ReturnType<typeof createWorld>;
beforeEach(() => {
  world = createWorld();
});
afterEach(async () => {
  world.client.destroy();
  await world.dynamodb.stop();
});

/** The properties of `AWS::DynamoDB::Table`, as a template has them. */
const properties = {
  ...table,
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  SSESpecification: { SSEEnabled: true },
  TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
  DeletionProtectionEnabled: true,
  Tags: [{ Key: "team", Value: "search" }],
};

describe("a table from a template", () => {
  beforeEach(() => world.dynamodb.createTable(properties));

  it("is active and described with all its settings", async () => {
    const { client } = world;
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const TableArn = `arn:aws:dynamodb:${region}:${account}:table/${TableName}`;
    expect(Table).toMatchObject({
      TableName,
      TableArn,
      TableStatus: "ACTIVE",
      KeySchema: table.KeySchema,
      CreationDateTime: new Date("2026-01-01T00:00:00Z"),
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: "ENABLED" },
    });
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
    const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: TableArn }));
    expect([TimeToLiveDescription, ContinuousBackupsDescription, Tags]).toEqual([
      { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
      {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
      },
      [{ Key: "team", Value: "search" }],
    ]);
  });

  it("is dumped with its keys and settings", () => {
    expect(world.dynamodb.state()).toEqual({
      tables: {
        [TableName]: {
          KeySchema: table.KeySchema,
          AttributeDefinitions: table.AttributeDefinitions,
          BillingMode: "PAY_PER_REQUEST",
          GlobalSecondaryIndexes: [],
          LocalSecondaryIndexes: [],
          deletionProtection: true,
          encrypted: true,
          pointInTimeRecovery: true,
          timeToLive: "expires",
        },
      },
    });
  });

  it("cannot be deleted before its protection is lifted", async () => {
    const { client } = world;
    await expect(client.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    });
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    const { TableDescription } = await client.send(new DeleteTableCommand({ TableName }));
    expect(TableDescription?.TableStatus).toBe("DELETING");
    expect(world.dynamodb.state()).toEqual({ tables: {} });
  });

  it("takes other settings", async () => {
    const { client } = world;
    const ttl = (Enabled: boolean) =>
      client.send(
        new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: "expires", Enabled } }),
      );
    await expect(ttl(true)).rejects.toMatchObject({ message: "TimeToLive is already enabled" });
    await ttl(false);
    await expect(ttl(false)).rejects.toMatchObject({ message: "TimeToLive is already disabled" });
    await client.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      }),
    );
    expect(world.dynamodb.state()).toMatchObject({
      tables: { [TableName]: { timeToLive: undefined, pointInTimeRecovery: false } },
    });
  });
});

describe("a table", () => {
  it("is created once", async () => {
    const { client } = world;
    const create = () =>
      client.send(
        new CreateTableCommand({
          ...table,
          KeySchema: [...table.KeySchema],
          AttributeDefinitions: [...table.AttributeDefinitions],
        }),
      );
    expect((await create()).TableDescription?.TableStatus).toBe("CREATING");
    await expect(create()).rejects.toMatchObject({ name: "ResourceInUseException" });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([TableName]);
  });

  it("that is deleted takes no item, and made again takes those with its new keys", async () => {
    const { client, dynamodb } = world;
    await dynamodb.createTable(table);
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "a" }, sk: { S: "b" } } }));
    await client.send(new DeleteTableCommand({ TableName }));
    const other = { pk: { S: "a" } };
    await expect(client.send(new PutItemCommand({ TableName, Item: other }))).rejects.toThrow(
      ResourceNotFoundException,
    );
    await vi.waitUntil(() => client.send(new ListTablesCommand({})).then(({ TableNames }) => TableNames?.length === 0));
    const [AttributeDefinitions, KeySchema] = [[table.AttributeDefinitions[0]], [table.KeySchema[0]]];
    await dynamodb.createTable({ ...table, AttributeDefinitions, KeySchema });
    await client.send(new PutItemCommand({ TableName, Item: other }));
    expect(await dynamodb.items(TableName)).toEqual([other]);
  });

  it("that does not exist is not found", async () => {
    const commands = [
      new DescribeTableCommand({ TableName: "other" }),
      new DescribeTimeToLiveCommand({ TableName: "other" }),
      new PutItemCommand({ TableName: "other", Item: { pk: { S: "a" } } }),
    ];
    for (const command of commands) {
      await expect(world.client.send(command as DescribeTableCommand)).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
    }
  });

  it("with a setting that is not emulated is refused by that setting's name", async () => {
    await expect(
      world.dynamodb.createTable({ ...table, StreamSpecification: { StreamViewType: "NEW_IMAGE" } }),
    ).rejects.toMatchObject({ name: "PlaygroundNotEmulated", message: expect.stringContaining("StreamSpecification") });
  });
});
