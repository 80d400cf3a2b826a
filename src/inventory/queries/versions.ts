/** Which release runs on which side of which environment. */
import type { Side } from "../../deployment/environment.ts";
import { idOf } from "../arn.ts";
import { isAlive, launchedAt, type Outline, text } from "../attributes.ts";
import type { ResourceType } from "../model.ts";
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

/** The instances of one release on one side. */
interface Crew {
  /** Any of them. */
  readonly one: Outline;
  readonly side: string;
  since: number;
  total: number;
  /** The ids of those that run. */
  readonly running: string[];
}

/** All else that is known of one side. */
interface SideParts {
  readonly group: Outline | undefined;
  /** What the group launches. */
  readonly launched: Outline | undefined;
  readonly targetGroups: readonly Outline[];
}

const sideRelease = (crew: Crew | undefined, parts: SideParts): Omit<SideRelease, "active"> | undefined => {
  const { group, launched, targetGroups } = parts;
  const of = crew?.one ?? group;
  if (of === undefined) return undefined;
  const release = crew?.one ?? launched;
  const isLaunched =
    group !== undefined &&
    (crew === undefined || (launched !== undefined && releaseKey(crew.one) === releaseKey(launched)));
  return {
    environment: of.facts.environment ?? "",
    side: of.facts.side ?? null,
    version: release?.facts.version ?? null,
    commit: release?.facts.commit?.slice(0, 7) ?? null,
    // A group that was there before the inventory has had its release for as long as its oldest instance.
    since: Math.min(isLaunched ? (group.launchesSince ?? group.trueFrom) : Infinity, crew?.since ?? Infinity),
    healthy: healthyOnSide(crew?.running ?? [], targetGroups).length,
    total: crew?.total ?? 0,
  };
};

const rank = ({ environment, side, version, commit }: SideRelease): string =>
  [environment, side ?? "", version ?? "", commit ?? ""].join("/");

const sideReleases = (crews: readonly Crew[], others: readonly Outline[]): readonly SideRelease[] => {
  const active = activeSides(others);
  const launched = launches(others);
  const owned = others.filter(({ facts }) => facts.environment !== undefined);
  const bySide = (type: ResourceType) =>
    Map.groupBy(
      owned.filter(({ ref }) => ref.type === type),
      sideKey,
    );
  const [groups, targetGroups] = [bySide("auto-scaling-group"), bySide("target-group")];
  const manned = Map.groupBy(crews, ({ side }) => side);
  const found = [...new Set([...groups.keys(), ...manned.keys()])].flatMap((key) => {
    const [group] = groups.get(key) ?? [];
    const parts: SideParts = {
      group,
      launched: launched.get(group?.ref.arn ?? ""),
      targetGroups: targetGroups.get(key) ?? [],
    };
    return (manned.get(key) ?? [undefined]).flatMap((crew): readonly SideRelease[] => {
      const release = sideRelease(crew, parts);
      return release === undefined ? [] : [{ ...release, active: active.has(key) }];
    });
  });
  return found.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
};

/** Counts outlines as they come, so that the instances of a large fleet need not be held, and tells what they come to. */
export const tally = () => {
  const crews = new Map<string, Crew>();
  const others: Outline[] = [];
  const count = (instance: Outline) => {
    if (instance.facts.environment === undefined || !isAlive(instance)) return;
    const side = sideKey(instance);
    const key = `${side}/${releaseKey(instance)}`;
    const crew = crews.get(key) ?? { one: instance, side, since: Infinity, total: 0, running: [] };
    crews.set(key, crew);
    crew.total += 1;
    crew.since = Math.min(crew.since, launchedAt(instance));
    if (text(instance.facts, "state") === "running") crew.running.push(idOf(instance.ref));
  };
  return {
    add(outlines: readonly Outline[]): void {
      for (const outline of outlines) {
        if (outline.ref.type === "instance") count(outline);
        else others.push(outline);
      }
    },
    versions: (): readonly SideRelease[] => sideReleases([...crews.values()], others),
  };
};

/** Every environment × side, and what runs there; an empty side has what its group would launch. */
export const versions = (resources: readonly Outline[]): readonly SideRelease[] => {
  const counted = tally();
  counted.add(resources);
  return counted.versions();
};
