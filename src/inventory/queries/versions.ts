/** Which release runs on which side of which environment. */
import type { Side } from "../../deployment/environment.ts";
import { type Existing, isAlive, isHealthy, launchedAt } from "../attributes.ts";
import type { Facts, Revision } from "../model.ts";
import { activeSides, sideKey } from "./traffic.ts";

/** One release on one side. A side in the midst of a replacement has two of them. */
export interface SideRelease {
  readonly environment: string;
  readonly side: Side | null;
  readonly version: string | null;
  /** The first 7 digits of the git SHA. */
  readonly commit: string | null;
  /** Since when the side has it, in milliseconds since the epoch. */
  readonly since: number | null;
  readonly healthy: number;
  readonly total: number;
  /** Whether production traffic reaches the side. */
  readonly active: boolean;
}

type Release = Pick<Facts, "version" | "commit">;

const sameRelease = (a: Release, b: Release): boolean => a.version === b.version && a.commit === b.commit;
const releaseKey = ({ facts }: Existing): string => `${facts.version ?? ""}/${facts.commit ?? ""}`;

/** When the group began to launch what it launches now: the oldest of its newest revisions that name the same release. */
const launchesSince = (group: Existing, history: readonly Revision[]): number => {
  const newestFirst = history.toSorted((a, b) => b.number - a.number);
  const other = newestFirst.findIndex(({ facts }) => facts === null || !sameRelease(facts, group.facts));
  const run = other === -1 ? newestFirst : newestFirst.slice(0, other);
  return run.at(-1)?.trueFrom ?? group.trueFrom;
};

const since = (
  instances: readonly Existing[],
  group: Existing | undefined,
  histories: ReadonlyMap<string, readonly Revision[]>,
): number | null => {
  const [first] = instances;
  if (group !== undefined && (first === undefined || sameRelease(first.facts, group.facts)))
    return launchesSince(group, histories.get(group.ref.arn) ?? []);
  return instances.length === 0 ? null : Math.min(...instances.map(launchedAt));
};

const rank = ({ environment, side, version, commit }: SideRelease): string =>
  [environment, side ?? "", version ?? "", commit ?? ""].join("/");

/**
 * Every environment × side, and what runs there; an empty side has what its group would launch. `histories` are the revisions of
 * the groups, by ARN: without them, `since` is the group's newest change.
 */
export const versions = (
  resources: readonly Existing[],
  histories: ReadonlyMap<string, readonly Revision[]> = new Map(),
): readonly SideRelease[] => {
  const active = activeSides(resources);
  const owned = resources.filter(({ facts }) => facts.environment !== undefined);
  const instances = Map.groupBy(
    owned.filter((resource) => resource.ref.type === "instance" && isAlive(resource)),
    sideKey,
  );
  const groups = Map.groupBy(
    owned.filter(({ ref }) => ref.type === "auto-scaling-group"),
    sideKey,
  );
  const sideReleases = [...new Set([...groups.keys(), ...instances.keys()])].flatMap((key) => {
    const [group] = groups.get(key) ?? [];
    const running = [...Map.groupBy(instances.get(key) ?? [], releaseKey).values()];
    return (running.length === 0 ? [[]] : running).flatMap((some): readonly SideRelease[] => {
      const of = some[0] ?? group;
      if (of === undefined) return [];
      const { environment = "", side = null, version = null, commit } = of.facts;
      return [
        {
          environment,
          side,
          version,
          commit: commit?.slice(0, 7) ?? null,
          since: since(some, group, histories),
          healthy: some.filter(isHealthy).length,
          total: some.length,
          active: active.has(key),
        },
      ];
    });
  });
  return sideReleases.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
};
