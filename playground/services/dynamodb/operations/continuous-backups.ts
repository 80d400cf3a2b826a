import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { changeSettings, describeWhole } from "../table.ts";
import { describedBackups, withPointInTimeRecovery } from "../table-settings.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export const describeContinuousBackups =
  (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const [, { settings }] = await describeWhole(dynamoDb, input);
    return describedBackups(settings);
  };

/**
 * Point-in-time recovery is kept and described; there is no backup.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
 */
export const updateContinuousBackups =
  (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const { PointInTimeRecoverySpecification } = input;
    return describedBackups(
      await changeSettings(dynamoDb, input, (settings) =>
        withPointInTimeRecovery(settings, PointInTimeRecoverySpecification),
      ),
    );
  };
