import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { changeSettings, describeWhole } from "../table.ts";
import { describedTimeToLive, withTimeToLive } from "../table-settings.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export const describeTimeToLive =
  (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const [, { settings }] = await describeWhole(dynamoDb, input);
    return describedTimeToLive(settings);
  };

/**
 * It is kept and described; no item is ever deleted by it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
export const updateTimeToLive =
  (dynamoDb: DynamoDbContext): DynamoDbOperation =>
  async (input) => {
    const { TimeToLiveSpecification } = input;
    await changeSettings(dynamoDb, input, (settings) => withTimeToLive(settings, TimeToLiveSpecification));
    return { TimeToLiveSpecification };
  };
