/** Looks what there is to tell of deployments, and tells it: whoever asks, and however often, each thing once. */
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SFNClient } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { type Journal, rollbackExecution } from "../../changes/journal.ts";
import { milliseconds } from "../../clock.ts";
import type { AnyEnvironment } from "../../deployment/environment.ts";
import { InvalidInput, UnknownEnvironment, WrittenByLaterVersion } from "../../errors.ts";
import { approvalNews, stalledNews } from "../../notifications/attention.ts";
import { acceptedNews, endNews } from "../../notifications/ends.ts";
import type { Subject } from "../../notifications/event.ts";
import { executionOf, type News, newsId, newsOf } from "../../notifications/news.ts";
import { approvedOf, readApproval } from "../approval-store.ts";
import { readEvenRetired, registrations } from "../environment-store.ts";
import type { ClosedJournal } from "../journal-format.ts";
import { closedJournals, readLock } from "../journal-store.ts";
import type { Table } from "../table.ts";
import { type DescribedExecution, describeExecution, executionArnIn, executionsOf, failedSince } from "./executions.ts";
import { sendNews } from "./send-news.ts";
import { toldStore } from "./told-store.ts";

interface Parts {
  readonly table: Table;
  readonly machines: SFNClient;
  readonly events: EventBridgeClient;
  readonly account: string;
  readonly region: string;
  readonly now: number;
  readonly leaseMilliseconds: number;
}

type Told = Promise<readonly string[]>;

const send = (parts: Parts, environment: string | null, news: readonly (readonly [News, Subject])[]): Told =>
  sendNews(news, { ...parts, store: toldStore(parts.table, environment) });

/** The subject of the news of one journal. */
const ofJournal =
  ({ account, region, table }: Parts, registered: AnyEnvironment, journal: Journal) =>
  (news: News): readonly [News, Subject] => [
    news,
    {
      ...{ registered, environment: registered.name, deployment: journal.deployment, account, region },
      stack: table.name,
      executionArn: executionArnIn(journal, news.execution ?? journal.deployment.id),
    },
  ];

const approvedIn = ({ deployment: { id, approval } }: Journal) =>
  approval === undefined ? undefined : approvedOf(id, approval);

/** Tells what the open journal of an environment says, and whether it waits for people. */
export const tellOpen = async (parts: Parts, registered: AnyEnvironment, why?: string): Told => {
  const { table, now, machines } = parts;
  const { name } = registered;
  const journal = await readLock(table, name);
  if (journal === undefined) return [];
  const approval = await readApproval(table, name, journal.deployment.id);
  const holder = await describeExecution(machines, executionArnIn(journal, executionOf(journal)));
  const news = [
    ...newsOf(journal, { environment: registered, approved: approvedIn(journal), why, now }),
    ...(approval?.epoch === journal.epoch ? approvalNews(name, approval, now) : []),
    ...stalledNews(journal, registered, { runs: holder?.status === "RUNNING", now }),
  ];
  return send(parts, name, news.map(ofJournal(parts, registered, journal)));
};

/** What anybody may have given to an execution, as far as it is told. */
const given = z.object({
  environment: z.string().optional().catch(undefined),
  action: z.string().optional().catch(undefined),
  deployment: z.string().optional().catch(undefined),
  requestedBy: z.string().optional().catch(undefined),
  caller: z.string().optional().catch(undefined),
  release: z.unknown().optional(),
});

const givenIn = (input: string): Partial<z.infer<typeof given>> => {
  try {
    return given.safeParse(JSON.parse(input)).data ?? {};
  } catch {
    return {};
  }
};

/** What no environment can be called by: nothing is registered under it, and a key has an end. */
const longestName = 63;

const registeredAs = async (table: Table, name: string): Promise<AnyEnvironment | undefined> => {
  try {
    return await readEvenRetired(table, name);
  } catch (error) {
    if ([UnknownEnvironment, InvalidInput, WrittenByLaterVersion].some((kind) => error instanceof kind))
      return undefined;
    throw error;
  }
};

/** How far back a journal is looked for: others may have deployed since. */
const mostSince = 10;

/** The journal that an execution had: as its own, or as the rollback that took it over. */
const journalOf = async (table: Table, environment: string, execution: string) => {
  const had = (journal: Journal): boolean =>
    journal.deployment.id === execution || rollbackExecution(journal.owner) === execution;
  const open = await readLock(table, environment);
  if (open !== undefined && had(open)) return { journal: open, isOpen: true };
  const closed: Journal | undefined = (await closedJournals(table, environment, mostSince)).find(had);
  return { journal: closed, isOpen: false };
};

