/** The inventory's rows as the collector and the sweep read and write them. */
import { ConditionalCheckFailedException, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../clock.ts";
import { environmentOf, type Row, type TypedArn } from "../../inventory/model.ts";
import type { RowStore } from "../../inventory/ports.ts";
import type { RowDigest } from "../../inventory/sweep.ts";
import { batchGet } from "../batch-get.ts";
import { conditionalWrite } from "../conditional-write.ts";
import { readEach } from "../stored.ts";
import type { Item, Table } from "../table.ts";
import {
  currentItem,
  currentKey,
  hereItem,
  leftItem,
  newestAttributes,
  rowDigest,
  rowKey,
  rowOf,
  supersededItem,
} from "./table.ts";

/** What `rowOf` reads: the indexes' keys are of no use to it, and cost as much as the rest. */
const asRow = {
  ConsistentRead: true,
  ProjectionExpression: "pk, outline, told, #rest, #number, readAt, tagVersion, gone",
  ExpressionAttributeNames: { "#number": "number", "#rest": "rest" },
};

/** What `rowDigest` reads. A sweep reads it of everything, at half the price: where it is behind, the row itself is read before it is written. */
const asDigest = { ConsistentRead: false, ProjectionExpression: "pk, outline, told, digest" };

/** Nobody else has written the row, and what is written was read later. */
const condition = (before: Row, readAt: number) => ({
  ConditionExpression: "#number = :number AND readAt < :readAt",
  ExpressionAttributeNames: { "#number": "number" },
  ExpressionAttributeValues: { ":number": { N: String(before.number) }, ":readAt": { N: String(readAt) } },
});

/** The row was read again, and found as it is. */
const touch = ({ client, name }: Table, before: Row, { ref, readAt, tagVersion }: Row) => {
  const { ExpressionAttributeValues, ...guard } = condition(before, readAt);
  return client.send(
    new UpdateItemCommand({
      TableName: name,
      Key: currentKey(ref.arn),
      UpdateExpression: `SET readAt = :readAt${tagVersion === undefined ? "" : ", tagVersion = :tagVersion"}`,
      ...guard,
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ...(tagVersion === undefined ? {} : { ":tagVersion": { N: String(tagVersion) } }),
      },
    }),
  );
};

/** Writes where a resource is, unless what stands there is of a later revision. */
const place = ({ client, name }: Table, item: Item, unless: "<" | "<=") =>
  conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: item,
        ConditionExpression: `attribute_not_exists(pk) OR #number ${unless} :number`,
        ExpressionAttributeNames: { "#number": "number" },
        ExpressionAttributeValues: { ":number": item.number ?? { N: "0" } },
      }),
    ),
  );

/** What changed of a resource that stays where it is. */
const change = ({ client, name }: Table, before: Row, after: Row, retentionMilliseconds: number) => {
  const { ExpressionAttributeNames, ExpressionAttributeValues, ...guard } = condition(before, after.readAt);
  const changed = Object.entries(newestAttributes(after, retentionMilliseconds));
  return client.send(
    new UpdateItemCommand({
      TableName: name,
      Key: currentKey(after.ref.arn),
      UpdateExpression: `SET ${changed.map(([attribute]) => `#${attribute} = :new_${attribute}`).join(", ")}`,
      ...guard,
      ExpressionAttributeNames: {
        ...ExpressionAttributeNames,
        ...Object.fromEntries(changed.map(([attribute]) => [`#${attribute}`, attribute])),
      },
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ...Object.fromEntries(changed.map(([attribute, value]) => [`:new_${attribute}`, value])),
      },
    }),
  );
};

/** First what was, then what is: after a crash in between, what was is still what is, and is written over at the next try. */
const record = async (
  { client, name }: Table,
  before: Row | undefined,
  after: Row,
  retentionMilliseconds: number,
): Promise<void> => {
  if (before !== undefined)
    await client.send(
      new PutItemCommand({ TableName: name, Item: supersededItem(before, after, retentionMilliseconds) }),
    );
  const isMoved = before?.facts === null || (before !== undefined && environmentOf(before) !== environmentOf(after));
  if (before !== undefined && after.facts !== null && !isMoved) {
    await change({ client, name }, before, after, retentionMilliseconds);
    return;
  }
  if (after.facts !== null) await place({ client, name }, hereItem(after), "<");
  await client.send(
    new PutItemCommand({
      TableName: name,
      Item: currentItem(after, retentionMilliseconds),
      ...(before === undefined ? { ConditionExpression: "attribute_not_exists(pk)" } : condition(before, after.readAt)),
    }),
  );
  if (before !== undefined && before.facts !== null)
    await place({ client, name }, leftItem(before, after, retentionMilliseconds), "<=");
};

/** The newest items of these resources. */
const newestItems = (
  table: Table,
  refs: readonly Pick<TypedArn, "arn">[],
  wanted: Parameters<typeof batchGet>[2],
  clock: Clock,
): Promise<readonly Item[]> =>
  batchGet(
    table,
    [...new Set(refs.map(({ arn }) => arn))].map((arn) => currentKey(arn)),
    wanted,
    clock,
  );

/** The rows of these resources, in any order; the table's `tell` hears of those that cannot be read. */
export const newestRows = async (
  table: Table,
  refs: readonly Pick<TypedArn, "arn">[],
  clock: Clock,
): Promise<readonly Row[]> => readEach(await newestItems(table, refs, asRow, clock), rowOf, rowKey, table.tell);

/** What a sweep compares of the rows of these resources, by ARN; the table's `tell` hears of those that cannot be read. */
export const rowDigests = async (
  table: Table,
  refs: readonly TypedArn[],
  clock: Clock,
): Promise<ReadonlyMap<string, RowDigest>> => {
  const items = await newestItems(table, refs, asDigest, clock);
  const there = items.filter(({ digest }) => digest !== undefined);
  return new Map(readEach(there, rowDigest, rowKey, table.tell).map((row): [string, RowDigest] => [row.ref.arn, row]));
};

/** The rows in the inventory's table, whose `tell` hears of those that cannot be read. What is not true any more is kept for a while. */
export const inventoryStore = (table: Table, retentionMilliseconds: number, clock: Clock): RowStore => ({
  async read(refs: readonly TypedArn[]) {
    return new Map((await newestRows(table, refs, clock)).map((row): [string, Row] => [row.ref.arn, row]));
  },

  async replace(before, after) {
    try {
      if (before !== undefined && before.number === after.number) await touch(table, before, after);
      else await record(table, before, after, retentionMilliseconds);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  },
});
