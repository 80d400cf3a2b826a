import { paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type Environment, parseEnvironment } from "../../deployment/environment.ts";
import type { Table } from "../table.ts";

/** All registered environments. A registration that cannot be read is nobody's reason to lose the inventory: it is left out. */
export const registeredEnvironments = async ({ client, name }: Table): Promise<readonly Environment[]> => {
  const environments: Environment[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: name,
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
