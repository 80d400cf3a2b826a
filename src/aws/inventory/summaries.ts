/**
 * The environments' summaries in the inventory's table, an item each, in a few partitions that are read beside each other. Each is made anew
 * of the environment's rows; what was read later wins. One of an environment that has nothing any more says so for a while, which shuts out
 * what was read before.
 */
import { PutItemCommand, paginateQuery, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { milliseconds } from "../../clock.ts";
import { Unreadable } from "../../errors.ts";
import { parseArn, templateRef, templateVersionRef } from "../../inventory/arn.ts";
import { type Outline, text } from "../../inventory/attributes.ts";
import { forEachAtOnce } from "../../inventory/concurrency.ts";
import { exists, type TypedArn } from "../../inventory/model.ts";
import type { RowStore } from "../../inventory/ports.ts";
import { versionLaunched } from "../../inventory/queries/launches.ts";
import { type EnvironmentSummary, hasNothing, summaryOf } from "../../inventory/queries/summary.ts";
import { conditionalWrite } from "../conditional-write.ts";
import { currentFormat, type Formats, jsonIn, parseStored, readEach } from "../stored.ts";
import { type Item, itemKey, type Table } from "../table.ts";
import { shardOf, shards } from "./table.ts";

const writesAtOnce = 8;

/** Longer than anybody may be about to write what was read before. */
const overKeptMilliseconds = milliseconds.day;

const partition = (shard: number) => ({ S: `SUMMARIES#${shard}` });
const keyOf = (environment: string): Item => ({ pk: partition(shardOf(environment)), sk: { S: environment } });

const side = z.enum(["blue", "green"]).nullable();
/** Lists, in which a member is known by its place: `versions` reads thousands of them. */
const stored = z
  .tuple([
    z.array(z.tuple([side, z.string().nullable(), z.string().nullable(), z.number(), z.int(), z.int()])),
    z.array(z.tuple([z.string(), side, z.boolean()])),
    z.array(
      z.tuple([z.enum(["listener", "listener-rule"]), z.string(), side, z.array(z.tuple([z.string(), z.number()]))]),
    ),
  ])
  .transform(
    ([releases, targetGroups, fronts]): Omit<EnvironmentSummary, "environment"> => ({
      releases: releases.map(([of, version, commit, since, healthy, total]) => ({
        side: of,
        version,
        commit,
        since,
        healthy,
        total,
      })),
      targetGroups: targetGroups.map(([arn, of, isOwn]) => ({ arn, side: of, isOwn })),
      fronts: fronts.map(([type, arn, of, forwards]) => ({
        type,
        arn,
        side: of,
        forwards: forwards.map(([targetGroupArn, weight]) => ({ targetGroupArn, weight })),
      })),
    }),
  );
// Version 0.1 had none: what has no number cannot be.
const formats: Formats<Omit<EnvironmentSummary, "environment">> = [stored, stored];
export const summaryFormat = currentFormat(formats);

const textOf = ({ releases, targetGroups, fronts }: EnvironmentSummary): string =>
  JSON.stringify([
    releases.map((each) => [each.side, each.version, each.commit, each.since, each.healthy, each.total]),
    targetGroups.map((each) => [each.arn, each.side, each.isOwn]),
    fronts.map((each) => [
      each.type,
      each.arn,
      each.side,
      each.forwards.map(({ targetGroupArn, weight }) => [targetGroupArn, weight]),
    ]),
  ]);

const summaryIn = (item: Item): EnvironmentSummary => {
  const [key, found] = [itemKey(item), item.summary?.S];
  if (found === undefined) throw new Unreadable(`${key} cannot be read: it has no summary.`);
  const format = item.format?.N === undefined ? undefined : Number(item.format.N);
  return { environment: item.sk?.S ?? "", ...parseStored(key, formats, format, jsonIn(key, found)) };
};

/** Keeps a summary of rows that were read as of a moment, unless a newer one is there. */
const keepSummary = async ({ client, name }: Table, summary: EnvironmentSummary, asOf: number): Promise<void> => {
  const item: Item = {
    ...keyOf(summary.environment),
    summary: { S: textOf(summary) },
    format: { N: String(summaryFormat) },
    asOf: { N: String(asOf) },
    ...(hasNothing(summary) ? { expires: { N: String(Math.ceil((asOf + overKeptMilliseconds) / 1_000)) } } : {}),
  };
  // What could not be read again is not stored.
  summaryIn(item);
  await conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: item,
        ConditionExpression: "attribute_not_exists(pk) OR asOf <= :asOf",
        ExpressionAttributeValues: { ":asOf": { N: String(asOf) } },
      }),
    ),
  );
};

