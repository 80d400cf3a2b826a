/** Which release runs on which side of which environment. */
import type { Side } from "../../deployment/environment.ts";
import { isAlive, type Outline, text } from "../attributes.ts";
import type { ResourceType } from "../model.ts";
import { launches } from "./launches.ts";
import type { Crew, Population } from "./population.ts";
import { healthyOnSide, type Share, sharesBySide, sideKey } from "./traffic.ts";

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
  /** What each production listener or rule of the environment sends to the side. */
  readonly traffic: readonly Share[];
}

const releaseKey = ({ facts }: Pick<Outline, "facts">): string => `${facts.version ?? ""}/${facts.commit ?? ""}`;

/** All else that is known of one side. */
interface SideParts {
  readonly group: Outline | undefined;
  /** What the group launches. */
  readonly launched: Outline | undefined;
  readonly targetGroups: readonly Outline[];
}

/** `crews` are a side's of one release, or none. */
const sideRelease = (crews: readonly Crew[], parts: SideParts): Omit<SideRelease, "active" | "traffic"> | undefined => {
  const { group, launched, targetGroups } = parts;
  const [first] = crews;
  const of = first ?? group;
  if (of === undefined) return undefined;
  const release = first ?? launched;
  const isLaunched =
    group !== undefined &&
    (first === undefined || (launched !== undefined && releaseKey(first) === releaseKey(launched)));
  const running = crews.filter(({ facts }) => text(facts, "state") === "running").flatMap(({ ids }) => ids);
  return {
    environment: of.facts.environment ?? "",
    side: of.facts.side ?? null,
    version: release?.facts.version ?? null,
    commit: release?.facts.commit?.slice(0, 7) ?? null,
    // A group that was there before the inventory has had its release for as long as its oldest instance.
    since: Math.min(...(isLaunched ? [group.launchesSince ?? group.trueFrom] : []), ...crews.map(({ since }) => since)),
    healthy: healthyOnSide(running, targetGroups).length,
    total: crews.reduce((sum, { ids }) => sum + ids.length, 0),
  };
};

const rank = ({ environment, side, version, commit }: SideRelease): string =>
  [environment, side ?? "", version ?? "", commit ?? ""].join("/");

/** Every environment × side, and what runs there; an empty side has what its group would launch. */
export const versions = ({ crews, others }: Population): readonly SideRelease[] => {
  const shares = sharesBySide(others);
  const launched = launches(others);
  const owned = others.filter(({ facts }) => facts.environment !== undefined);
  const bySide = (type: ResourceType) =>
    Map.groupBy(
      owned.filter(({ ref }) => ref.type === type),
      sideKey,
    );
  const groups = bySide("auto-scaling-group");
  const targetGroups = bySide("target-group");
  const manned = Map.groupBy(
    crews.filter((crew) => crew.facts.environment !== undefined && isAlive(crew)),
    sideKey,
  );
  const sideReleases = [...new Set([...groups.keys(), ...manned.keys()])].flatMap((key) => {
    const [group] = groups.get(key) ?? [];
    const parts: SideParts = {
      group,
      launched: launched.get(group?.ref.arn ?? ""),
      targetGroups: targetGroups.get(key) ?? [],
    };
    const releases = [...Map.groupBy(manned.get(key) ?? [], releaseKey).values()];
    return (releases.length === 0 ? [[]] : releases).flatMap((some): readonly SideRelease[] => {
      const release = sideRelease(some, parts);
      const traffic = shares.get(key) ?? [];
      const active = traffic.some(({ percent }) => percent > 0);
      return release === undefined ? [] : [{ ...release, active, traffic }];
    });
  });
  return sideReleases.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
};
