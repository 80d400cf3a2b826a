/** What sweeps found, as the table keeps it: how far the inventory can be trusted. */
import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { resourceTypes } from "../../inventory/model.ts";
import type { SweepSummary } from "../../inventory/queries/freshness.ts";
import { checkedForStoring, currentFormat, type Formats, membersOf, parseStored, readEach } from "../stored.ts";
import { type Item, itemKey, type Table } from "../table.ts";

const partition = { S: "SWEEPS" };

const members = {
  startedAt: z.number(),
  endedAt: z.number(),
  listed: z.int(),
  first: z.boolean(),
  lateness: z.strictObject({ count: z.int(), p50: z.number(), p99: z.number() }),
  corrected: z.int(),
  longestWrong: z.number(),
  incomplete: z.array(z.strictObject({ types: z.array(z.enum(resourceTypes)), why: z.string() })),
};
/** Version 0.1's, which passed over what it could not read. */
const sweep0 = z.strictObject(members).transform((sweep): SweepSummary => ({ ...sweep, unreadable: 0, summed: false }));
/** Before there were summaries of environments. */
const sweep1 = z
  .strictObject({ ...members, unreadable: z.int() })
  .transform((sweep): SweepSummary => ({ ...sweep, summed: false }));
const sweep2 = membersOf<SweepSummary>()({ ...members, unreadable: z.int(), summed: z.boolean() });
const formats: Formats<SweepSummary> = [sweep0, sweep1, sweep2];
export const sweepFormat = currentFormat(formats);

const keyOf = (sweep: SweepSummary) => ({ pk: partition, sk: { S: new Date(sweep.startedAt).toISOString() } });

/** Keeps a sweep for `retentionMilliseconds`. */
export const writeSweep = async ({ client, name }: Table, sweep: SweepSummary, retentionMilliseconds: number) => {
  const key = keyOf(sweep);
  const stored = { sweep: checkedForStoring(itemKey(key), formats, sweep), format: sweepFormat };
  await client.send(
    new PutItemCommand({
      TableName: name,
      Item: {
        ...key,
        ...marshall(stored, { removeUndefinedValues: true }),
        expires: { N: String(Math.ceil((sweep.startedAt + retentionMilliseconds) / 1_000)) },
      },
    }),
  );
};

const sweepIn = (item: Item): SweepSummary => {
  const { sweep, format } = unmarshall(item);
  return parseStored(itemKey(item), formats, format, sweep);
};

/** The last sweeps, newest first; the table's `tell` hears of those that cannot be read. */
export const lastSweeps = async ({ client, name, tell }: Table, most: number): Promise<readonly SweepSummary[]> => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": partition },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: most,
    }),
  );
  return readEach(Items, sweepIn, itemKey, tell);
};
