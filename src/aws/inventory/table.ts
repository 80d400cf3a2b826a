/**
 * The items of the inventory's table. A resource's newest revision is `CUR`, each earlier one `V#<observed>#<number>`, written when
 * it is superseded. `IN#<environment>` says of each environment that has or had the resource until when. The index `environments` holds these
 * alone, what is and what was, by when it ended to be: so "what was there at T" reads what ended after T, and not all of history, and a change of
 * what is there costs the index nothing. Version 0.1 had the index's keys on the revisions themselves; there they stay until the next change of place. The index `releases` says
 * of what is there whose it is and which release it has, by release; a change of state costs it nothing.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Unreadable } from "../../errors.ts";
import type { Released } from "../../inventory/attributes.ts";
import { digestOf } from "../../inventory/digest.ts";
import { environmentOf, type Row, resourceTypes } from "../../inventory/model.ts";
import type { PlacedArn, RowDigest } from "../../inventory/sweep.ts";
import type { Item } from "../table.ts";
import { type RowTexts, releasedIn, rowIn, rowTexts, toldIn } from "./row-format.ts";

export const environmentsIndex = "environments";
export const releasesIndex = "releases";

/** A partition of an index takes 1,000 writes a second: an environment has several, and so has a release. */
export const shards = [0, 1, 2, 3] as const;

/** Behind every time: what has not ended. */
export const stillThere = "9999";

const keyPrefix = "R#";
/** The partition of a resource's revisions. */
export const resourceKey = (arn: string): AttributeValue => ({ S: `${keyPrefix}${arn}` });
/** The key of a resource's newest revision. */
export const currentKey = (arn: string): Item => ({ pk: resourceKey(arn), sk: { S: "CUR" } });

const padded = (number: number) => String(Math.floor(number)).padStart(15, "0");
const revisionKey = ({ ref, observedAt, number }: Row): Item => ({
  pk: resourceKey(ref.arn),
  sk: { S: `V#${padded(observedAt)}#${padded(number)}` },
});

/** Which of several partitions what has this name is in. */
export const shardOf = (name: string): number => {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return Math.abs(hash) % shards.length;
};
/** One of an environment's partitions in the index `environments`; `""` is what is nobody's. */
export const indexPartition = (environment: string, shard: number): string => `${environment}#${shard}`;

const expiring = (at: number): Item => ({ expires: { N: String(Math.ceil(at / 1_000)) } });

const placeItem = (row: Row, until: string, number: number): Item => ({
  pk: resourceKey(row.ref.arn),
  sk: { S: `IN#${environmentOf(row)}` },
  ipk: { S: indexPartition(environmentOf(row), shardOf(row.ref.arn)) },
  isk: { S: `${until}#${row.ref.type}` },
  number: { N: String(number) },
});

/** Says that the row's environment has the resource. Written before the row: of what no row says that it is there, nobody tells. */
export const hereItem = (row: Row): Item => placeItem(row, stillThere, row.number);

/** Says that the row's environment had the resource until `successor` was recorded. Written after that. */
export const leftItem = (row: Row, successor: Row, retentionMilliseconds: number): Item => ({
  ...placeItem(row, new Date(successor.recordedAt).toISOString(), successor.number),
  ...expiring(successor.recordedAt + retentionMilliseconds),
});

/** One of a release's partitions in the index `releases`. */
export const releasePartition = (version: string | undefined, shard: number): string => `${version ?? ""}#${shard}`;
const byRelease = ({ ref, facts }: Row): Item => ({ rpk: { S: releasePartition(facts?.version, shardOf(ref.arn)) } });

/** All but what conditions need are the texts of `row-format.ts`. What changes with every look, `readAt`, is in none of them. */
const rowAttributes = (row: Row): Item => ({
  ...Object.fromEntries(Object.entries(rowTexts(row)).map(([name, text]) => [name, { S: text }])),
  number: { N: String(row.number) },
  readAt: { N: String(row.readAt) },
  ...(row.tagVersion === undefined ? {} : { tagVersion: { N: String(row.tagVersion) } }),
  ...(row.facts === null ? { gone: { BOOL: true } } : {}),
});

