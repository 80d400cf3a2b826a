/** Questions to the inventory. Each answers with the document to print, its last line end included. */
import { isoTime } from "../../src/clock.ts";
import {
  doubtsElsewhere,
  type Elsewhere,
  freshnessElsewhere,
  type PlacedRelease,
  releasesElsewhere,
} from "../../src/inventory/elsewhere/heard.ts";
import { levels } from "../../src/inventory/findings/schema.ts";
import { freshness } from "../../src/inventory/queries/freshness.ts";
import { type SideRelease, versionsAmong } from "../../src/inventory/queries/versions.ts";
import { answerIn, type DocumentOptions } from "../formats/document.ts";
import { diffText, findingsText, freshnessText, versionsText } from "../formats/inventory-text.ts";
import { whichThereAre } from "../nearest.ts";
import { UsageError } from "../usage-error.ts";
import { diff } from "./diff.ts";
import { ofKnown } from "./known.ts";
import { isOfThePast, type Moment, resourcesAt } from "./moment.ts";
import type { InventoryReader } from "./reader.ts";

interface EnvironmentOptions extends Moment {
  /** Of this environment only. */
  readonly environment?: string | undefined;
}

/** Which release runs on which side of which environment, now or at the moment asked for. */
export const sideReleases = async (
  options: EnvironmentOptions,
  reader: InventoryReader,
): Promise<readonly PlacedRelease[]> => {
  const releases = isOfThePast(options)
    ? versionsAmong(await resourcesAt(options, reader))
    : await reader.sideReleases();
  return releases.map((release) => ({ ...release, ...reader.here })).filter(isAsked(options));
};

const isAsked =
  ({ environment }: EnvironmentOptions) =>
  (release: SideRelease): boolean =>
    environment === undefined || release.environment === environment;

/** What other installations told, if it is asked what is now: nobody keeps what they told before. */
const toldElsewhere = async (options: Moment, reader: InventoryReader): Promise<Elsewhere> =>
  isOfThePast(options) ? { environments: [], installations: [] } : reader.elsewhere();

const rankOf = ({ environment, account, region }: PlacedRelease): string => `${environment} ${account} ${region}`;

/** As JSON has them: times as texts, in ISO 8601. */
export const versionsDocument = (sides: readonly PlacedRelease[]) =>
  sides.map((side) => ({ ...side, since: isoTime(side.since) }));

/** Either none is registered, or the inventory has not looked yet. */
const nextIfEmpty = "Next: sarcelle env list, and sarcelle freshness";

/**
 * `sarcelle versions`: which release runs on which side of which environment, here and wherever this installation is told of. Two accounts
 * may each have an environment of one name.
 */
export const versionsAnswer = async (
  options: EnvironmentOptions & DocumentOptions,
  reader: InventoryReader,
): Promise<string> => {
  const elsewhere = await toldElsewhere(options, reader);
  const there = releasesElsewhere(elsewhere).filter(isAsked(options));
  const asked = [...(await sideReleases(options, reader)), ...there].toSorted((a, b) =>
    rankOf(a) < rankOf(b) ? -1 : rankOf(a) > rankOf(b) ? 1 : 0,
  );
  const sides = await ofKnown(asked, options.environment, reader);
  const doubts = doubtsElsewhere(freshnessElsewhere(elsewhere, reader.now()));
  return answerIn(options.output, versionsDocument(sides), (room) =>
    [sides.length === 0 ? `${versionsText(sides)} ${nextIfEmpty}` : versionsText(sides, room), ...doubts].join("\n"),
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

const timeIn = (moment: number | null): string | null => (moment === null ? null : isoTime(moment));

/** `sarcelle freshness`: how far the inventory can be trusted. */
export const freshnessAnswer = async (options: DocumentOptions, reader: InventoryReader): Promise<string> => {
  const found = freshness(await reader.lastSweep(), reader.now(), await reader.sweepProgress());
  const heard = freshnessElsewhere(await reader.elsewhere(), reader.now());
  const doubts = [...found.doubts, ...doubtsElsewhere(heard)];
  const elsewhere = heard.map((each) => ({ ...each, completeAsOf: timeIn(each.completeAsOf) }));
  const parts = found.parts.map((part) => ({ ...part, comparedAt: isoTime(part.comparedAt) }));
  return answerIn(options.output, { ...found, parts, doubts, sweptAt: timeIn(found.sweptAt), elsewhere }, () =>
    freshnessText({ ...found, doubts }, heard),
  );
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
