/** The questions to the inventory. Each answers with the document to print, its last line end included. */
import type { Side } from "../../src/deployment/environment.ts";
import { groupRef, idOf, instanceRef, parseArn, templateRef } from "../../src/inventory/arn.ts";
import { type Existing, isExisting } from "../../src/inventory/attributes.ts";
import { levels } from "../../src/inventory/findings/schema.ts";
import {
  exists,
  type ResourceRef,
  type ResourceType,
  type Revision,
  resourceTypes,
} from "../../src/inventory/model.ts";
import { freshness } from "../../src/inventory/queries/freshness.ts";
import { populationOf } from "../../src/inventory/queries/population.ts";
import { productionOf } from "../../src/inventory/queries/traffic.ts";
import { UsageError } from "../arguments.ts";
import { ansibleFormat } from "../formats/ansible.ts";
import { csvFormat } from "../formats/csv.ts";
import {
  diffText,
  environmentHistoryText,
  findingsText,
  freshnessText,
  historyText,
  iso,
  replayText,
  versionsText,
} from "../formats/inventory-text.ts";
import { prometheusFormat } from "../formats/prometheus-sd.ts";
import { tableFormat } from "../formats/table.ts";
import { diff } from "./diff.ts";
import { type EnvironmentEvent, environmentHistory, launchTemplates, versionsOf } from "./environment-history.ts";
import { history } from "./history.ts";
import type { InventoryReader } from "./reader.ts";
import type { Replayed } from "./replay.ts";
import { savedIn } from "./saved-events.ts";
import { type Filter, matches, mayBeCommit, select } from "./select.ts";
import { type SideRelease, versions } from "./versions.ts";

