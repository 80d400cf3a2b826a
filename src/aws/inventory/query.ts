/** Asks the inventory: what is, what was, what was believed. Answers come from the index, a moment after the write. */
import { paginateQuery, paginateScan, type QueryCommandInput, type ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { systemClock } from "../../clock.ts";
import { asOf, believedAt, isOf } from "../../inventory/as-of.ts";
import type { Released } from "../../inventory/attributes.ts";
import { exists, type Revision, type Row } from "../../inventory/model.ts";
import type { Front } from "../../inventory/queries/traffic.ts";
import { type SideRelease, versions, versionsAmong } from "../../inventory/queries/versions.ts";
import type { PageOf, PlacedArn } from "../../inventory/sweep.ts";
import { readEach } from "../stored.ts";
import type { Item, Table } from "../table.ts";
import { newestRows } from "./store.ts";
import { summaries } from "./summaries.ts";
import { lastSweeps } from "./sweeps.ts";
import {
  arnOfItem,
  environmentsIndex,
  hasExpired,
  indexPartition,
  placedIn,
  releasedOf,
  releasePartition,
  releasesIndex,
  resourceKey,
  rowKey,
  rowOf,
  shards,
  stillThere,
} from "./table.ts";

/** How many segments of the index are read beside each other. */
const segments = 8;

type Take = (items: readonly Item[]) => void;

const query = async ({ client, name }: Table, input: Partial<QueryCommandInput>, take: Take) => {
  for await (const { Items } of paginateQuery({ client }, { TableName: name, ...input })) take(Items ?? []);
};

const scan = async ({ client, name }: Table, input: Partial<ScanCommandInput>, take: Take) => {
  const segment = async (Segment: number) => {
    const pages = paginateScan({ client }, { TableName: name, Segment, TotalSegments: segments, ...input });
    for await (const { Items } of pages) take(Items ?? []);
  };
  await Promise.all(Array.from({ length: segments }, (_, number) => segment(number)));
};

/** The rows of these items; the table's `tell` hears of those that cannot be read. */
const rowsOf = ({ tell }: Table, items: readonly Item[]): readonly Row[] => readEach(items, rowOf, rowKey, tell);

/** All that `read` gives. */
const gathered = async (read: (take: Take) => Promise<void>): Promise<readonly Item[]> => {
  const items: Item[] = [];
  await read((some) => items.push(...some));
  return items;
};

const asKeys = { ProjectionExpression: "pk" };

/** What an environment has or had, or all do, until `from` or later: their newest rows by ARN, undefined for those of which there is none. */
const rowsUntil = async (inventory: Table, environment: string | undefined, from: string) => {
  const arns = new Set((await indexItems(inventory, environment, from)).map(arnOfItem));
  const rows = await newestRows(
    inventory,
    [...arns].map((arn) => ({ arn })),
    systemClock,
  );
  const newest = new Map(rows.map((row) => [row.ref.arn, row]));
  return new Map([...arns].map((arn) => [arn, newest.get(arn)]));
};

/** The keys of what the index has of an environment, or of all, of which the end is `from` or later. */
const indexItems = async (inventory: Table, environment: string | undefined, from: string) => {
  if (environment === undefined)
    return gathered((take) =>
      scan(
        inventory,
        {
          ...asKeys,
          IndexName: environmentsIndex,
          FilterExpression: "isk >= :from",
          ExpressionAttributeValues: { ":from": { S: from } },
        },
        take,
      ),
    );
  const part = (shard: number) => ({
    ...asKeys,
    IndexName: environmentsIndex,
    KeyConditionExpression: "ipk = :partition AND isk >= :from",
    ExpressionAttributeValues: { ":partition": { S: indexPartition(environment, shard) }, ":from": { S: from } },
  });
  return gathered(async (take) => {
    await Promise.all(shards.map((shard) => query(inventory, part(shard), take)));
  });
};

const order = (a: string, b: string): number => (a < b ? -1 : a === b ? 0 : 1);
const inOrder = <R extends Revision>(rows: readonly R[]): readonly R[] =>
  rows.toSorted(({ ref: a }, { ref: b }) => order(a.type, b.type) || order(a.arn, b.arn));

/** Everything that exists, or all of one environment; `""` is what is nobody's. */
export const currentRows = async (inventory: Table, environment?: string): Promise<readonly Row[]> =>
  inOrder(
    [...(await rowsUntil(inventory, environment, stillThere)).values()]
      .filter(exists)
      .filter((row) => isOf(row.facts, environment)),
  );

/** In any order whose everything is that exists, or what has this version, and which release it has. */
export const released = async (inventory: Table, version?: string): Promise<readonly Released[]> => {
  const asReleased = { IndexName: releasesIndex, ProjectionExpression: "pk, outline" };
  const part = (shard: number) => ({
    ...asReleased,
    KeyConditionExpression: "rpk = :partition",
    ExpressionAttributeValues: { ":partition": { S: releasePartition(version, shard) } },
  });
  const items = await gathered(async (take) => {
    if (version === undefined) await scan(inventory, asReleased, take);
    else await Promise.all(shards.map((shard) => query(inventory, part(shard), take)));
  });
  return readEach(items, releasedOf, rowKey, inventory.tell);
};

/** The listeners and rules that are no environment's. */
export const nobodysFronts = async (inventory: Table): Promise<readonly Front[]> => {
  const part = (shard: number) => ({
    ...asKeys,
    IndexName: environmentsIndex,
    KeyConditionExpression: "ipk = :partition AND isk BETWEEN :from AND :to",
    ExpressionAttributeValues: {
      ":partition": { S: indexPartition("", shard) },
      ":from": { S: `${stillThere}#listener` },
      ":to": { S: `${stillThere}#listener-rule` },
    },
  });
  const items = await gathered(async (take) => {
    await Promise.all(shards.map((shard) => query(inventory, part(shard), take)));
  });
  const arns = items.map((item) => ({ arn: arnOfItem(item) }));
  return (await newestRows(inventory, arns, systemClock)).filter(exists).filter(({ facts }) => isOf(facts, ""));
};

/**
 * Which release runs on which side of which environment. The summaries tell it, once a sweep has seen to it that each environment has one;
 * until then, which is the hour after a table of an earlier version was taken over, all rows are read.
 */
export const releasesNow = async (inventory: Table): Promise<readonly SideRelease[]> => {
  const [[last], summed, nobodys] = await Promise.all([
    lastSweeps(inventory, 1),
    summaries(inventory),
    nobodysFronts(inventory),
  ]);
  return last?.summed === true
    ? versions(summed, nobodys)
    : versionsAmong((await currentRows(inventory)).filter(exists));
};

/** All that is known of one resource, newest first. */
export const historyOf = async (inventory: Table, arn: string, now: number): Promise<readonly Row[]> => {
  const own = {
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": resourceKey(arn) },
    ConsistentRead: true,
  };
  const items = await gathered((take) => query(inventory, own, take));
  const rows = rowsOf(
    inventory,
    items.filter((item) => item.outline !== undefined && !hasExpired(item, now)),
  );
  // After a crash between two writes the newest revision is there twice.
  const byNumber = new Map(rows.toReversed().map((row) => [row.number, row]));
  return [...byNumber.values()].toSorted((a, b) => b.number - a.number);
};

/** What one of `pick`'s revisions says of everything that may have been there at `time`. */
const rowsAt = async (
  inventory: Table,
  time: number,
  environment: string | undefined,
  now: number,
  pick: (revisions: readonly Revision[], time: number) => Revision | undefined,
): Promise<readonly Revision[]> => {
  const newest = await rowsUntil(inventory, environment, new Date(time).toISOString());
  const found = await Promise.all(
    [...newest].map(async ([arn, row]) => {
      // Most have not changed since; of the others the history says what they were.
      const still = row === undefined ? undefined : pick([row], time);
      return still ?? (row?.number === 1 ? undefined : pick(await historyOf(inventory, arn, now), time));
    }),
  );
  return inOrder(
    found
      .filter((revision) => revision !== undefined)
      .filter(({ facts }) => facts !== null && isOf(facts, environment)),
  );
};

/** What there was at `time`, in all or in one environment. */
export const rowsAsOf = (inventory: Table, time: number, now: number, environment?: string) =>
  rowsAt(inventory, time, environment, now, asOf);

/** What the inventory would have answered at `time`. */
export const rowsBelievedAt = (inventory: Table, time: number, now: number, environment?: string) =>
  rowsAt(inventory, time, environment, now, believedAt);

/** Of which resources the rows say that they exist, and whose they are, page by page, or from where an earlier page said that it goes on. */
export const placesThere = async function* ({ client, name }: Table, from?: string): AsyncGenerator<PageOf<PlacedArn>> {
  const startingToken = from === undefined ? undefined : (JSON.parse(from) as Item);
  const pages = paginateScan(
    { client, startingToken },
    {
      TableName: name,
      IndexName: environmentsIndex,
      FilterExpression: "isk >= :there",
      ExpressionAttributeValues: { ":there": { S: stillThere } },
      ProjectionExpression: "pk, ipk, isk",
    },
  );
  for await (const { Items = [], LastEvaluatedKey } of pages)
    yield { items: Items.flatMap(placedIn), next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey) };
};
