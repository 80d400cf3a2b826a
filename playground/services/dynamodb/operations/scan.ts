import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { checkIndexRead, checkSelect } from "../reads.ts";
import { tableNameOf } from "../table.ts";

/**
 * There is one copy of the data, so that every read is consistent.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
export const scan =
  ({ engine, tables }: DynamoDbContext): DynamoDbOperation =>
  ({ ConsistentRead, ...input }) =>
    engine.run("Scan", input, (request) => {
      checkSelect(request);
      checkIndexRead(tables.get(tableNameOf(request)), { ...request, ConsistentRead });
    });
