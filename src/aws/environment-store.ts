import { GetItemCommand, PutItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type Environment, parseEnvironment } from "../deployment/environment.ts";
import { UnknownEnvironment } from "../errors.ts";
import { configKey, partition, type Table } from "./table.ts";

/** Reads one registration; throws `UnknownEnvironment` with the name and what to do. */
export const readEnvironment = async (table: Table, name: string): Promise<Environment> => {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: configKey(name), ConsistentRead: true }),
  );
  if (Item === undefined)
    throw new UnknownEnvironment(
      `No environment '${name}' is registered. Register it with 'sarcelle env apply FILE'; 'sarcelle env list' shows those there are.`,
    );
  return parseEnvironment(unmarshall(Item).environment, `The registration of '${name}'`);
};

/** Registers an environment, or replaces its registration. */
export const writeEnvironment = async ({ client, name }: Table, environment: Environment): Promise<void> => {
  await client.send(
    new PutItemCommand({
      TableName: name,
      Item: { ...configKey(environment.name), ...marshall({ environment }, { removeUndefinedValues: true }) },
    }),
  );
};

/** The names of all registered environments, sorted. The table is small: a few items per environment. */
export const listEnvironments = async ({ client, name }: Table): Promise<readonly string[]> => {
  const names: string[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: name,
      FilterExpression: "sk = :config",
      ExpressionAttributeValues: { ":config": { S: "CONFIG" } },
      ProjectionExpression: "pk",
    },
  );
  for await (const { Items } of pages)
    names.push(...(Items ?? []).map((item) => (item.pk?.S ?? "").slice(partition("").length)));
  return names.sort();
};
