/** One sweep at a time: it holds a lease of the inventory's table while it runs, which runs out by itself if it dies. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { conditionalWrite } from "../conditional-write.ts";
import type { Table } from "../table.ts";

export interface SweepLease {
  /** Who sweeps: the invocation. Lambda tries a failed one again under the same name. */
  readonly holder: string;
  /** In milliseconds since the epoch. */
  readonly until: number;
}

const key = { pk: { S: "SWEEP-LEASE" }, sk: { S: "LEASE" } };

const itemOf = ({ holder, until }: SweepLease) => ({
  ...key,
  holder: { S: holder },
  until: { N: String(until) },
  expires: { N: String(Math.ceil(until / 1_000)) },
});

/** Takes the lease, unless another holds one that has not run out by `now`; answers whether it is taken. */
export const takeSweepLease = ({ client, name }: Table, lease: SweepLease, now: number): Promise<boolean> =>
  conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: itemOf(lease),
        ConditionExpression: "attribute_not_exists(pk) OR holder = :holder OR #until <= :now",
        ExpressionAttributeNames: { "#until": "until" },
        ExpressionAttributeValues: { ":holder": { S: lease.holder }, ":now": { N: String(now) } },
      }),
    ),
  );

/** Gives the lease back; one that has run out and was taken by another stays with that one. */
export const endSweepLease = async ({ client, name }: Table, { holder }: SweepLease, now: number): Promise<void> => {
  await conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: itemOf({ holder, until: now }),
        ConditionExpression: "holder = :holder",
        ExpressionAttributeValues: { ":holder": { S: holder } },
      }),
    ),
  );
};
