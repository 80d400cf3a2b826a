/** What the fleet's rows say of each other: which release runs in the stage before. */
import type { FleetRow, ShownRelease } from "./snapshot.ts";

/** Whether two releases are not one: by their commits where both have one, which may be cut short, and by their versions else. */
export const differ = (one: ShownRelease, other: ShownRelease): boolean => {
  if (one.commit === null || other.commit === null) return one.version !== other.version;
  return !one.commit.startsWith(other.commit) && !other.commit.startsWith(one.commit);
};

/** For each environment whose release is not that of the stage before it, the row that it differs from; the nearest stage that has a release counts. */
export const otherReleases = (rows: readonly FleetRow[], stages: readonly string[]): ReadonlyMap<string, FleetRow> => {
  const placeOf = new Map(stages.map((stage, place) => [stage, place]));
  const services = Map.groupBy(
    rows.filter(({ release }) => release !== null),
    ({ service }) => service,
  );
  const found = new Map<string, FleetRow>();
  for (const row of rows) {
    const before = (services.get(row.service) ?? [])
      .filter(({ stage }) => (placeOf.get(stage) ?? -1) < (placeOf.get(row.stage) ?? -1))
      .toSorted(
        (one, other) =>
          (placeOf.get(other.stage) ?? -1) - (placeOf.get(one.stage) ?? -1) ||
          (one.environment < other.environment ? -1 : 1),
      )[0];
    if (before?.release != null && row.release !== null && differ(before.release, row.release))
      found.set(row.environment, before);
  }
  return found;
};

/** Whether a row has what is looked for somewhere in its words. */
export const hasWords = (row: FleetRow, looked: string): boolean => {
  const { environment, service, stage, release, runs } = row;
  const words = [environment, service, stage, release?.version, release?.commit, runs, row.finding?.rule].join(" ");
  return looked
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.toLowerCase().includes(word));
};
