/** Which release runs on which side of which environment. */
import type { Side } from "../../deployment/environment.ts";
import { isAlive, launchedAt, type Outline } from "../attributes.ts";
import type { ResourceType, Revision } from "../model.ts";
import { launches } from "./launches.ts";
import { activeSides, healthyOnSide, sideKey } from "./traffic.ts";

/** One release on one side. A side in the midst of a replacement has two of them. */
export interface SideRelease {
  readonly environment: string;
  readonly side: Side | null;
  readonly version: string | null;
  /** The first 7 digits of the git SHA. */
  readonly commit: string | null;
  /** Since when the side has it, in milliseconds since the epoch. */
  readonly since: number;
  readonly healthy: number;
  readonly total: number;
  /** Whether production traffic reaches the side. */
  readonly active: boolean;
}

const releaseKey = ({ facts }: Outline): string => `${facts.version ?? ""}/${facts.commit ?? ""}`;

const launchOf = ({ facts }: Pick<Revision, "facts"> | Outline): string =>
  `${facts?.details.launchTemplate ?? ""}:${facts?.details.launchTemplateVersion ?? ""}`;

/** When the group began to launch what it launches now: the oldest of its newest revisions that name the same template version. */
const launchesSince = (group: Outline, history: readonly Revision[]): number => {
  // What is asked about may be a moment of the past: what came after it says nothing of it.
  const newestFirst = history.filter(({ number }) => number <= group.number).toSorted((a, b) => b.number - a.number);
  const other = newestFirst.findIndex((revision) => launchOf(revision) !== launchOf(group));
  const run = other === -1 ? newestFirst : newestFirst.slice(0, other);
  return run.at(-1)?.trueFrom ?? group.trueFrom;
};

const earliest = (times: readonly number[]): number => times.reduce((first, time) => Math.min(first, time));

/** All that is known of one side. */
interface SideParts {
  readonly group: Outline | undefined;
  /** What the group launches. */
  readonly launched: Outline | undefined;
  readonly history: readonly Revision[];
  readonly targetGroups: readonly Outline[];
}

const sideRelease = (some: readonly Outline[], parts: SideParts): Omit<SideRelease, "active"> | undefined => {
  const { group, launched, history, targetGroups } = parts;
  const [first] = some;
  const of = first ?? group;
  if (of === undefined) return undefined;
  const release = first ?? launched;
  const isLaunched =
    group !== undefined &&
    (first === undefined || (launched !== undefined && releaseKey(first) === releaseKey(launched)));
  return {
    environment: of.facts.environment ?? "",
    side: of.facts.side ?? null,
    version: release?.facts.version ?? null,
    commit: release?.facts.commit?.slice(0, 7) ?? null,
    // A group that was there before the inventory has had its release for as long as its oldest instance.
    since: earliest([...(isLaunched ? [launchesSince(group, history)] : []), ...some.map(launchedAt)]),
    healthy: healthyOnSide(some, targetGroups).length,
    total: some.length,
  };
};

const rank = ({ environment, side, version, commit }: SideRelease): string =>
  [environment, side ?? "", version ?? "", commit ?? ""].join("/");

/**
 * Every environment × side, and what runs there; an empty side has what its group would launch. `histories` are the revisions of
 * the groups, by ARN: without them, `since` is the group's newest change.
 */
export const versions = (
  resources: readonly Outline[],
  histories: ReadonlyMap<string, readonly Revision[]> = new Map(),
): readonly SideRelease[] => {
  const active = activeSides(resources);
  const launched = launches(resources);
  const owned = resources.filter(({ facts }) => facts.environment !== undefined);
  const bySide = (type: ResourceType) =>
    Map.groupBy(
      owned.filter((resource) => resource.ref.type === type && isAlive(resource)),
      sideKey,
    );
  const [instances, groups, targetGroups] = [bySide("instance"), bySide("auto-scaling-group"), bySide("target-group")];
  const sideReleases = [...new Set([...groups.keys(), ...instances.keys()])].flatMap((key) => {
    const [group] = groups.get(key) ?? [];
    const arn = group?.ref.arn ?? "";
    const parts: SideParts = {
      group,
      launched: launched.get(arn),
      history: histories.get(arn) ?? [],
      targetGroups: targetGroups.get(key) ?? [],
    };
    const releases = [...Map.groupBy(instances.get(key) ?? [], releaseKey).values()];
    return (releases.length === 0 ? [[]] : releases).flatMap((some): readonly SideRelease[] => {
      const release = sideRelease(some, parts);
      return release === undefined ? [] : [{ ...release, active: active.has(key) }];
    });
  });
  return sideReleases.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
};
