/** The live configuration as it was before an upgrade, which the upgrade holds against what it is afterwards. */
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import type { State } from "../changes/change.ts";
import { conditionalWrite } from "./conditional-write.ts";
import { state } from "./journal-format.ts";
import type { Run } from "./run.ts";
import { checkedForStoring, currentFormat, type Formats, jsonIn, parseStored } from "./stored.ts";
import { itemKey, snapshotKey, type Table } from "./table.ts";

/** One text, since it may hold what DynamoDB has no types for. Format 1 is version 0.1's, with its number. */
const snapshot = z.strictObject({ live: z.string() });
const formats: Formats<z.infer<typeof snapshot>> = [snapshot, snapshot];
export const snapshotFormat = currentFormat(formats);

/** Keeps the live configuration as it was when the upgrade began; a repeated call keeps the first. */
export const keepSnapshot = async ({ client, name: TableName }: Table, run: Run, live: State): Promise<void> => {
  const key = snapshotKey(run.environment, run.deployment);
  const stored = checkedForStoring(itemKey(key), formats, { live: JSON.stringify(live) });
  await conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: { ...key, ...marshall({ ...stored, format: snapshotFormat }) },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    ),
  );
};

/** What `keepSnapshot` kept. Throws `Unreadable` or `WrittenByLaterVersion`. */
export const readSnapshot = async ({ client, name: TableName }: Table, run: Run): Promise<State> => {
  const Key = snapshotKey(run.environment, run.deployment);
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  if (Item === undefined)
    throw new TypeError(`Deployment '${run.deployment}' kept no snapshot before its first change.`);
  const { pk: _pk, sk: _sk, format, ...stored } = unmarshall(Item);
  const key = itemKey(Key);
  const { live } = parseStored(key, formats, format, stored);
  return parseStored(key, [state], undefined, jsonIn(key, live));
};
