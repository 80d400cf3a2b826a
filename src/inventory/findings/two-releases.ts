import { type Existing, isAlive, launchedAt } from "../attributes.ts";
import { sideKey } from "../queries/traffic.ts";
import { type Found, inWords, type Rule } from "./rule.ts";

const releaseOf = ({ facts }: Existing): string =>
  facts.version === undefined ? "no release" : `release ${facts.version} (${facts.commit?.slice(0, 7) ?? "no commit"})`;

/** One side runs two releases for longer than a refresh takes: the refresh stopped half-way, or somebody launched by hand. */
export const twoReleases: Rule = ({ resources, now, thresholds }) => {
  const owned = resources.filter(({ facts }) => facts.environment !== undefined);
  const groups = new Map(
    owned.filter(({ ref }) => ref.type === "auto-scaling-group").map((group) => [sideKey(group), group]),
  );
  const instances = Map.groupBy(
    owned.filter((resource) => resource.ref.type === "instance" && isAlive(resource)),
    sideKey,
  );
  return [...instances].flatMap(([key, some]): readonly Found[] => {
    const releases = [...Map.groupBy(some, releaseOf)]
      .map(([release, each]) => ({ release, count: each.length, since: Math.min(...each.map(launchedAt)) }))
      .toSorted((a, b) => a.since - b.since);
    // Two there are since the second came.
    const since = releases[1]?.since;
    const resource = groups.get(key) ?? some[0];
    if (since === undefined || resource === undefined || now - since <= thresholds.refreshMilliseconds) return [];
    return [
      {
        resource,
        level: "warning",
        threshold: `one release on a side, or two for no longer than ${inWords(thresholds.refreshMilliseconds)}`,
        found: `for ${inWords(now - since)}: ${releases.map(({ release, count }) => `${release} on ${count}`).join(", ")}`,
      },
    ];
  });
};