/** The command line's options, as they were typed. */
export interface InventoryOptions {
  readonly environment?: string | undefined;
  readonly side?: string | undefined;
  readonly release?: string | undefined;
  readonly type?: string | undefined;
  readonly asOf?: string | undefined;
  readonly believedAt?: string | undefined;
  readonly format?: string | undefined;
  readonly resource?: string | undefined;
  readonly json: boolean;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const line = (text: string): string => `${text}\n`;

const oneOf = <Choice extends string>(
  option: string,
  choices: readonly Choice[],
  given: string | undefined,
): Choice | undefined => {
  const found = choices.find((choice) => choice === given);
  if (given !== undefined && found === undefined)
    throw new UsageError(`${option} ${given}: expected one of ${choices.join(", ")}.`);
  return found;
};

/** A moment of the past. Without a zone it is UTC, as all times that are printed. */
const timeOf = (option: string, given: string, now: number): number => {
  const isTime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(given);
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(given.slice(10)) || given.length === 10 ? given : `${given}Z`;
  const time = isTime ? Date.parse(zoned.replace(" ", "T")) : Number.NaN;
  if (!Number.isFinite(time)) throw new UsageError(`${option} ${given}: expected a time such as 2026-01-31T15:04:05Z.`);
  if (time > now) throw new UsageError(`${option} ${given} is in the future; it is now ${iso(now)}.`);
  return time;
};

const isOfThePast = ({ asOf, believedAt }: InventoryOptions): boolean => (asOf ?? believedAt) !== undefined;

/** What exists now, or what did at the moment asked for. */
const resourcesAt = async (
  { asOf, believedAt }: InventoryOptions,
  reader: InventoryReader,
  environment?: string,
): Promise<readonly Existing[]> => {
  if (asOf !== undefined && believedAt !== undefined)
    throw new UsageError(
      "Give either --as-of (what was true then) or --believed-at (what the inventory said then), not both.",
    );
  const revisions: readonly Revision[] =
    asOf !== undefined
      ? await reader.asOf(timeOf("--as-of", asOf, reader.now()), environment)
      : believedAt !== undefined
        ? await reader.believedAt(timeOf("--believed-at", believedAt, reader.now()), environment)
        : await reader.current(environment);
  return revisions.filter(isExisting);
};

const listed = ({ ref, number, facts, trueFrom, observedAt, recordedAt, cause }: Existing) => ({
  type: ref.type,
  id: idOf(ref),
  arn: ref.arn,
  ...facts,
  revision: number,
  trueFrom: iso(trueFrom),
  observedAt: iso(observedAt),
  recordedAt: iso(recordedAt),
  cause,
});

/** What `--format` may name. */
export const formats: Readonly<Record<string, (resources: readonly Existing[]) => string>> = {
  table: (resources) => line(tableFormat(resources)),
  csv: csvFormat,
  ansible: (resources) => json(ansibleFormat(resources)),
  "prometheus-sd": (resources) => json(prometheusFormat(resources)),
};

/** What may match: of a release that runs now, what has it; the rest of a large fleet is not read. */
const candidates = async (
  options: InventoryOptions,
  { environment, release, ...filter }: Filter,
  reader: InventoryReader,
): Promise<readonly Existing[]> => {
  if (release === undefined || environment !== undefined || isOfThePast(options))
    return resourcesAt(options, reader, environment);
  const outlines = await reader.outlines(mayBeCommit(release) ? undefined : release);
  const refs = outlines.filter((outline) => matches(outline, { ...filter, release })).map(({ ref }) => ref);
  return (await reader.rows(refs)).filter(exists);
};

/** `sarcelle inventory`: what there is, or was. */
export const inventory = async (options: InventoryOptions, reader: InventoryReader): Promise<string> => {
  if (options.json && options.format !== undefined) throw new UsageError("Give either --json or --format, not both.");
  const format = oneOf("--format", Object.keys(formats), options.format) ?? "table";
  const side: Side | undefined = oneOf("--side", ["blue", "green"], options.side);
  const type: ResourceType | undefined = oneOf("--type", resourceTypes, options.type);
  const { environment, release } = options;
  const filter: Filter = {
    ...(environment === undefined ? {} : { environment }),
    ...(side === undefined ? {} : { side }),
    ...(release === undefined ? {} : { release }),
    ...(type === undefined ? {} : { type }),
  };
  const resources = select(await candidates(options, filter, reader), filter);
  return options.json ? json(resources.map(listed)) : (formats[format]?.(resources) ?? "");
};

/** Which release runs on which side of which environment, now or at the moment asked for. */
export const sideReleases = async (
  options: InventoryOptions,
  reader: InventoryReader,
): Promise<readonly SideRelease[]> => {
  const population = isOfThePast(options)
    ? populationOf(await resourcesAt(options, reader))
    : await reader.population();
  return versions(population).filter(
    ({ environment }) => options.environment === undefined || environment === options.environment,
  );
};

/** As JSON has them: times as texts. */
export const versionsDocument = (sides: readonly SideRelease[]) =>
  sides.map((side) => ({ ...side, since: iso(side.since) }));
export const eventsDocument = (events: readonly EnvironmentEvent[]) =>
  events.map((event) => ({ ...event, time: iso(event.time) }));

/** `sarcelle versions`: which release runs on which side of which environment. */
export const versionsCommand = async (options: InventoryOptions, reader: InventoryReader): Promise<string> => {
  const sides = await sideReleases(options, reader);
  return options.json ? json(versionsDocument(sides)) : line(versionsText(sides));
};

/** `sarcelle diff`: in what two environments differ. */
export const diffCommand = async (
  names: readonly (string | undefined)[],
  options: InventoryOptions,
  reader: InventoryReader,
): Promise<string> => {
  const [first, second] = names;
  if (first === undefined || second === undefined)
    throw new UsageError("Missing: the two environments. See 'sarcelle --help'.");
  const resources = await resourcesAt(options, reader);
  const known = new Set(resources.flatMap(({ facts }) => facts.environment ?? []));
  for (const name of [first, second])
    if (!known.has(name))
      throw new UsageError(
        `The inventory knows no environment '${name}'; it knows ${[...known].sort().join(", ") || "none"}.`,
      );
  const found = diff(resources, first, second);
  return options.json ? json(found) : line(diffText(found));
};

/** The ARNs that a person may mean by an ARN, an id or a name. */
const arnsOf = async (word: string, { here, current }: InventoryReader): Promise<readonly string[]> => {
  if (word.startsWith("arn:")) {
    const arn = parseArn(word)?.ref.arn;
    if (arn === undefined)
      throw new UsageError(`The inventory holds no resources like ${word}. It holds: ${resourceTypes.join(", ")}.`);
    return [arn];
  }
  // Ids and names of groups say where they are; so what is gone is found as well.
  if (/^i-[0-9a-f]+$/.test(word)) return [instanceRef(here, word).arn];
  if (/^lt-[0-9a-f]+$/.test(word)) return [templateRef(here, word).arn];
  const named = (await current()).filter(({ ref, facts }) => facts?.name === word || idOf(ref) === word);
  return named.length === 0 ? [groupRef(here, word).arn] : named.map(({ ref }) => ref.arn);
};

/** `sarcelle history --resource R`: what became of one resource, and who did it. */
export const historyCommand = async (options: InventoryOptions, reader: InventoryReader): Promise<string> => {
  const { resource = "" } = options;
  const [arn = "", ...others] = await arnsOf(resource, reader);
  if (others.length > 0)
    throw new UsageError(`'${resource}' may be any of these; name one:\n${[arn, ...others].join("\n")}`);
  const revisions = await reader.history(arn);
  if (revisions.length === 0) throw new UsageError(`The inventory knows nothing of '${resource}'.`);
  const entries = history(revisions);
  return options.json
    ? json(
        entries.map((entry) => ({
          ...entry,
          trueFrom: iso(entry.trueFrom),
          observedAt: iso(entry.observedAt),
          recordedAt: iso(entry.recordedAt),
        })),
      )
    : line(historyText(arn, entries));
};

/** What became of an environment, oldest first. */
export const eventsOf = async (environment: string, reader: InventoryReader): Promise<readonly EnvironmentEvent[]> => {
  const known = async (refs: readonly ResourceRef[]): Promise<readonly Revision[]> =>
    (await Promise.all(refs.map(({ arn }) => reader.history(arn)))).flat();
  const current: readonly Revision[] = await reader.current(environment);
  const rows = current.filter(isExisting);
  if (rows.length === 0) throw new UsageError(`The inventory knows no environment '${environment}'.`);
  const parts = rows.filter(({ ref }) => ["auto-scaling-group", "target-group"].includes(ref.type));
  const revisions = await known([...parts, ...productionOf(rows)].map(({ ref }) => ref));
  const templates = await known(launchTemplates(revisions, reader.here));
  const versions = await known(versionsOf(templates));
  return environmentHistory([...revisions, ...templates, ...versions], reader.here);
};

/** `sarcelle history --environment E`: which release reached which side, where the traffic went, and who did it. */
export const environmentHistoryCommand = async (
  { environment = "", ...options }: InventoryOptions,
  reader: InventoryReader,
): Promise<string> => {
  const events = await eventsOf(environment, reader);
  return options.json ? json(eventsDocument(events)) : line(environmentHistoryText(events));
};

/** `sarcelle freshness`: how far the inventory can be trusted. */
export const freshnessCommand = async (options: InventoryOptions, reader: InventoryReader): Promise<string> => {
  const found = freshness(await reader.lastSweep(), reader.now());
  const sweptAt = found.sweptAt === null ? null : iso(found.sweptAt);
  return options.json ? json({ ...found, sweptAt }) : line(freshnessText(found));
};

/** `sarcelle findings`: what is wrong now, the gravest and oldest first. */
export const findingsCommand = async (options: InventoryOptions, reader: InventoryReader): Promise<string> => {
  const { environment } = options;
  const findings = (await reader.findings())
    .filter((finding) => environment === undefined || finding.environment === environment)
    .toSorted(
      (a, b) =>
        levels.indexOf(b.level) - levels.indexOf(a.level) ||
        (`${a.openedAt} ${a.id}` < `${b.openedAt} ${b.id}` ? -1 : 1),
    );
  return options.json ? json(findings) : line(findingsText(findings));
};

export type Replayer = (
  events: Iterable<{ readonly from: string; readonly event: unknown }>,
) => AsyncIterable<Replayed>;

/** `sarcelle inventory replay`: saved events through the collector, and what became of each. */
export const replayCommand = async (
  path: string | undefined,
  options: InventoryOptions,
  replayer: Replayer,
): Promise<string> => {
  if (path === undefined) throw new UsageError("Missing: the file or folder to replay. See 'sarcelle --help'.");
  const events: Replayed[] = [];
  for await (const replayed of replayer(savedIn(path))) events.push(replayed);
  return options.json ? json(events) : line(replayText(events));
};
