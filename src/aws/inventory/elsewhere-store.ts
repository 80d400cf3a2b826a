/**
 * What other installations told of their environments, in a partition of the inventory's table: an item for each environment of each
 * installation, and one that says when the installation told last which it has. An environment's name says nothing by itself: two accounts may
 * each have one of it.
 */
import { DeleteItemCommand, GetItemCommand, PutItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { milliseconds } from "../../clock.ts";
import type {
  Elsewhere,
  HeardEnvironment,
  HeardInstallation,
  ReportingStack,
} from "../../inventory/elsewhere/heard.ts";
import { type EnvironmentsReport, reportSchema } from "../../inventory/elsewhere/report.ts";
import { conditionalWrite } from "../conditional-write.ts";
import { checkedForStoring, currentFormat, type Formats, parseStored, readEach } from "../stored.ts";
import { type Item, itemKey, type Table } from "../table.ts";
import { hasExpired } from "./table.ts";

const partition = { S: "ELSEWHERE" };

/** An installation that has told nothing for so long is forgotten. */
const keptMilliseconds = 30 * milliseconds.day;

const prefixOf = ({ account, region, stack }: ReportingStack): string => `${account}#${region}#${stack}#`;
const installationKey = (installation: ReportingStack) => ({
  pk: partition,
  sk: { S: `${prefixOf(installation)}ALL` },
});
const environmentKey = (installation: ReportingStack, environment: string) => ({
  pk: partition,
  sk: { S: `${prefixOf(installation)}ENV#${environment}` },
});

const installation = { account: z.string(), region: z.string(), stack: z.string() };
const storedEnvironment: z.ZodType<HeardEnvironment> = z.object({
  ...installation,
  asOf: z.number(),
  ...reportSchema.shape.environments.element.shape,
});
const storedInstallation: z.ZodType<HeardInstallation> = z.object({ ...installation, completeAsOf: z.number() });
// Version 0.1 heard of nobody: what has no number cannot be.
const environmentFormats: Formats<HeardEnvironment> = [storedEnvironment, storedEnvironment];
const installationFormats: Formats<HeardInstallation> = [storedInstallation, storedInstallation];
const elsewhereFormat = currentFormat(environmentFormats);

/** Writes what was told as of a moment, unless something newer stands there. */
const put = async ({ client, name }: Table, key: Item, stored: object, asOf: number): Promise<void> => {
  const kept = { stored, format: elsewhereFormat, asOf, expires: Math.ceil((asOf + keptMilliseconds) / 1_000) };
  await conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: { ...key, ...marshall(kept, { removeUndefinedValues: true }) },
        ConditionExpression: "attribute_not_exists(pk) OR asOf <= :asOf",
        ExpressionAttributeValues: { ":asOf": { N: String(asOf) } },
      }),
    ),
  );
};

const itemsUnder = async ({ client, name }: Table, prefix: string): Promise<readonly Item[]> => {
  const items: Item[] = [];
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      KeyConditionExpression: prefix === "" ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": partition, ...(prefix === "" ? {} : { ":prefix": { S: prefix } }) },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
};

const isInstallation = ({ sk }: Item): boolean => sk?.S?.endsWith("#ALL") ?? false;

const environmentIn = (item: Item): HeardEnvironment => {
  const { stored, format } = unmarshall(item);
  return parseStored(itemKey(item), environmentFormats, format, stored);
};
const installationIn = (item: Item): HeardInstallation => {
  const { stored, format } = unmarshall(item);
  return parseStored(itemKey(item), installationFormats, format, stored);
};

/** Takes away what an installation has no more; what it told of since stays. */
const forgetOthers = async (
  table: Table,
  from: ReportingStack,
  { asOf, all = [] }: EnvironmentsReport,
): Promise<void> => {
  const { client, name } = table;
  const there = new Set(all.map((environment) => environmentKey(from, environment).sk.S));
  for (const item of await itemsUnder(table, `${prefixOf(from)}ENV#`))
    if (!there.has(item.sk?.S ?? ""))
      await conditionalWrite(() =>
        client.send(
          new DeleteItemCommand({
            TableName: name,
            Key: { pk: partition, sk: item.sk ?? { S: "" } },
            ConditionExpression: "asOf <= :asOf",
            ExpressionAttributeValues: { ":asOf": { N: String(asOf) } },
          }),
        ),
      );
};

const completeAsOf = async ({ client, name }: Table, from: ReportingStack): Promise<number> => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: name, Key: installationKey(from), ConsistentRead: true }),
  );
  return Number(Item?.asOf?.N ?? 0);
};

/** Takes a report in, in whatever order they come, however often. */
export const hearReport = async (table: Table, from: ReportingStack, report: EnvironmentsReport): Promise<void> => {
  const { asOf, environments, all } = report;
  // What came late must not bring back what is gone: it told since of all that there is.
  if (asOf < (await completeAsOf(table, from))) return;
  for (const reported of environments) {
    const key = environmentKey(from, reported.environment);
    const stored = checkedForStoring(itemKey(key), environmentFormats, { ...from, asOf, ...reported });
    await put(table, key, stored, asOf);
  }
  if (all === undefined) return;
  const key = installationKey(from);
  const stored = checkedForStoring(itemKey(key), installationFormats, { ...from, completeAsOf: asOf });
  await put(table, key, stored, asOf);
  await forgetOthers(table, from, report);
};

/** All that was heard; the table's `tell` hears of what cannot be read. */
export const heardElsewhere = async (table: Table, now: number): Promise<Elsewhere> => {
  const items = (await itemsUnder(table, "")).filter((item) => !hasExpired(item, now));
  const [installations, environments] = [items.filter(isInstallation), items.filter((item) => !isInstallation(item))];
  return {
    environments: readEach(environments, environmentIn, itemKey, table.tell),
    installations: readEach(installations, installationIn, itemKey, table.tell),
  };
};
