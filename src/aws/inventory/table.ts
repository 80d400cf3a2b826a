/**
 * The items of the inventory's table. A resource's newest revision is `CUR`, each earlier one `V#<observed>#<number>`, written when
 * it is superseded. The index `environments` holds what is, by environment, and what was, by when it ended to be: so "what was
 * there at T" reads what ended after T, and not all of history.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { digestOf } from "../../inventory/digest.ts";
import { environmentOf, type Row } from "../../inventory/model.ts";

export type Item = Record<string, AttributeValue>;

export const environmentsIndex = "environments";

/** A partition of an index takes 1,000 writes a second: an environment has several. */
export const shards = [0, 1, 2, 3] as const;

/** Behind every time: what has not ended. */
export const stillThere = "9999";

const keyPrefix = "R#";
export const resourceKey = (arn: string): AttributeValue => ({ S: `${keyPrefix}${arn}` });
export const currentKey = (arn: string): Item => ({ pk: resourceKey(arn), sk: { S: "CUR" } });

const padded = (number: number) => String(Math.floor(number)).padStart(15, "0");
const revisionKey = ({ ref, observedAt, number }: Row): Item => ({
  pk: resourceKey(ref.arn),
  sk: { S: `V#${padded(observedAt)}#${padded(number)}` },
});

const shardOf = (arn: string): number => {
  let hash = 0;
  for (let at = 0; at < arn.length; at++) hash = (Math.imul(hash, 31) + arn.charCodeAt(at)) | 0;
  return Math.abs(hash) % shards.length;
};
export const indexPartition = (environment: string, shard: number): string => `${environment}#${shard}`;

/** `until` is when it was recorded that the resource is gone, or another environment's. */
const indexed = (row: Row, until: number | undefined): Item => ({
  ipk: { S: indexPartition(environmentOf(row), shardOf(row.ref.arn)) },
  isk: { S: `${until === undefined ? stillThere : new Date(until).toISOString()}#${row.ref.type}#${row.ref.arn}` },
});

const expiring = (at: number): Item => ({ expires: { N: String(Math.ceil(at / 1_000)) } });

/**
 * Nothing is written twice: the ARN is the key, and what is was also what was last known. Writes are billed by the kilobyte begun,
 * and an instance fits into one.
 */
const attributesOf = (row: Row): Item => {
  const { ref, number, readAt, tagVersion, last, ...rest } = row;
  const kept = row.facts === null ? { ...rest, last } : rest;
  return marshall({ row: kept, type: ref.type, number, readAt, tagVersion }, { removeUndefinedValues: true });
};

/** The newest revision. One that says that the resource is gone is kept for `retention` milliseconds. */
export const currentItem = (row: Row, retention: number): Item => ({
  ...currentKey(row.ref.arn),
  ...attributesOf(row),
  ...indexed(row, row.facts === null ? row.recordedAt : undefined),
  ...(row.facts === null ? expiring(row.recordedAt + retention) : { digest: { S: digestOf(row.facts) } }),
});

/** A revision that `successor` supersedes. In the index only if the environment lost the resource by that. */
export const supersededItem = (row: Row, successor: Row, retention: number): Item => ({
  ...revisionKey(row),
  ...attributesOf(row),
  ...(environmentOf(row) === environmentOf(successor) ? {} : indexed(row, successor.recordedAt)),
  ...expiring(successor.recordedAt + retention),
});

export const rowOf = (item: Item): Row => {
  const { pk, type, row, number, readAt, tagVersion } = unmarshall(item);
  return {
    ...row,
    ref: { type, arn: pk.slice(keyPrefix.length) },
    number,
    last: row.facts ?? row.last,
    readAt,
    ...(tagVersion === undefined ? {} : { tagVersion }),
  } as Row;
};

/** DynamoDB deletes expired items some days late, and shows them until then. */
export const hasExpired = (item: Item, now: number): boolean =>
  item.expires?.N !== undefined && Number(item.expires.N) * 1_000 <= now;
