import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type Environment, parseEnvironment } from "../../deployment/environment.ts";

/** All registered environments. A registration that cannot be read is nobody's reason to lose the inventory: it is left out. */
export const registeredEnvironments = async (
  client: DynamoDBClient,
  table: string,
): Promise<readonly Environment[]> => {
  const environments: Environment[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      FilterExpression: "sk = :config",
      ExpressionAttributeValues: { ":config": { S: "CONFIG" } },
    },
  );
  for await (const { Items } of pages)
    for (const item of Items ?? []) {
      try {
        environments.push(parseEnvironment(unmarshall(item).environment, "A registration"));
      } catch {
        // `sarcelle env list` says what is wrong with it.
      }
    }
  return environments;
};