/** What is about to be written, if it can be read again. */
const checkedItem = (item: Item): Item => {
  rowOf(item);
  return item;
};

/** The newest revision. One that says that the resource is gone is kept for `retentionMilliseconds`. */
export const currentItem = (row: Row, retentionMilliseconds: number): Item =>
  checkedItem({
    ...currentKey(row.ref.arn),
    ...rowAttributes(row),
    ...(row.facts === null
      ? expiring(row.recordedAt + retentionMilliseconds)
      : { digest: { S: digestOf(row.facts) }, ...byRelease(row) }),
  });

/** What of a resource's newest item changes as long as its place does not: not its keys in the index, where version 0.1 put them. */
export const newestAttributes = (row: Row, retentionMilliseconds: number): Item => {
  const { pk, sk, ...changed } = currentItem(row, retentionMilliseconds);
  return changed;
};

/** A revision that `successor` supersedes. */
export const supersededItem = (row: Row, successor: Row, retentionMilliseconds: number): Item =>
  checkedItem({
    ...revisionKey(row),
    ...rowAttributes(row),
    ...expiring(successor.recordedAt + retentionMilliseconds),
  });

/** The ARN of the resource of which an item is a revision. */
export const arnOfItem = (item: Item): string => item.pk?.S?.slice(keyPrefix.length) ?? "";

/** A row's key as a person finds it by. An index does not tell the sort key, which is that of the newest revision then. */
export const rowKey = ({ pk, sk }: Item): string => `${pk?.S} / ${sk?.S ?? "CUR"}`;

const textIn = (item: Item, name: keyof RowTexts): string => {
  const text = item[name]?.S;
  if (text === undefined) throw new Unreadable(`${rowKey(item)} cannot be read: it has no ${name}.`);
  return text;
};

const numberIn = (item: Item, name: string): number => {
  const value = Number(item[name]?.N);
  if (!Number.isFinite(value))
    throw new Unreadable(
      `${rowKey(item)} cannot be read: its ${name} is ${JSON.stringify(item[name])}, expected a number.`,
    );
  return value;
};

/** Of an item as the index `releases` has it. */
export const releasedOf = (item: Item): Released => releasedIn(rowKey(item), arnOfItem(item), textIn(item, "outline"));

const texts = (item: Item) => ({ outline: textIn(item, "outline"), told: textIn(item, "told") });

/** The row that an item is. Throws `Unreadable` or `WrittenByLaterVersion`. */
export const rowOf = (item: Item): Row => {
  const rest = item.rest === undefined ? {} : { rest: textIn(item, "rest") };
  const { told, known } = rowIn(rowKey(item), arnOfItem(item), { ...texts(item), ...rest });
  return {
    ...told,
    number: numberIn(item, "number"),
    facts: item.gone === undefined ? known : null,
    readAt: numberIn(item, "readAt"),
    last: known,
    ...(item.tagVersion === undefined ? {} : { tagVersion: numberIn(item, "tagVersion") }),
  };
};

/** What a sweep compares, of an item's `pk`, `outline`, `told` and `digest`. One without a digest says that the resource is gone. */
export const rowDigest = (item: Item): RowDigest => {
  const { ref, trueFrom, recordedAt, cause } = toldIn(rowKey(item), arnOfItem(item), texts(item));
  return { ref, digest: item.digest?.S ?? "", trueFrom, recordedAt, byEvent: cause.by === "event" };
};

/** The resource of which an item of the index `environments` is, and whose, by its keys alone; none if its type is one of a later version's. */
export const placedIn = (item: Item): readonly PlacedArn[] => {
  const name = item.isk?.S?.split("#").at(-1);
  const type = resourceTypes.find((each) => each === name);
  const partition = item.ipk?.S ?? "";
  const environment = partition.slice(0, partition.lastIndexOf("#"));
  return type === undefined ? [] : [{ ref: { type, arn: arnOfItem(item) }, environment }];
};

/** DynamoDB deletes expired items some days late, and shows them until then. */
export const hasExpired = (item: Item, now: number): boolean =>
  item.expires?.N !== undefined && Number(item.expires.N) * 1_000 <= now;
