/**
 * How far the sweep is, in the inventory's table: one item for it, and one for each page that was listed, with what that had. The pages' items
 * are forgotten some days after; the other one stays, and says of the last sweep when each listing was done.
 */
import { GetItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { milliseconds } from "../../clock.ts";
import { resourceTypes } from "../../inventory/model.ts";
import type { SweepProgress } from "../../inventory/sweep.ts";
import { conditionalWrite } from "../conditional-write.ts";
import { checkedForStoring, currentFormat, type Formats, membersOf, parseStored } from "../stored.ts";
import { itemKey, type Table } from "../table.ts";

/** A sweep of which nothing was heard for so long is left: what its pages had may be forgotten. */
export const longestRestMilliseconds = milliseconds.day;
const pagesKeptMilliseconds = 3 * milliseconds.day;

const key = { pk: { S: "SWEEP-PROGRESS" }, sk: { S: "LAST" } };

const types = z.array(z.enum(resourceTypes));
const members = {
  startedAt: z.number(),
  since: z.number(),
  first: z.boolean(),
  part: z.int(),
  listing: z.int().min(0),
  begunAt: z.number(),
  page: z.int().min(0),
  from: z.string().optional(),
  again: z.boolean(),
  tries: z.int().min(0),
  movedAt: z.number(),
  endedAt: z.number().optional(),
  listed: z.int(),
  corrected: z.int(),
  longestWrong: z.number(),
  unreadable: z.int(),
  incomplete: z.array(z.strictObject({ types, why: z.string() })),
  late: z.array(z.tuple([z.number(), z.int()])),
  done: z.array(z.strictObject({ types, begunAt: z.number(), endedAt: z.number() })),
};
/** Before there were summaries. */
const unsummed = z.strictObject(members).transform((sweep): SweepProgress => ({ ...sweep, summed: false }));
const stored = membersOf<SweepProgress>()({ ...members, summed: z.boolean() });
// Version 0.1 swept at one go: what has no number cannot be.
const formats: Formats<SweepProgress> = [unsummed, unsummed, stored];
export const progressFormat = currentFormat(formats);

/** How far the last sweep is, or undefined if there was none in parts. */
export const sweepProgress = async ({ client, name }: Table): Promise<SweepProgress | undefined> => {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }));
  if (Item === undefined) return undefined;
  const { progress, format } = unmarshall(Item);
  return parseStored(itemKey(key), formats, format, progress);
};

/** Writes down how far a sweep is; answers false, and writes nothing, if a later part or a later sweep has written since. */
export const keepProgress = ({ client, name }: Table, sweep: SweepProgress): Promise<boolean> => {
  const progress = checkedForStoring(itemKey(key), formats, sweep);
  const { startedAt, part } = sweep;
  return conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: {
          ...key,
          ...marshall({ progress, startedAt, part, format: progressFormat }, { removeUndefinedValues: true }),
        },
        ConditionExpression:
          "attribute_not_exists(pk) OR startedAt < :startedAt OR (startedAt = :startedAt AND #part <= :part)",
        ExpressionAttributeNames: { "#part": "part" },
        ExpressionAttributeValues: { ":startedAt": { N: String(startedAt) }, ":part": { N: String(part) } },
      }),
    ),
  );
};

const pagesOf = ({ startedAt }: SweepProgress, listing: number) => ({ S: `SWEEP#${startedAt}#${listing}` });

/** Keeps what the page had that the sweep is at. A page that is listed once more is kept in its own place. */
export const notePage = async ({ client, name }: Table, sweep: SweepProgress, hashes: Uint8Array): Promise<void> => {
  await client.send(
    new PutItemCommand({
      TableName: name,
      Item: {
        pk: pagesOf(sweep, sweep.listing),
        sk: { S: String(sweep.page).padStart(9, "0") },
        hashes: { B: hashes },
        expires: { N: String(Math.ceil((sweep.startedAt + pagesKeptMilliseconds) / 1_000)) },
      },
    }),
  );
};

/** What the pages of these listings had. */
export const notedPages = async function* (
  { client, name }: Table,
  sweep: SweepProgress,
  listings: readonly number[],
): AsyncGenerator<Uint8Array> {
  for (const listing of listings) {
    const pages = paginateQuery(
      { client },
      {
        TableName: name,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": pagesOf(sweep, listing) },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages)
      for (const { hashes } of Items) if (hashes?.B !== undefined) yield hashes.B;
  }
};
