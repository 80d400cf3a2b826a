import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";

/**
 * As dynalite does it, in its turn.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const batchWriteItem =
  ({ engine, inTurn }: DynamoDbContext): DynamoDbOperation =>
  (input) =>
    inTurn(() => engine.run("BatchWriteItem", input));
