import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";

/**
 * There is one copy of the data, so that every read is consistent.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
export const scan =
  ({ engine }: DynamoDbContext): DynamoDbOperation =>
  ({ ConsistentRead: _, ...input }) =>
    engine.run("Scan", input);
