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

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

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
      SSEDescription: {
        Status: "ENABLED",
        SSEType: "KMS",
        KMSMasterKeyArn: expect.stringMatching(new RegExp(`^arn:aws:kms:${region}:${account}:key/${uuid}$`)),
      },
      TableId: expect.stringMatching(new RegExp(`^${uuid}$`)),
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: "ACTIVE" },
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
    // Without keys and time of creation.
    expect(Object.keys(TableDescription ?? {}).sort()).toEqual([
      "BillingModeSummary",
      "DeletionProtectionEnabled",
      "ItemCount",
      "ProvisionedThroughput",
      "SSEDescription",
      "TableArn",
      "TableId",
      "TableName",
      "TableSizeBytes",
      "TableStatus",
    ]);
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
    await expect(create()).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: `Table already exists: ${TableName}`,
    });
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

  it("and its global indexes have the warm throughput that is provisioned", async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 2 };
    await world.dynamodb.createTable({
      ...table,
      BillingMode: "PROVISIONED",
      ProvisionedThroughput,
      GlobalSecondaryIndexes: [
        {
          IndexName: "back",
          KeySchema: [{ AttributeName: "sk", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
          ProvisionedThroughput,
        },
      ],
    });
    const { Table } = await world.client.send(new DescribeTableCommand({ TableName }));
    const warm = { ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 2, Status: "ACTIVE" };
    expect([Table?.WarmThroughput, Table?.GlobalSecondaryIndexes?.map((each) => each.WarmThroughput)]).toEqual([
      warm,
      [warm],
    ]);
  });

  it("with a key of an unknown type is refused, saying where", async () => {
    const [hash, range] = table.KeySchema;
    await expect(
      world.dynamodb.createTable({ ...table, KeySchema: [hash, { ...range, KeyType: "SORT" }] }),
    ).rejects.toMatchObject({
      body: {
        message:
          "1 validation error detected: Value 'SORT' at 'keySchema.2.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
      },
    });
  });

  it("with an index whose sort key is of several attributes is refused by name", async () => {
    const KeySchema = [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
      { AttributeName: "more", KeyType: "RANGE" },
    ];
    const index = { IndexName: "several", KeySchema, Projection: { ProjectionType: "ALL" } };
    await expect(world.dynamodb.createTable({ ...table, GlobalSecondaryIndexes: [index] })).rejects.toMatchObject({
      name: "PlaygroundNotEmulated",
      message: expect.stringContaining("multi-attribute keys"),
    });
  });

  it("with a setting that is not emulated is refused by that setting's name", async () => {
    await expect(
      world.dynamodb.createTable({ ...table, StreamSpecification: { StreamViewType: "NEW_IMAGE" } }),
    ).rejects.toMatchObject({ name: "PlaygroundNotEmulated", message: expect.stringContaining("StreamSpecification") });
  });
});
