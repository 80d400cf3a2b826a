/** The settings of tables that dynalite does not know: they are kept and described here, and have no effect on items. */
import { type DynamoDbJson, type EngineError, engineError } from "./engine.ts";

export interface TableSettings {
  readonly createdAt: number;
  readonly deletionProtection: boolean;
  readonly encrypted: boolean;
  readonly pointInTimeRecovery: boolean;
  /** The attribute that says when an item expires. The playground never deletes an expired item. */
  readonly timeToLive: string | undefined;
}

/** DynamoDB's `ValidationException`. */
export const validationFailure = (message: string): EngineError =>
  engineError({ __type: "com.amazon.coral.validate#ValidationException", message });

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

/** A table's description with what dynalite leaves out. */
export const describedTable = (description: DynamoDbJson, settings: TableSettings): DynamoDbJson => ({
  ...description,
  CreationDateTime: settings.createdAt / 1_000,
  DeletionProtectionEnabled: settings.deletionProtection,
  ...(settings.encrypted ? { SSEDescription: { Status: "ENABLED", SSEType: "KMS" } } : {}),
});

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
