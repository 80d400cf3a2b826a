import { NotEmulated } from "../../world/aws-error.ts";
import type { DynamoDbContext, DynamoDbOperation } from "./context.ts";
import type { EngineOperation } from "./engine.ts";
import { type DynamoDbJson, engineError, isEngineError } from "./engine-error.ts";

const isConditionFailure = (error: unknown): boolean =>
  isEngineError(error) && String(error.body.__type).endsWith("#ConditionalCheckFailedException");

/** A write of one item, in its turn, with `ReturnValuesOnConditionCheckFailure`, which dynalite has not. */
export const writeItem =
  (
    { engine, inTurn }: DynamoDbContext,
    name: EngineOperation,
    keyOf: (input: DynamoDbJson) => unknown,
  ): DynamoDbOperation =>
  ({ ReturnValuesOnConditionCheckFailure: wanted, ReturnItemCollectionMetrics: metrics, ...input }) => {
    if (metrics !== undefined && metrics !== "NONE") {
      throw new NotEmulated(`ReturnItemCollectionMetrics of dynamodb:${name}`);
    }
    return inTurn(async () => {
      try {
        return await engine.run(name, input);
      } catch (error) {
        if (wanted !== "ALL_OLD" || !isEngineError(error) || !isConditionFailure(error)) throw error;
        const { Item } = await engine.run("GetItem", {
          TableName: input.TableName,
          Key: keyOf(input),
          ConsistentRead: true,
        });
        throw engineError({ ...error.body, ...(Item === undefined ? {} : { Item }) });
      }
    });
  };
