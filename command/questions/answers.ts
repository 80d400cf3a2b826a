/** Questions to the inventory. Each answers with the document to print, its last line end included. */
import { isoTime } from "../../src/clock.ts";
import { levels } from "../../src/inventory/findings/schema.ts";
import { freshness } from "../../src/inventory/queries/freshness.ts";
import { populationOf } from "../../src/inventory/queries/population.ts";
import { answerIn, type DocumentOptions } from "../formats/document.ts";
import { diffText, findingsText, freshnessText, versionsText } from "../formats/inventory-text.ts";
import { whichThereAre } from "../nearest.ts";
import { UsageError } from "../usage-error.ts";
import { diff } from "./diff.ts";
import { ofKnown } from "./known.ts";
import { isOfThePast, type Moment, resourcesAt } from "./moment.ts";
import type { InventoryReader } from "./reader.ts";
import { type SideRelease, versions } from "./versions.ts";

interface EnvironmentOptions extends Moment {
  /** Of this environment only. */
  readonly environment?: string | undefined;
}

/** Which release runs on which side of which environment, now or at the moment asked for. */
export const sideReleases = async (
  options: EnvironmentOptions,
  reader: InventoryReader,
): Promise<readonly SideRelease[]> => {
  const population = isOfThePast(options)
    ? populationOf(await resourcesAt(options, reader))
    : await reader.population();
  const asked = versions(population).filter(
    ({ environment }) => options.environment === undefined || environment === options.environment,
  );
  return ofKnown(asked, options.environment, reader);
};

/** As JSON has them: times as texts, in ISO 8601. */
export const versionsDocument = (sides: readonly SideRelease[]) =>
  sides.map((side) => ({ ...side, since: isoTime(side.since) }));

/** Either none is registered, or the inventory has not looked yet. */
const nextIfEmpty = "Next: sarcelle env list, and sarcelle freshness";

/** `sarcelle versions`: which release runs on which side of which environment. */
export const versionsAnswer = async (
  options: EnvironmentOptions & DocumentOptions,
  reader: InventoryReader,
): Promise<string> => {
  const sides = await sideReleases(options, reader);
  return answerIn(options.output, versionsDocument(sides), (room) =>
    sides.length === 0 ? `${versionsText(sides)} ${nextIfEmpty}` : versionsText(sides, room),
  );
};

/** `sarcelle diff`: in what two environments differ; throws `UsageError` if the inventory does not know one of them. */
export const diffAnswer = async (
  [first, second]: readonly [first: string, second: string],
  options: Moment & DocumentOptions,
  reader: InventoryReader,
): Promise<string> => {
  const resources = await resourcesAt(options, reader);
  const known = new Set(resources.flatMap(({ facts }) => facts.environment ?? []));
  for (const name of [first, second])
    if (!known.has(name))
      throw new UsageError(`The inventory knows no environment '${name}'. ${whichThereAre(name, [...known].sort())}`);
  const found = diff(resources, first, second);
  return answerIn(options.output, found, (room) => diffText(found, room));
};

/** `sarcelle freshness`: how far the inventory can be trusted. */
export const freshnessAnswer = async (options: DocumentOptions, reader: InventoryReader): Promise<string> => {
  const found = freshness(await reader.lastSweep(), reader.now());
  const sweptAt = found.sweptAt === null ? null : isoTime(found.sweptAt);
  return answerIn(options.output, { ...found, sweptAt }, () => freshnessText(found));
};

/** `sarcelle findings`: what is wrong now, the gravest and oldest first. */
export const findingsAnswer = async (
  options: { readonly environment?: string | undefined } & DocumentOptions,
  reader: InventoryReader,
): Promise<string> => {
  const { environment } = options;
  const all = await reader.findings();
  const asked = all.filter((finding) => environment === undefined || finding.environment === environment);
  const findings = (await ofKnown(asked, environment, reader)).toSorted(
    (a, b) =>
      levels.indexOf(b.level) - levels.indexOf(a.level) || (`${a.openedAt} ${a.id}` < `${b.openedAt} ${b.id}` ? -1 : 1),
  );
  return answerIn(options.output, findings, (room) => findingsText(findings, room));
};
