import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { NotEmulated } from "../../world/aws-error.ts";
import { type Creation, given, resourceType, tags, truth } from "../resource-type.ts";

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const projection = z.strictObject({
  ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
  NonKeyAttributes: z.array(z.string()).optional(),
});

const tableProperties = z.strictObject({
  TableName: z.string().optional(),
  BillingMode: z.literal("PAY_PER_REQUEST"),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
    .optional(),
  DeletionProtectionEnabled: truth.optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: truth }).optional(),
  PointInTimeRecoverySpecification: z.strictObject({ PointInTimeRecoveryEnabled: truth }).optional(),
  Tags: tags.optional(),
});

const createdTable = (name: string, { account, region }: Creation) => ({
  ref: name,
  attributes: { Arn: `arn:aws:dynamodb:${region}:${account}:table/${name}` },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export const table = resourceType(tableProperties, {
  async create(properties, creation) {
    const name = properties.TableName ?? creation.madeUpName;
    await creation.handlers.createTable({ ...given(properties), TableName: name });
    return createdTable(name, creation);
  },
  async update(properties, { before, existing }, { handlers }) {
    const TableName = existing.ref;
    const changed = (name: keyof typeof properties) => !isDeepStrictEqual(properties[name], before[name]);
    const odd = (["AttributeDefinitions", "GlobalSecondaryIndexes", "Tags"] as const).find(changed);
    if (odd !== undefined) throw new NotEmulated(`a changed ${odd} of AWS::DynamoDB::Table`);
    if (changed("DeletionProtectionEnabled")) {
      const DeletionProtectionEnabled = properties.DeletionProtectionEnabled ?? false;
      await handlers.ask("dynamodb", "UpdateTable", { TableName, DeletionProtectionEnabled });
    }
    if (changed("PointInTimeRecoverySpecification")) {
      const wanted = properties.PointInTimeRecoverySpecification ?? { PointInTimeRecoveryEnabled: false };
      const request = { TableName, PointInTimeRecoverySpecification: wanted };
      await handlers.ask("dynamodb", "UpdateContinuousBackups", request);
    }
    if (changed("TimeToLiveSpecification")) {
      const wanted = properties.TimeToLiveSpecification ?? { ...before.TimeToLiveSpecification, Enabled: false };
      await handlers.ask("dynamodb", "UpdateTimeToLive", { TableName, TimeToLiveSpecification: wanted });
    }
  },
  async remove({ ref }, { handlers }) {
    await handlers.ask("dynamodb", "DeleteTable", { TableName: ref });
  },
  existing: async ({ TableName }, creation) =>
    TableName !== undefined && (await creation.handlers.tableExists(TableName))
      ? createdTable(TableName, creation)
      : undefined,
  replacedBy: ["TableName", "KeySchema"],
  seconds: { create: 12, update: 10, remove: 12 },
});
