/**
 * The items of the inventory's table. A resource's newest revision is `CUR`, each earlier one `V#<observed>#<number>`, written when
 * it is superseded. The index `environments` holds what is, by environment, and what was, by when it ended to be: so "what was
 * there at T" reads what ended after T, and not all of history. The index `releases` holds an outline of what is, by release: most
 * of 100,000 resources are instances, and to count them takes a few words of each.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Json } from "../../changes/change.ts";
import type { Outline } from "../../inventory/attributes.ts";
import { digestOf } from "../../inventory/digest.ts";
import { environmentOf, type Facts, type ResourceType, type Row } from "../../inventory/model.ts";
import type { Summary } from "../../inventory/sweep.ts";

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

/** The details that the index `releases` has: what is asked of everything at once. `crews.ts` cuts an instance's `launchedAt` off. */
const outlined: Readonly<Record<ResourceType, readonly string[]>> = {
  instance: ["state", "launchedAt"],
  "auto-scaling-group": ["launchTemplate", "launchTemplateVersion", "targetGroups"],
  "load-balancer": [],
  "target-group": ["targets"],
  listener: ["actions"],
  "listener-rule": ["actions"],
  "launch-template": ["defaultVersion", "latestVersion"],
  "launch-template-version": [],
};

/**
 * Nothing is written twice: the ARN is the key, and what was is also what was last known. Writes are billed by the kilobyte begun,
 * and an instance fits into one. All but what conditions need are texts, lists in JSON, since the SDK takes many times as long for as
 * many attributes. What changes with every look, `readAt`, is not in the outline.
 */
const attributesOf = (row: Row): Item => {
  const { ref, number, trueFrom, launchesSince, observedAt, recordedAt, bornAt, cause, readAt, tagVersion } = row;
  const known = row.facts ?? row.last;
  const { environment, side, version, commit, details = {} } = known ?? {};
  const names = outlined[ref.type];
  const rest = Object.fromEntries(Object.entries(details).filter(([name]) => !names.includes(name)));
  const texts = {
    outline: [
      ref.type,
      environment,
      side,
      version,
      commit,
      launchesSince,
      ...names.map((name) => details[name]),
      trueFrom,
    ],
    told: [observedAt, recordedAt, bornAt, cause],
    ...(known === null ? {} : { rest: [known.name, known.tags, rest] }),
  };
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, list]) => [name, { S: JSON.stringify(list) }])),
    number: { N: String(number) },
    readAt: { N: String(readAt) },
    ...(tagVersion === undefined ? {} : { tagVersion: { N: String(tagVersion) } }),
    ...(row.facts === null ? { gone: { BOOL: true } } : {}),
  };
};

/** The newest revision. One that says that the resource is gone is kept for `retentionMilliseconds`. */
export const currentItem = (row: Row, retentionMilliseconds: number): Item => ({
  ...currentKey(row.ref.arn),
  ...attributesOf(row),
  ...indexed(row, row.facts === null ? row.recordedAt : undefined),
  ...(row.facts === null
    ? expiring(row.recordedAt + retentionMilliseconds)
    : { digest: { S: digestOf(row.facts) }, ...byRelease(row) }),
});

/** A revision that `successor` supersedes. In the index only if the environment lost the resource by that. */
export const supersededItem = (row: Row, successor: Row, retentionMilliseconds: number): Item => ({
  ...revisionKey(row),
  ...attributesOf(row),
  ...(environmentOf(row) === environmentOf(successor) ? {} : indexed(row, successor.recordedAt)),
  ...expiring(successor.recordedAt + retentionMilliseconds),
});

export const arnOf = (item: Item): string => item.pk?.S?.slice(keyPrefix.length) ?? "";

const listIn = (item: Item, name: string) => JSON.parse(item[name]?.S ?? "[]");

/** Of an item as the index `releases` has it. */
export const outlineOf = (item: Item): Outline => {
  const [type, environment, side, version, commit, launchesSince, ...values] = listIn(item, "outline");
  const trueFrom = values.pop();
  const details: Record<string, Json> = {};
  for (const [at, name] of outlined[type as ResourceType].entries())
    if (values[at] !== null) details[name] = values[at];
  const facts = {
    ...(environment === null ? {} : { environment }),
    ...(side === null ? {} : { side }),
    ...(version === null ? {} : { version }),
    ...(commit === null ? {} : { commit }),
    details,
  };
  const since = launchesSince === null ? {} : { launchesSince };
  return { ref: { type, arn: arnOf(item) }, trueFrom, facts, ...since };
};

export const rowOf = (item: Item): Row => {
  const { facts: outlined, ...outline } = outlineOf(item);
  const [observedAt, recordedAt, bornAt, cause] = listIn(item, "told");
  const [name, tags, rest] = listIn(item, "rest");
  const known: Facts | null =
    item.rest === undefined ? null : { name, tags, ...outlined, details: { ...outlined.details, ...rest } };
  return {
    ...outline,
    number: Number(item.number?.N),
    facts: item.gone === undefined ? known : null,
    observedAt,
    recordedAt,
    cause,
    readAt: Number(item.readAt?.N),
    bornAt,
    last: known,
    ...(item.tagVersion === undefined ? {} : { tagVersion: Number(item.tagVersion.N) }),
  };
};

/** What a sweep compares, of an item's `pk`, `outline`, `told`, `digest` and `readAt`. */
export const summaryOf = (item: Item): Summary => {
  const { ref, trueFrom } = outlineOf(item);
  const [, recordedAt, , cause] = listIn(item, "told");
  const [digest, readAt] = [item.digest?.S ?? "", Number(item.readAt?.N)];
  return { ref, digest, readAt, trueFrom, recordedAt, byEvent: cause.by === "event" };
};

/** DynamoDB deletes expired items some days late, and shows them until then. */
export const hasExpired = (item: Item, now: number): boolean =>
  item.expires?.N !== undefined && Number(item.expires.N) * 1_000 <= now;