/** The launch templates that these groups use, as far as they are not among `own`, with the versions that they launch. */
const templatesElsewhere = async (store: RowStore, own: readonly Outline[]): Promise<readonly Outline[]> => {
  const known = new Set(own.map(({ ref }) => ref.arn));
  const groups = own.filter(({ ref }) => ref.type === "auto-scaling-group");
  const uses = groups.flatMap((group) => {
    const [id, place] = [text(group.facts, "launchTemplate"), parseArn(group.ref.arn)?.place];
    const ref = id === undefined || place === undefined ? undefined : templateRef(place, id);
    return ref === undefined || known.has(ref.arn) ? [] : [{ group, ref }];
  });
  if (uses.length === 0) return [];
  const templates = await store.read(uses.map(({ ref }) => ref));
  const versions = uses.flatMap(({ group, ref }): readonly TypedArn[] => {
    const template = templates.get(ref.arn);
    const number = exists(template) ? versionLaunched(group, template) : undefined;
    return number === undefined ? [] : [templateVersionRef(ref, number)];
  });
  return [...templates.values(), ...(await store.read(versions)).values()].filter(exists);
};

/**
 * Makes the summaries of these environments anew, of `rows` that were read as of a moment and have all of theirs. What is nobody's has none: it
 * may be most of an account, and all that is asked of it are its listeners.
 */
export const sumUpAll = async (
  inventory: Table,
  store: RowStore,
  environments: readonly string[],
  rows: readonly Outline[],
  asOf: number,
): Promise<readonly EnvironmentSummary[]> => {
  const whose = Map.groupBy(rows, ({ facts }) => facts.environment);
  const summed: EnvironmentSummary[] = [];
  await forEachAtOnce(
    environments.filter((name) => name !== ""),
    writesAtOnce,
    async (name) => {
      const own = whose.get(name) ?? [];
      const templates = own.filter(({ ref }) => ref.type.startsWith("launch-template"));
      const summary = summaryOf(name, own, [...templates, ...(await templatesElsewhere(store, own))]);
      await keepSummary(inventory, summary, asOf);
      summed.push(summary);
    },
  );
  return summed;
};

const itemsOf = async ({ client, name }: Table, input: Partial<QueryCommandInput>): Promise<readonly Item[]> => {
  const items: Item[] = [];
  await Promise.all(
    shards.map(async (shard) => {
      const pages = paginateQuery(
        { client },
        {
          TableName: name,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": partition(shard) },
          ...input,
        },
      );
      for await (const { Items = [] } of pages) items.push(...Items);
    }),
  );
  return items;
};

/** The summaries that there are, in any order; the table's `tell` hears of those that cannot be read. */
export const summaries = async (inventory: Table): Promise<readonly EnvironmentSummary[]> =>
  readEach(
    await itemsOf(inventory, {
      ProjectionExpression: "pk, sk, summary, #format",
      ExpressionAttributeNames: { "#format": "format" },
    }),
    summaryIn,
    itemKey,
    inventory.tell,
  );

/** The environments that have a summary. */
export const summedEnvironments = async (inventory: Table): Promise<ReadonlySet<string>> =>
  new Set((await itemsOf(inventory, { ProjectionExpression: "pk, sk" })).map(({ sk }) => sk?.S ?? ""));
