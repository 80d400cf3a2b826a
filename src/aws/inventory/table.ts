/**
 * The items of the inventory's table. A resource's newest revision is `CUR`, each earlier one `V#<observed>#<number>`, written when
 * it is superseded. The index `environments` holds what is, by environment, and what was, by when it ended to be: so "what was
 * there at T" reads what ended after T, and not all of history. The index `releases` holds an outline of what is, by release: most
 * of 100,000 resources are instances, and to count them takes a few words of each.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Outline } from "../../inventory/attributes.ts";
import { digestOf } from "../../inventory/digest.ts";
import { environmentOf, type Facts, type ResourceType, type Row } from "../../inventory/model.ts";

export type Item = Record<string, AttributeValue>;

export const environmentsIndex = "environments";
export const releasesIndex = "releases";

/** A partition of an index takes 1,000 writes a second: an environment has several, and so has a release. */
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
  isk: { S: `${until === undefined ? stillThere : new Date(until).toISOString()}#${row.ref.type}` },
});

const expiring = (at: number): Item => ({ expires: { N: String(Math.ceil(at / 1_000)) } });

export const releasePartition = (version: string | undefined, shard: number): string => `${version ?? ""}#${shard}`;
const byRelease = ({ ref, facts }: Row): Item => ({ rpk: { S: releasePartition(facts?.version, shardOf(ref.arn)) } });

/** Of an instance, the details that the index `releases` has. Of all else it has all. */
const outlined = ["state", "launchedAt"];

const parted = (type: ResourceType, details: Facts["details"]) => {
  const isOutlined = ([name]: readonly [string, unknown]) => type !== "instance" || outlined.includes(name);
  const parts = Map.groupBy(Object.entries(details), isOutlined);
  return { outline: Object.fromEntries(parts.get(true) ?? []), rest: Object.fromEntries(parts.get(false) ?? []) };
};

/**
 * Nothing is written twice: the ARN is the key, and what is was also what was last known. Writes are billed by the kilobyte begun,
 * and an instance fits into one. The outline is a text, a list in JSON, since the SDK takes many times as long for as many
 * attributes. What changes with every look, `readAt`, is not in it.
 */
const attributesOf = (row: Row): Item => {
  const { ref, number, readAt, tagVersion, last, facts, ...told } = row;
  const guard = { type: ref.type, number, readAt, tagVersion };
  if (facts === null) return marshall({ row: { ...told, last }, ...guard }, { removeUndefinedValues: true });
  const { environment, side, version, commit, details, ...others } = facts;
  const { outline, rest } = parted(ref.type, details);
  return marshall(
    {
      row: told,
      rest: { ...others, details: rest },
      outline: JSON.stringify([ref.type, number, row.trueFrom, environment, side, version, commit, outline]),
      ...guard,
    },
    { removeUndefinedValues: true },
  );
};

/** The newest revision. One that says that the resource is gone is kept for `retention` milliseconds. */
export const currentItem = (row: Row, retention: number): Item => ({
  ...currentKey(row.ref.arn),
  ...attributesOf(row),
  ...indexed(row, row.facts === null ? row.recordedAt : undefined),
  ...(row.facts === null
    ? expiring(row.recordedAt + retention)
    : { digest: { S: digestOf(row.facts) }, ...byRelease(row) }),
});

/** A revision that `successor` supersedes. In the index only if the environment lost the resource by that. */
export const supersededItem = (row: Row, successor: Row, retention: number): Item => ({
  ...revisionKey(row),
  ...attributesOf(row),
  ...(environmentOf(row) === environmentOf(successor) ? {} : indexed(row, successor.recordedAt)),
  ...expiring(successor.recordedAt + retention),
});

export const arnOf = (item: Item): string => item.pk?.S?.slice(keyPrefix.length) ?? "";

/** Of an item as the index `releases` has it. */
export const outlineOf = (item: Item): Outline => {
  const [type, number, trueFrom, environment, side, version, commit, details] = JSON.parse(item.outline?.S ?? "[]");
  const owner = { ...(environment === null ? {} : { environment }), ...(side === null ? {} : { side }) };
  const release = { ...(version === null ? {} : { version }), ...(commit === null ? {} : { commit }) };
  return { ref: { type, arn: arnOf(item) }, number, trueFrom, facts: { ...owner, ...release, details } };
};

const factsOf = (item: Item): Facts | null => {
  if (item.outline === undefined) return null;
  const { rest } = unmarshall({ rest: item.rest ?? { M: {} } });
  const { facts } = outlineOf(item);
  return { ...rest, ...facts, details: { ...facts.details, ...rest.details } };
};

export const rowOf = (item: Item): Row => {
  const { rest: _rest, outline: _outline, ...others } = item;
  const { type, row, number, readAt, tagVersion } = unmarshall(others);
  const facts = factsOf(item);
  return {
    ...row,
    ref: { type, arn: arnOf(item) },
    number,
    facts,
    last: facts ?? row.last,
    readAt,
    ...(tagVersion === undefined ? {} : { tagVersion }),
  } as Row;
};

/** DynamoDB deletes expired items some days late, and shows them until then. */
export const hasExpired = (item: Item, now: number): boolean =>
  item.expires?.N !== undefined && Number(item.expires.N) * 1_000 <= now;
