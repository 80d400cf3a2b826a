import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { State } from "../changes/change.ts";
import type { Run } from "./run.ts";
import { snapshotKey, type Table } from "./table.ts";

/** Keeps the live configuration as it was when the upgrade began; a repeated call keeps the first. */
export const keepSnapshot = async ({ client, name }: Table, run: Run, live: State): Promise<void> => {
  try {
    await client.send(
      new PutItemCommand({
        TableName: name,
        Item: { ...snapshotKey(run.environment, run.deployment), ...marshall({ live: JSON.stringify(live) }) },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** What `keepSnapshot` kept. */
export const readSnapshot = async ({ client, name }: Table, run: Run): Promise<State> => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: name, Key: snapshotKey(run.environment, run.deployment), ConsistentRead: true }),
  );
  if (Item === undefined)
    throw new TypeError(`Deployment '${run.deployment}' kept no snapshot before its first change.`);
  return JSON.parse(String(unmarshall(Item).live)) as State;
};
