/** The settings of tables that dynalite does not know: they are kept and described here, and have no effect on items. */
import { createHash } from "node:crypto";
import { type DynamoDbJson, validationFailure } from "./engine-error.ts";

export interface TableSettings {
  readonly createdAt: number;
  readonly deletionProtection: boolean;
  readonly encrypted: boolean;
  readonly pointInTimeRecovery: boolean;
  /** The attribute that says when an item expires. The playground never deletes an expired item. */
  readonly timeToLive: string | undefined;
}

const isFields = (value: unknown): value is DynamoDbJson => typeof value === "object" && value !== null;

const member = (value: unknown, name: string): unknown => (isFields(value) ? value[name] : undefined);

/** What identifies a table's shape: keys, attributes, indexes and billing mode, without sizes, times and ARNs. */
export const schemaOf = (description: DynamoDbJson): DynamoDbJson => {
  const indexes = (name: string) =>
    ((description[name] ?? []) as readonly DynamoDbJson[]).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    }));
  return {
    KeySchema: description.KeySchema,
    AttributeDefinitions: description.AttributeDefinitions,
    BillingMode: member(description.BillingModeSummary, "BillingMode") ?? "PROVISIONED",
    GlobalSecondaryIndexes: indexes("GlobalSecondaryIndexes"),
    LocalSecondaryIndexes: indexes("LocalSecondaryIndexes"),
  };
};

/** Takes the settings out of CreateTable's input, or of the properties of `AWS::DynamoDB::Table`. */
export const splitSettings = (
  input: DynamoDbJson,
  createdAt: number,
): readonly [rest: DynamoDbJson, settings: TableSettings] => {
  const {
    DeletionProtectionEnabled,
    SSESpecification,
    PointInTimeRecoverySpecification,
    TimeToLiveSpecification,
    ...rest
  } = input;
  const attribute = member(TimeToLiveSpecification, "AttributeName");
  const expires = member(TimeToLiveSpecification, "Enabled") === true && typeof attribute === "string";
  return [
    rest,
    {
      createdAt,
      deletionProtection: DeletionProtectionEnabled === true,
      // The API says Enabled, CloudFormation SSEEnabled.
      encrypted: (member(SSESpecification, "Enabled") ?? member(SSESpecification, "SSEEnabled")) === true,
      pointInTimeRecovery: member(PointInTimeRecoverySpecification, "PointInTimeRecoveryEnabled") === true,
      timeToLive: expires ? attribute : undefined,
    },
  ];
};

interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/**
 * What a table or index can take at once: of one that is paid by the request, what a new one has; else what is provisioned.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
const warmThroughput = ({ ReadCapacityUnits, WriteCapacityUnits }: Throughput): DynamoDbJson => ({
  ReadUnitsPerSecond: ReadCapacityUnits === 0 ? 12_000 : ReadCapacityUnits,
  WriteUnitsPerSecond: WriteCapacityUnits === 0 ? 4_000 : WriteCapacityUnits,
  Status: "ACTIVE",
});

/** What DescribeTable says of a table and of each global index besides. */
export const withWarmThroughput = (description: DynamoDbJson): DynamoDbJson => {
  const warm = (each: DynamoDbJson) => ({
    ...each,
    WarmThroughput: warmThroughput(each.ProvisionedThroughput as Throughput),
  });
  const indexes = description.GlobalSecondaryIndexes as readonly DynamoDbJson[] | undefined;
  return { ...warm(description), ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexes.map(warm) }) };
};

/** A UUID that says nothing, and always the same of the same: dynalite's own are made at random, and of the wrong length. */
const uuidOf = (...parts: readonly (string | number)[]): string => {
  const digits = createHash("sha256").update(parts.join("/")).digest("hex");
  const [first, second, third, fourth, fifth] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => digits.slice(from, to));
  return `${first}-${second}-4${third}-a${fourth}-${fifth}`;
};

/** A table's description with what dynalite leaves out. */
export const describedTable = (description: DynamoDbJson, settings: TableSettings): DynamoDbJson => {
  const arn = String(description.TableArn);
  const [, , , region = "", account = ""] = arn.split(":");
  // AWS's own key for DynamoDB, one in each account and region.
  const key = `arn:aws:kms:${region}:${account}:key/${uuidOf("aws/dynamodb", region, account)}`;
  return {
    ...description,
    TableId: uuidOf(arn, settings.createdAt),
    CreationDateTime: settings.createdAt / 1_000,
    DeletionProtectionEnabled: settings.deletionProtection,
    ...(settings.encrypted ? { SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: key } } : {}),
  };
};

/** What DeleteTable answers: no keys, indexes and time of creation. */
export const describedLast = (description: DynamoDbJson): DynamoDbJson => {
  const {
    KeySchema: _keys,
    AttributeDefinitions: _attributes,
    CreationDateTime: _created,
    GlobalSecondaryIndexes: _global,
    LocalSecondaryIndexes: _local,
    ...last
  } = description;
  return last;
};

/** What DescribeTimeToLive answers. */
export const describedTimeToLive = ({ timeToLive }: TableSettings): DynamoDbJson => ({
  TimeToLiveDescription:
    timeToLive === undefined
      ? { TimeToLiveStatus: "DISABLED" }
      : { TimeToLiveStatus: "ENABLED", AttributeName: timeToLive },
});

/** The settings after UpdateTimeToLive; throws what AWS answers to a change that is none. */
export const withTimeToLive = (settings: TableSettings, specification: unknown): TableSettings => {
  const attribute = member(specification, "AttributeName");
  const enabled = member(specification, "Enabled");
  if (typeof attribute !== "string" || typeof enabled !== "boolean") {
    throw validationFailure("TimeToLiveSpecification is a required argument.");
  }
  if (enabled && settings.timeToLive !== undefined) throw validationFailure("TimeToLive is already enabled");
  if (!enabled && settings.timeToLive === undefined) throw validationFailure("TimeToLive is already disabled");
  return { ...settings, timeToLive: enabled ? attribute : undefined };
};

/** What DescribeContinuousBackups and UpdateContinuousBackups answer. */
export const describedBackups = ({ pointInTimeRecovery }: TableSettings): DynamoDbJson => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: pointInTimeRecovery ? "ENABLED" : "DISABLED" },
  },
});

/** The settings after UpdateContinuousBackups. */
export const withPointInTimeRecovery = (settings: TableSettings, specification: unknown): TableSettings => ({
  ...settings,
  pointInTimeRecovery: member(specification, "PointInTimeRecoveryEnabled") === true,
});