const tellEnded = async (parts: Parts, ended: DescribedExecution): Told => {
  const { table, account, region } = parts;
  const { environment: asked, deployment: undone, ...input } = givenIn(ended.input);
  const environment = asked?.slice(0, longestName) || null;
  const registered = environment === null ? undefined : await registeredAs(table, environment);
  const none = { journal: undefined, isOpen: false };
  const { journal, isOpen } = environment === null ? none : await journalOf(table, environment, ended.name);
  const end = endNews(ended, { journal, isOpen, environment });
  if (registered !== undefined && journal !== undefined) {
    const of = ofJournal(parts, registered, journal);
    // Whatever was not told of it yet was before its end; a rollback that took the journal over from it may have begun since.
    const now = executionOf(journal) === ended.name ? Math.min(parts.now, ended.endedAt - 1) : parts.now;
    const before = newsOf(journal, { environment: registered, approved: approvedIn(journal), now });
    return send(parts, environment, [...before, end].map(of));
  }
  const deployment: Subject["deployment"] = journal?.deployment ?? {
    ...{ id: undone ?? ended.name, requestedBy: input.requestedBy ?? "unknown", startedAt: ended.startedAt },
    ...{ action: input.action ?? "", release: input.release },
    ...(input.caller === undefined ? {} : { caller: input.caller }),
  };
  const subject: Subject = {
    registered,
    environment,
    deployment,
    account,
    region,
    stack: table.name,
    executionArn: ended.arn,
  };
  return send(parts, environment, [[end, subject]]);
};

/** Tells how an execution ended, and what was not told of it before; nothing, if it runs. */
export const tellEnd = async (parts: Parts, executionArn: string): Told => {
  const ended = await describeExecution(parts.machines, executionArn);
  return ended === undefined || ended.status === "RUNNING" ? [] : tellEnded(parts, ended);
};

/** How long ago a journal may have been closed, for its end to be news still. */
const newsForMilliseconds = 2 * milliseconds.hour;
const mostClosedSince = 3;

/** Tells of the ends that no event told. */
const tellClosed = async (parts: Parts, registered: AnyEnvironment): Promise<void> => {
  const { table, now } = parts;
  const recent = (await closedJournals(table, registered.name, mostClosedSince)).filter(
    ({ closedAt }) => closedAt > now - newsForMilliseconds,
  );
  if (recent.length === 0) return;
  const known = await toldStore(table, registered.name).known(recent.flatMap(executionsOf), now);
  for (const journal of recent.toReversed()) await tellOneClosed(parts, registered, journal, known);
};

const tellOneClosed = async (
  parts: Parts,
  registered: AnyEnvironment,
  journal: ClosedJournal,
  known: ReadonlySet<string>,
): Promise<void> => {
  for (const name of executionsOf(journal))
    if (!known.has(newsId(name, "ended"))) await tellEnd(parts, executionArnIn(journal, name));
  if (journal.outcome !== "Accepted") return;
  await send(parts, registered.name, [acceptedNews(journal)].map(ofJournal(parts, registered, journal)));
};

/** Looks are five minutes apart: what ended since the one before the last. */
const failedForMilliseconds = 12 * milliseconds.minute;

/** Tells of failures that no event told, of those that were refused above all. */
const tellFailed = async (parts: Parts): Promise<void> => {
  for (const arn of await failedSince(parts.machines, parts.now - failedForMilliseconds)) await tellEnd(parts, arn);
};

/**
 * Looks at every environment: at what waits for people, at what does not go on, and for what no event told. One of which something cannot be
 * told takes nothing from the others. Throws what went wrong with the first such.
 */
export const tellAll = async (parts: Parts): Promise<void> => {
  const all = (await registrations(parts.table)).flatMap(({ environment }) => environment ?? []);
  const looks = await Promise.allSettled([
    ...all.map(async (registered) => {
      await tellOpen(parts, registered);
      await tellClosed(parts, registered);
    }),
    tellFailed(parts),
  ]);
  const failed = looks.find((look) => look.status === "rejected");
  if (failed !== undefined) throw failed.reason;
};

/** Tells of the environment of that name; nothing, if it is not registered. */
export const tellOf = async (parts: Parts, environment: string, why?: string): Told => {
  const registered = await registeredAs(parts.table, environment);
  return registered === undefined ? [] : tellOpen(parts, registered, why);
};
