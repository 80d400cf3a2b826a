/** Forgets closed journals: the oldest first, so that what is left is always the newest without a gap. */
import { DeleteItemCommand, paginateQuery, QueryCommand } from "@aws-sdk/client-dynamodb";
import { searchedJournals } from "../deployment/retention.ts";
import { approvalKey, closedPrefix, type Item, partition, snapshotKey, type Table } from "./table.ts";

/** What one run takes on: a table that nobody has cleared for years is cleared bit by bit. */
const mostAtOnce = 100;

/** The sort key of the oldest journal that stays; undefined if all do. */
const oldestToKeep = async ({ client, name }: Table, environment: string): Promise<string | undefined> => {
  const input = {
    TableName: name,
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": { S: partition(environment) }, ":prefix": { S: closedPrefix } },
    ProjectionExpression: "sk",
    ScanIndexForward: false,
    Limit: searchedJournals,
  };
  let seen = 0;
  for await (const { Items = [] } of paginateQuery({ client }, input)) {
    const last = Items[searchedJournals - 1 - seen];
    if (last !== undefined) return last.sk?.S;
    seen += Items.length;
  }
  return undefined;
};

/**
 * Deletes the closed journals that began before `before`, in milliseconds since the epoch, and the snapshots that went with them, but for
 * the newest, among which a deployment to undo is searched. Answers the keys of those that went.
 */
export const forgetJournals = async (table: Table, environment: string, before: number): Promise<readonly string[]> => {
  const { client, name } = table;
  const kept = await oldestToKeep(table, environment);
  const first = `${closedPrefix}${new Date(before).toISOString()}`;
  if (kept === undefined) return [];
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :prefix AND :end",
      ExpressionAttributeValues: {
        ":pk": { S: partition(environment) },
        ":prefix": { S: closedPrefix },
        ":end": { S: kept < first ? kept : first },
      },
      ProjectionExpression: "pk, sk",
      ScanIndexForward: true,
      Limit: mostAtOnce,
    }),
  );
  const old = Items.filter(({ sk }) => sk?.S !== undefined && sk.S < kept);
  const remove = ({ pk, sk }: Item) =>
    client.send(new DeleteItemCommand({ TableName: name, Key: { pk: pk ?? { S: "" }, sk: sk ?? { S: "" } } }));
  for (const item of old) {
    const deployment = item.sk?.S?.split("#").slice(2).join("#") ?? "";
    // The journal last: as long as it stands, snapshot and approval are found again.
    await remove(snapshotKey(environment, deployment));
    await remove(approvalKey(environment, deployment));
    await remove(item);
  }
  return old.flatMap(({ sk }) => sk?.S ?? []);
};
