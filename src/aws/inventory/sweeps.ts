/** What sweeps found, as the table keeps it: how far the inventory can be trusted. */
import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { SweepSummary } from "../../inventory/queries/freshness.ts";
import type { Table } from "../table.ts";

const partition = { S: "SWEEPS" };

/** Keeps a sweep for `retentionMilliseconds`. */
export const writeSweep = async ({ client, name }: Table, sweep: SweepSummary, retentionMilliseconds: number) => {
  await client.send(
    new PutItemCommand({
      TableName: name,
      Item: {
        pk: partition,
        sk: { S: new Date(sweep.startedAt).toISOString() },
        ...marshall({ sweep }, { removeUndefinedValues: true }),
        expires: { N: String(Math.ceil((sweep.startedAt + retentionMilliseconds) / 1_000)) },
      },
    }),
  );
};

/** The last sweeps, newest first. */
export const lastSweeps = async ({ client, name }: Table, most: number): Promise<readonly SweepSummary[]> => {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": partition },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: most,
    }),
  );
  return (Items ?? []).map((item) => unmarshall(item).sweep as SweepSummary);
};
