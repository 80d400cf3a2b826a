import type { DynamoDbContext, DynamoDbOperation } from "../context.ts";
import { checkIndexRead, checkSelect } from "../reads.ts";
import { tableNameOf } from "../table.ts";

/**
 * As dynalite does it, of what an index holds.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export const query =
  ({ engine, tables }: DynamoDbContext): DynamoDbOperation =>
  (input) =>
    engine.run("Query", input, (request) => {
      checkSelect(request);
      checkIndexRead(tables.get(tableNameOf(request)), request);
    });
